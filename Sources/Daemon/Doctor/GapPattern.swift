// SPDX-License-Identifier: Apache-2.0
//
// Owns: after how many pulses a pattern of gaps repeats. Must not know: what there should be.

/// Gaps relative to their neighbours, which takes the belt's speed out.
struct GapPattern {
  private static let longestPeriod = 16
  private static let neighbours = 16
  /// Another period must leave this share of what the expected one leaves unexplained, at most.
  private static let plainShare = 0.35
  /// Less scatter than this in all is an even wheel, whose period cannot be told.
  private static let leastScatter = 0.06

  private let gaps: [Double]

  /// Nil where there are too few pulses.
  init?(_ stamps: [Int64]) {
    let raw = zip(stamps.dropFirst(), stamps).map { Double($0 - $1) }
    guard raw.count >= 6 * Self.longestPeriod else { return nil }
    var relative: [Double] = []
    for index in raw.indices {
      let low = max(0, index - Self.neighbours)
      let high = min(raw.count, index + Self.neighbours + 1)
      let mean = raw[low..<high].reduce(0, +) / Double(high - low)
      // A stop is no gap between magnets.
      relative.append(mean > 0 ? min(4, raw[index] / mean) : 1)
    }
    gaps = relative
  }

  /// The shortest period that explains the gaps far better than the expected one does; nil where there is none.
  func period(besides expected: Int) -> Int? {
    let all = unexplained(1)
    guard all.squareRoot() > Self.leastScatter else { return nil }
    let known = unexplained(expected)
    for period in 1...Self.longestPeriod where period != expected && !period.isMultiple(of: expected) {
      if unexplained(period) < Self.plainShare * known { return period }
    }
    return nil
  }

  /// Mean square of what is left when each place of a period has its own mean.
  private func unexplained(_ period: Int) -> Double {
    var sums = [Double](repeating: 0, count: period)
    var counts = sums
    for (index, gap) in gaps.enumerated() {
      sums[index % period] += gap
      counts[index % period] += 1
    }
    var left = 0.0
    for (index, gap) in gaps.enumerated() {
      let difference = gap - sums[index % period] / counts[index % period]
      left += difference * difference
    }
    return left / Double(gaps.count)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: after how many pulses a pattern of gaps repeats, and how well a pattern explains them.
// Must not know: what there should be.

/// Gaps relative to their neighbours, which takes the belt's speed out.
package struct GapPattern {
  private static let longestPeriod = 16
  package static let neighbours = 16
  /// Another period must leave at most this share of what the expected one leaves unexplained.
  private static let plainShare = 0.35
  /// Less scatter than this in all is an even wheel, whose period cannot be determined.
  private static let leastScatter = 0.06
  /// Fewer gaps than this are not enough.
  private static let leastGaps = 6 * longestPeriod

  /// One a pulse; nil if a gap has its place in the turn but says nothing.
  private let gaps: [Double?]

  /// Nil if there are too few pulses.
  package init?(_ timestamps: [Int64]) {
    self.init(gapsNs: zip(timestamps.dropFirst(), timestamps).map { Double($0 - $1) })
  }

  /// - Parameters:
  ///   - raw: gaps between pulses; nil for one that has its place in the turn but says nothing, as over a stop.
  ///   - neighbours: how many to either side give the speed; fewer than a turn has would remove the pattern as well.
  package init?(gapsNs raw: [Double?], neighbours: Int = GapPattern.neighbours) {
    guard raw.count(where: { $0 != nil }) >= Self.leastGaps else { return nil }
    gaps = raw.indices.map { index in
      guard let gap = raw[index] else { return nil }
      let near = raw[max(0, index - neighbours)..<min(raw.count, index + neighbours + 1)]
        .compactMap { $0 }
      let mean = near.reduce(0, +) / Double(near.count)
      // A stop is no gap between magnets.
      return mean > 0 ? min(4, gap / mean) : 1
    }
  }

  /// The shortest period that explains the gaps far better than the expected one does; nil if there is none.
  package func period(besides expected: Int) -> Int? {
    let all = unexplained(1)
    guard all.squareRoot() > Self.leastScatter else { return nil }
    let known = unexplained(expected)
    for period in 1...Self.longestPeriod where period != expected && !period.isMultiple(of: expected) {
      if unexplained(period) < Self.plainShare * known { return period }
    }
    return nil
  }

  /// Mean square of what is left when the gaps are those of these arcs, in whichever turning and direction fits best.
  package func unexplained(byArcs arcs: [Double]) -> Double {
    guard !arcs.isEmpty else { return .infinity }
    let mean = arcs.reduce(0, +) / Double(arcs.count)
    let forward = arcs.map { $0 / mean }
    var least = Double.infinity
    for template in [forward, forward.reversed()] {
      for turn in template.indices { least = min(least, unexplained(by: template, from: turn)) }
    }
    return least
  }

  private func unexplained(by template: [Double], from turn: Int) -> Double {
    var left = 0.0
    var count = 0.0
    for (index, gap) in gaps.enumerated() {
      guard let gap else { continue }
      let difference = gap - template[(index + turn) % template.count]
      left += difference * difference
      count += 1
    }
    return left / count
  }

  /// Mean square of what is left when each place of a period has its own mean.
  private func unexplained(_ period: Int) -> Double {
    var sums = [Double](repeating: 0, count: period)
    var counts = sums
    for (index, gap) in gaps.enumerated() {
      guard let gap else { continue }
      sums[index % period] += gap
      counts[index % period] += 1
    }
    var left = 0.0
    for (index, gap) in gaps.enumerated() {
      guard let gap else { continue }
      let difference = gap - sums[index % period] / counts[index % period]
      left += difference * difference
    }
    return left / counts.reduce(0, +)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the gaps between timestamps as whole numbers of their common step, and what each is expected to be.
// Must not know: how they are coded.

import Pulses

/// Gaps in units of the largest step that divides them all.
struct GapList {
  /// The step, nanoseconds, at least 1.
  private(set) var quantum: UInt64 = 1
  private(set) var quanta: [Int64]

  init(_ edges: [Edge]) { self.init(edges.map(\.timestampNs)) }

  init(_ timestamps: [Int64]) {
    quanta = zip(timestamps.dropFirst(), timestamps).map { $0 &- $1 }
    var step: UInt64 = 0
    for gap in quanta where step != 1 { step = Self.commonDivisor(step, gap.magnitude) }
    // No clock makes a step that a signed number cannot hold.
    guard step > 1, step < UInt64(Int64.max) else { return }
    quantum = step
    for index in quanta.indices { quanta[index] /= Int64(step) }
  }

  func expected(_ index: Int, lag: Int) -> Int64 { Self.expected(quanta, index, lag: lag) }

  /// The gap `lag` before; the previous one if there is none.
  static func expected(_ quanta: [Int64], _ index: Int, lag: Int) -> Int64 {
    guard index > 0 else { return 0 }
    return quanta[index >= lag ? index - lag : index - 1]
  }

  /// The lag that needs the fewest bits, judged by the first two thousand gaps.
  func bestLag(upTo longest: Int) -> Int {
    var best = (lag: 1, bits: Int.max)
    for lag in 1...longest where lag == 1 || lag < quanta.count {
      var code = RiceCode()
      var bits = 0
      for index in quanta.indices.prefix(2000) {
        bits += code.cost(ZigZag.encode(quanta[index] &- expected(index, lag: lag)))
      }
      if bits < best.bits { best = (lag, bits) }
    }
    return best.lag
  }

  private static func commonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

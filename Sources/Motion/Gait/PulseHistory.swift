// SPDX-License-Identifier: Apache-2.0
//
// Owns: the timestamps and positions of the newest pulses, in fixed memory. Must not know: what they are used for.

/// The timestamps of the newest pulses, and the belt's positions, by their number; older ones are forgotten.
///
/// Reading is declared mutating although it changes nothing: the compiler passes a large value to a non-mutating
/// method by copying all of it.
package struct PulseHistory: Sendable {
  /// A power of two. 512 pulses are 1 s at any rate a belt reaches.
  package static let capacity = 512

  private var timestamps = InlineArray<512, Int64>(repeating: 0)
  private var positions = InlineArray<512, Double>(repeating: 0)
  /// The number of pulses so far; the newest has the number `count - 1`.
  package private(set) var count = 0

  package init() {}

  /// - Parameter positionM: belt travel up to this pulse, metres, from the caller's origin.
  package mutating func append(_ timestampNs: Int64, positionM: Double) {
    timestamps[count & (Self.capacity - 1)] = timestampNs
    positions[count & (Self.capacity - 1)] = positionM
    count &+= 1
  }

  /// The oldest pulse in memory.
  package var oldest: Int { max(0, count - Self.capacity) }

  /// The timestamp of pulse `number`, which must be in `oldest..<count`.
  package mutating func timestampNs(_ number: Int) -> Int64 { timestamps[number & (Self.capacity - 1)] }

  /// The belt's position at pulse `number`, metres.
  package mutating func positionM(_ number: Int) -> Double { positions[number & (Self.capacity - 1)] }
}

/// The latest pulse at least `minimumNs` before the newest one, found in constant time per pulse.
package struct TrailingWindow: Sendable {
  package let minimumNs: Int64
  /// The number of the pulse at which the window begins.
  package private(set) var start = 0

  package init(minimumNs: Int64) { self.minimumNs = minimumNs }

  /// Restarts at pulse `number`: nothing before it may be used.
  package mutating func restart(at number: Int) { start = number }

  /// Advances to the newest pulse.
  package mutating func follow(_ history: inout PulseHistory) {
    let newest = history.count - 1
    start = max(start, history.oldest)
    let limitNs = history.timestampNs(newest) &- minimumNs
    while start + 1 < newest, history.timestampNs(start + 1) <= limitNs { start += 1 }
  }

  /// The beginning of a window of whole turns of `magnets` pulses; `start` if there is no whole turn. A whole turn is
  /// exact however the magnets are placed.
  package func wholeTurnStart(newest: Int, earliest: Int, magnets: Int) -> Int {
    let turns = (newest - start + magnets - 1) / magnets
    let begin = newest - turns * magnets
    if begin >= earliest { return begin }
    let fewer = newest - (newest - earliest) / magnets * magnets
    return fewer < newest ? fewer : start
  }
}

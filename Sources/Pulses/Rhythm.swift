// SPDX-License-Identifier: Apache-2.0
//
// Owns: consecutive gaps, and how smooth they are. Must not know: magnets, bounces.

/// The character of a rhythm.
package struct RhythmFigures: Sendable, Equatable, BitwiseCopyable {
  /// Running mean square of the relative change from gap to gap.
  package var roughness: Double
  /// Running mean of the product of two consecutive changes: below 0 if gaps alternate.
  package var turning: Double
  /// Observed changes.
  package var count: Int
  /// The roughness that remains if a contact may have closed twice.
  package var leastRoughness: Double
  /// Whether the contact is known to close twice.
  package var isDoubling: Bool
  /// Whether the gaps are as long as steps, which makes them alternate between short and long.
  package var isSlow: Bool
}

/// Follows the gaps between arrivals.
struct Rhythm: Sendable {
  /// Number of changes in the running means.
  private static let memory = 24.0
  /// Larger changes are clipped to this: one odd gap must not look like a rough rhythm.
  private static let largestChange = 0.6
  /// The least difference of two alternating gaps, as a share of both together.
  private static let toAndFroShare = 0.1
  /// A relative change this large is a jump.
  private static let jump = 0.2

  private var lastNs: Int64 = .min
  /// The newest gaps, nanoseconds.
  private var gapsNs = InlineArray<4, Double>(repeating: 0)
  private var count = 0
  private var lastChange: Double?
  private(set) var roughness = 0.0
  private(set) var turning = 0.0
  private(set) var jumpy = 0.0
  private(set) var compared = 0
  /// Gaps that spanned several arcs.
  private(set) var folded: Int64 = 0
  private(set) var foldedShare = 0.0

  init() {}

  /// No gap extends across this time.
  mutating func restart(atNs timeNs: Int64) {
    lastNs = timeNs
    count = 0
    lastChange = nil
  }

  private func gap(_ back: Int) -> Double { gapsNs[(count + 4 - back) & 3] }

  /// Whether the last four gaps alternate between short and long, which those of an accelerating or slowing belt do
  /// not.
  var isToAndFro: Bool {
    guard count >= 4 else { return false }
    let least = Self.toAndFroShare * (gap(1) + gap(2))
    let (a, b, c) = (gap(3) - gap(4), gap(2) - gap(3), gap(1) - gap(2))
    return a * b < 0 && b * c < 0 && a.magnitude > least && b.magnitude > least && c.magnitude > least
  }

  /// The expected gap, nanoseconds; nil if nothing determines it.
  var dueNs: Double? { count >= 1 ? gap(1) : nil }

  /// The share of the expected gap that has passed.
  func share(atNs timeNs: Int64) -> Double? {
    guard lastNs != .min, let dueNs, dueNs > 0 else { return nil }
    return Double(timeNs &- lastNs) / dueNs
  }

  mutating func take(atNs timeNs: Int64) {
    defer { lastNs = timeNs }
    guard lastNs != .min else { return }
    var gapNs = Double(timeNs &- lastNs)
    guard gapNs > 0 else { return }
    if let dueNs, dueNs > 0 {
      let whole = gapNs
      gapNs = Self.withoutMissed(gapNs, dueNs)
      if gapNs < whole { folded &+= 1 }
      foldedShare += ((gapNs < whole ? 1 : 0) - foldedShare) / (4 * Self.memory)
      // Symmetric.
      let change = 2 * (gapNs - dueNs) / (gapNs + dueNs)
      note(min(max(change, -Self.largestChange), Self.largestChange))
    }
    gapsNs[count & 3] = gapNs
    count += 1
    // Kept small: only its position in the ring and whether there are enough gaps matter.
    if count >= 16 { count -= 8 }
  }

  private mutating func note(_ change: Double) {
    roughness += (change * change - roughness) / Self.memory
    if let lastChange { turning += (change * lastChange - turning) / Self.memory }
    jumpy += ((change.magnitude > Self.jump ? 1 : 0) - jumpy) / Self.memory
    lastChange = change
    compared = min(compared + 1, 1_000)
  }

  /// A gap of twice or three times the expected one contains missed magnets: it says nothing about the rhythm.
  private static func withoutMissed(_ gapNs: Double, _ dueNs: Double) -> Double {
    let arcs = gapNs / dueNs
    if (arcs - 2).magnitude < 0.2 { return 0.5 * gapNs }
    return (arcs - 3).magnitude < 0.25 ? gapNs / 3 : gapNs
  }

  /// Continues from an arrival.
  mutating func end(atNs timeNs: Int64) { lastNs = timeNs }

  /// Whether the newest two gaps are one and two arcs, in either order.
  var isOneAndTwo: Bool {
    guard count >= 2 else { return false }
    let share = min(gap(1), gap(2)) / (gap(1) + gap(2))
    return share > 0.24 && share < 0.44
  }

  /// The newest two gaps.
  var newestPair: (firstNs: Double, secondNs: Double)? { count >= 2 ? (gap(2), gap(1)) : nil }

  /// Treats two gaps as one arc: from the arrival after which the shorter of them came.
  mutating func adopt(_ pair: (firstNs: Double, secondNs: Double)) {
    for index in 0..<4 { gapsNs[index] = pair.firstNs + pair.secondNs }
    if pair.secondNs < pair.firstNs { lastNs &-= Int64(min(pair.secondNs, 9e18)) }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the level of a sensor line as a magnet passes: when it was released, and for which share of a gap a magnet
// holds it. Must not know: which arrival is a pulse.

/// Follows arrivals and releases of one line.
///
/// The share of a gap for which the line is held (the dwell) does not depend on speed. It is learnt, magnet by magnet
/// on an uneven wheel, and bounds the remaining travel to the next magnet when the line is released.
package struct SwitchContact: Sendable {
  /// Assumed share of a gap for which the line may be held before anything is known.
  private static let widestDwell = 0.85
  /// Possible error of a learnt share.
  private static let dwellMargin = 0.06
  /// Passes of a magnet before its dwell is relied on: the first may be half a pass, or the bounce of a magnet parked
  /// there.
  private static let settlingPasses = 4
  /// Weight of one pass after the first few, and the largest difference taken into account.
  private static let gain = 0.05
  private static let largestDifference = 0.2
  /// Variation of a magnet's dwell on a walked belt.
  private static let steadyScatter = 0.05
  /// A release before this share of the expected time is bounce at closing.
  private static let earliestShare = 0.6

  /// Whether the source reports releases at all.
  package private(set) var seesReleases = false
  /// Distinct positions: the magnets of a wheel, or one for all slots of a fine disc.
  private let positions: Int
  private var position = 0
  /// Share of the gap for which the line is held, by position; 0 before it is known.
  private var shares = InlineArray<16, Double>(repeating: 0)
  private var passes = InlineArray<16, Int>(repeating: 0)
  private var scatter = 0.0
  private var compared = 0
  private(set) var isHeld = false
  /// When the newest pulse began.
  private var pulseNs: Int64 = .min
  /// When the line last closed, and the longest time for which it was held since the pulse.
  private var closedNs: Int64 = .min
  private var longestHeldNs: Int64 = 0
  private var longestReleaseNs: Int64?
  /// How long the magnet should hold the line at the speed of the last gap, nanoseconds; 0 if that is unknown.
  private var expectedHoldNs = 0.0
  /// When the magnet left: the first release after most of the expected hold time. If that is unknown, the end of the
  /// longest hold. Anything shorter is bounce.
  package private(set) var releasedNs: Int64?
  /// The newest release of any kind.
  private var newestReleaseNs: Int64?

  package init(wheel: MagnetWheel) { positions = wheel.distinctMarks }

  /// The same contact at the beginning of a second pass: its dwell is known, its magnets are not yet distinguished;
  /// nil if the dwell is not known.
  package var atStart: SwitchContact? {
    var sum = 0.0
    for index in 0..<positions {
      guard passes[index] >= Self.settlingPasses else { return nil }
      sum += shares[index]
    }
    var start = self
    start.forget()
    start.position = 0
    // Bounces that passed for magnets made it look less steady than it is.
    start.scatter = min(scatter, Self.steadyScatter)
    for index in 0..<positions { start.shares[index] = sum / Double(positions) }
    return start
  }

  /// The longest share of a gap for which the line may be held.
  package var longestDwell: Double {
    var longest = 0.0
    for index in 0..<positions {
      if passes[index] < Self.settlingPasses { return Self.widestDwell }
      longest = max(longest, shares[index])
    }
    let unsteady = min(2 * Self.dwellMargin, 2 * scatter * longest)
    return min(Self.widestDwell, longest + Self.dwellMargin + unsteady)
  }

  /// Deviation of single passes from the learnt share.
  package var steadiness: DwellFigures { DwellFigures(scatter: scatter, count: compared) }

  /// The line was released.
  mutating func release(atNs timeNs: Int64) {
    seesReleases = true
    let heldNs = isHeld ? Nanoseconds(from: closedNs, to: timeNs).notNegative.count : 0
    isHeld = false
    newestReleaseNs = timeNs
    if longestReleaseNs == nil || heldNs > longestHeldNs {
      longestHeldNs = heldNs
      longestReleaseNs = timeNs
    }
    guard expectedHoldNs > 0 else { return releasedNs = longestReleaseNs }
    let sinceNs = Nanoseconds(from: pulseNs, to: timeNs).notNegative.count
    if releasedNs == nil, Double(sinceNs) >= Self.earliestShare * expectedHoldNs { releasedNs = timeNs }
  }

  /// For how long the line has rested, nanoseconds; 0 if it has not.
  func restedNs(atNs timeNs: Int64) -> Int64 {
    guard !isHeld, let newestReleaseNs else { return 0 }
    return Nanoseconds(from: newestReleaseNs, to: timeNs).notNegative.count
  }

  /// An arrival that is not a pulse.
  mutating func arriveRejected(atNs timeNs: Int64) {
    isHeld = true
    closedNs = timeNs
  }

  /// A pulse.
  /// - Parameter gapNs: since the previous pulse; nil if the belt may have stopped in between.
  mutating func arrive(atNs timeNs: Int64, gapNs: Int64?) {
    if let gapNs, gapNs > 0, let endNs = releasedNs ?? longestReleaseNs, pulseNs != .min {
      learn(Double(Nanoseconds(from: pulseNs, to: endNs).notNegative.count) / Double(gapNs))
    }
    position = position + 1 == positions ? 0 : position + 1
    expectedHoldNs = 0
    if let gapNs, passes[position] >= Self.settlingPasses {
      expectedHoldNs = shares[position] * Double(gapNs)
    }
    pulseNs = timeNs
    closedNs = timeNs
    isHeld = true
    longestHeldNs = 0
    longestReleaseNs = nil
    releasedNs = nil
    newestReleaseNs = nil
  }

  /// The line was unavailable, or edges were lost: its level is unknown.
  mutating func forget() {
    pulseNs = .min
    isHeld = false
    longestHeldNs = 0
    longestReleaseNs = nil
    expectedHoldNs = 0
    releasedNs = nil
    newestReleaseNs = nil
  }

  private mutating func learn(_ share: Double) {
    guard share > 0, share < 1 else { return }
    passes[position] = min(passes[position] + 1, 1_000)
    let difference = share - shares[position]
    guard passes[position] > Self.settlingPasses else {
      // A partial pass at the beginning is discarded by the first complete one.
      if difference.magnitude > 0.5 * shares[position] { passes[position] = 1 }
      shares[position] += difference / Double(passes[position])
      return
    }
    // Bounded: one odd pass, for instance a stop, is weak evidence.
    let believed = min(max(difference, -Self.largestDifference), Self.largestDifference)
    shares[position] += Self.gain * believed
    scatter += Self.gain * (min(1, difference.magnitude / max(0.05, shares[position])) - scatter)
    compared = min(compared + 1, 1_000)
  }
}

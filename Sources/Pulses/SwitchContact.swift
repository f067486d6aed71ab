// SPDX-License-Identifier: Apache-2.0
//
// Owns: the level of a sensor line through the pass of a magnet: when it was released, and for which share of a gap a
// magnet holds it. Must not know: which arrival is a pulse.

/// Follows arrivals and releases of one line.
///
/// The share of a gap for which the line is held (the dwell) does not depend on speed: it is learnt, magnet by magnet
/// where the wheel is uneven, and says how far the next magnet is at most when the line is released.
package struct SwitchContact: Sendable {
  /// A line that was released for less than this has not been left by its magnet, nanoseconds.
  private static let leastReleaseNs: Int64 = 1_000_000
  /// Before anything is known, the line may be held for this share of a gap.
  private static let widestDwell = 0.75
  /// What a learnt share may be off by.
  private static let dwellMargin = 0.1
  /// Weight of one pass, once there were some.
  private static let gain = 0.05

  /// Whether the source tells releases at all.
  package private(set) var seesReleases = false
  /// Places that differ: the magnets of an uneven wheel, one for all of an even one.
  private let places: Int
  private var place = 0
  /// Share of the gap for which the line is held, by place; 0 before it is known.
  private var shares = InlineArray<16, Double>(repeating: 0)
  private var passes = InlineArray<16, Int>(repeating: 0)
  private var scatter = 0.0
  private var compared = 0
  private(set) var isHeld = false
  /// When the newest pulse began, and when the line was released for the first and for the last time since.
  private var pulseNs: Int64 = .min
  private(set) var releasedNs: Int64?
  private var newestReleaseNs: Int64?

  package init(wheel: MagnetWheel) { places = wheel.isEven ? 1 : wheel.magnets }

  /// The longest share of a gap for which the line may be held.
  package var longestDwell: Double {
    var longest = 0.0
    for index in 0..<places {
      if shares[index] == 0 { return Self.widestDwell }
      longest = max(longest, shares[index])
    }
    return min(Self.widestDwell, longest + Self.dwellMargin)
  }

  /// How much single passes differ from what was learnt.
  package var steadiness: DwellFigures { DwellFigures(scatter: scatter, count: compared) }

  /// The magnet left.
  mutating func release(atNs timeNs: Int64) {
    seesReleases = true
    isHeld = false
    if releasedNs == nil { releasedNs = timeNs }
    newestReleaseNs = timeNs
  }

  /// An arrival that is no pulse.
  mutating func arriveRejected(atNs timeNs: Int64) {
    isHeld = true
    // Released for a moment only: that was no release.
    if let releasedNs, releasedNs == newestReleaseNs, timeNs &- releasedNs < Self.leastReleaseNs {
      self.releasedNs = nil
    }
  }

  /// A pulse.
  /// - Parameter gapNs: since the pulse before; nil where the belt may have stood in between.
  mutating func arrive(atNs timeNs: Int64, gapNs: Int64?) {
    if let gapNs, gapNs > 0, let newestReleaseNs, !isHeld, pulseNs != .min {
      learn(Double(newestReleaseNs &- pulseNs) / Double(gapNs))
    }
    place = place + 1 == places ? 0 : place + 1
    pulseNs = timeNs
    isHeld = true
    releasedNs = nil
    newestReleaseNs = nil
  }

  /// The line was away, or edges were lost: its level is unknown.
  mutating func forget() {
    pulseNs = .min
    isHeld = false
    releasedNs = nil
    newestReleaseNs = nil
  }

  private mutating func learn(_ share: Double) {
    guard share > 0, share < 1 else { return }
    let known = shares[place]
    passes[place] = min(passes[place] + 1, 1_000)
    guard known > 0 else {
      shares[place] = share
      return
    }
    let gain = max(Self.gain, 1 / Double(passes[place]))
    // Bounded: one odd pass, a stop for instance, says little.
    let difference = min(max(share - known, -0.5 * known), known)
    shares[place] = known + gain * difference
    scatter += Self.gain * (difference.magnitude / known - scatter)
    compared = min(compared + 1, 1_000)
  }
}

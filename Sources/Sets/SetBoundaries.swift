// SPDX-License-Identifier: Apache-2.0
//
// Owns: where within the unseen arcs a set really began, and where the driving gave way to coasting.
// Must not know: power, storage.

import Motion
import Pulses

/// The boundaries of a set from its pulse stamps.
package struct SetBoundaries: Sendable, Equatable {
  package var startNs: Int64
  package var endNs: Int64
  /// How many pulses lie within the set, from the first one.
  package var pulses: Int
  package var endIsRefined: Bool
  /// Belt speed at the end, m/s: 0 where the walker brought the belt to rest.
  package var endSpeedMps: Double

  /// The unseen way before the first pulse is half an arc on average; it is timed with the speed of the first gap.
  /// No motion is dated back further than this, nanoseconds.
  private static let longestLeadNs: Int64 = 2_000_000_000
  /// A measured deceleration within this share of the coast-down curve is coasting.
  private static let coastTolerance = 0.5
  /// Shortest stretch over which a deceleration is measured, seconds: long enough that a glued magnet's error of
  /// a per cent of a turn does not look like a brake.
  private static let coastSpanS = 0.25

  /// - Parameters:
  ///   - stamps: the set's pulse stamps in order, at least one.
  ///   - profile: the machine; its coast-down curve is used only where it was measured.
  package init(stamps: borrowing Span<Int64>, profile: MachineProfile) {
    let count = stamps.count
    startNs = stamps[0]
    endNs = stamps[count - 1]
    pulses = count
    endIsRefined = false
    endSpeedMps = 0
    guard count >= 2 else { return }
    let lead = min((stamps[1] &- stamps[0]) / 2, Self.longestLeadNs)
    startNs = stamps[0] &- lead
    guard profile.drag.isCalibrated else { return }
    endIsRefined = true
    refineEnd(stamps, profile)
  }

  /// Walks back from the last pulse while the belt slows down as an empty one does.
  private mutating func refineEnd(_ stamps: borrowing Span<Int64>, _ profile: MachineProfile) {
    let last = stamps.count - 1
    let arcM = profile.wheel.meanArcM
    let step = profile.wheel.isEven ? 1 : profile.wheel.magnets
    var boundary = last
    var candidate = last
    while candidate - 2 * step >= 0 {
      var back = candidate - step
      while back - step > 0, Self.seconds(stamps[back], stamps[candidate]) < Self.coastSpanS { back -= step }
      let before = max(0, back - (candidate - back))
      guard before < back else { break }
      let laterMps = Double(candidate - back) * arcM / Self.seconds(stamps[back], stamps[candidate])
      let earlierMps = Double(back - before) * arcM / Self.seconds(stamps[before], stamps[back])
      let betweenS = 0.5 * Self.seconds(stamps[before], stamps[candidate])
      let measured = (earlierMps - laterMps) / betweenS
      let expected = profile.drag.coastDecelerationMps2(atMps: 0.5 * (earlierMps + laterMps))
      guard (measured - expected).magnitude <= Self.coastTolerance * expected else { break }
      boundary = back
      candidate -= 1
    }
    guard boundary < last else { return }
    endNs = stamps[boundary]
    pulses = boundary + 1
    let aheadS = Self.seconds(stamps[boundary], stamps[boundary + 1])
    endSpeedMps = arcM / aheadS
  }

  private static func seconds(_ from: Int64, _ to: Int64) -> Double { Double(max(1, to &- from)) / 1e9 }
}

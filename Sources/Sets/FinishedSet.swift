// SPDX-License-Identifier: Apache-2.0
//
// Owns: the figures of one finished set. Must not know: identifiers, wall time, storage.

import Motion
import Pulses

/// One finished set, computed from its raw edges alone. SI units; times are CLOCK_MONOTONIC nanoseconds; nil is unknown.
package struct FinishedSet: Sendable, Equatable {
  /// The first motion of the belt, half an arc before the first pulse.
  package var startNs: Int64 = 0
  /// Where the walker stopped driving the belt.
  package var endNs: Int64 = 0
  /// The last pulse of the set (later than `endNs` if the belt coasted on).
  package var lastPulseNs: Int64 = 0
  package var movingTimeS: Double = 0
  package var distanceM: Double = 0
  package var distanceSdM: Double = 0
  /// Travel over moving time.
  package var meanSpeedMps: Double = 0
  /// The fastest second.
  package var maxSpeedMps: Double = 0
  package var meanPowerW: Double = 0
  package var powerSdW: Double = 0
  package var maxPowerW: Double = 0
  package var workJ: Double = 0
  package var workSdJ: Double = 0
  package var meanForceN: Double = 0
  /// How much slower the last third was than the first, relative: 0.05 is 5 % slower. Nil for a very short set.
  package var fade: Double?
  /// Steps and steps per minute, if the pulses are dense enough to resolve them.
  package var steps: Int64?
  package var cadenceSpm: Double?
  /// The belt's direction, if it is known and did not change.
  package var direction: BeltDirection?
  package var counters = PulseCounters()
  /// Missed pulses whose arcs were restored to the distance; the raw count is unchanged.
  package var missed: Int64 = 0
  /// Pulses that no magnet can have caused, not included in the distance.
  package var discarded: Int64 = 0
  /// Whether coasting at the end was detected (or ruled out) with the machine's own coast-down curve.
  package var endIsRefined = false
  /// Whether power, work and force are based on a kind's default drag instead of a calibration.
  package var powerIsEstimated = false
  package var endReason = SetEndReason.stopped
  /// How long the belt was driven, seconds: a belt spun by hand is driven for a moment only, however far it runs.
  /// Judged by the kind's drag if the machine's own is not known.
  package var drivenS: Double = 0

  /// Why the set does not look like a person's walk; nil if there is no reason.
  package var suspicion: Suspicion?

  package init() {}

  package var durationS: Double { Nanoseconds(from: startNs, to: endNs).seconds }
}

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
  /// The last pulse of the set (later than `endNs` where the belt coasted on).
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
  /// Steps and steps per minute, where the pulses are dense enough to see them.
  package var steps: Int64?
  package var cadenceSpm: Double?
  /// Which way the belt ran, where it can be told and did not change.
  package var direction: BeltDirection?
  package var counters = PulseCounters()
  /// Pulses that the sensor missed and that were put back into the distance; the raw count is not touched.
  package var missed: Int64 = 0
  /// Pulses that no magnet can have made, not in the distance.
  package var discarded: Int64 = 0
  /// Whether a coasting belt was recognised (or ruled out) at the end by the machine's own coast-down curve.
  package var endIsRefined = false
  /// Whether power, work and force rest on a kind's default drag instead of a calibration.
  package var powerIsEstimated = false
  package var endReason = SetEndReason.stopped
  /// How long somebody drove the belt, seconds: a belt spun by hand and left to itself is driven for a moment only,
  /// however far it runs. Judged by the kind's drag where the machine's own is not known.
  package var drivenS: Double = 0

  /// Why the set is not believed to be a person's walk; nil where nothing speaks against it.
  package var suspicion: Suspicion?

  package init() {}

  package var durationS: Double { Double(endNs &- startNs) / 1e9 }
}

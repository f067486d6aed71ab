// SPDX-License-Identifier: Apache-2.0
//
// Owns: the live stage's result for one pulse, for the smoother. Must not know: storage.

import Pulses

/// A pulse as seen by the live stage, for the analysis of the finished set.
package struct SteppedPulse: Sendable, Equatable, BitwiseCopyable {
  /// CLOCK_MONOTONIC, nanoseconds.
  package var timeNs: Int64 = 0
  /// Belt travel since the previous pulse, metres; 0 if unknown.
  package var travelM = 0.0
  /// Belt travel up to this pulse, including the first one's arc, metres. The stage leaves it 0; the owner of a set's
  /// pulses sums it up.
  package var positionM = 0.0
  /// The arc passed, by its forward number, if the wheel's phase is known; else -1.
  package var arcIndex: Int64 = -1
  package var direction: BeltDirection?
  /// Arcs in that travel: 1, more if pulses were missed, 0 if the pulse was discarded.
  package var arcs: Int64 = 0
  /// Whether the travel before it is unknown: the first pulse, one after a standstill or a loss.
  package var isFresh = true
  /// Whether the belt was stopped before it: it counts if the belt has begun to move with it.
  package var isStanding = false
  /// Whether the belt was here before, rocking under a standing person: known if a sensor reports the direction.
  package var isOldGround = false
  /// The number of earlier pulses of old ground that were new ground after all: the belt is walked in the other
  /// direction.
  package var foundGround: Int64 = 0
  /// The bank's step rate, steps per second; 0 if it did not run.
  package var rateHz = 0.0
  /// Whether the cadence was certain enough to show.
  package var rateIsSure = false
  /// The mean speed by which the bank scaled its gaits, m/s.
  package var meanMps = 0.0
  /// Probability of a start, stop or sprint.
  package var manoeuvre = 0.0

  package init() {}
}

/// Belt speed at one instant of a finished set, from the pulses on both sides.
package struct TraceSample: Sendable, Equatable, BitwiseCopyable {
  package var speedMps = 0.0
  package var speedSdMps = 0.0

  package init() {}
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the live stage made of one pulse, as the smoother needs it. Must not know: storage.

import Pulses

/// A pulse as the live stage saw it, for looking at again when the set is over.
package struct SteppedPulse: Sendable, Equatable, BitwiseCopyable {
  /// CLOCK_MONOTONIC, nanoseconds.
  package var timeNs: Int64 = 0
  /// Belt way since the pulse before, metres; 0 where that is unknown.
  package var travelM = 0.0
  /// Belt way up to this pulse, the first one's arc included, metres. The stage leaves it 0; whoever keeps a set's
  /// pulses counts it.
  package var positionM = 0.0
  /// The arc that was passed, by its forward number, where the wheel's phase is known; else -1.
  package var arcIndex: Int64 = -1
  package var direction: BeltDirection?
  /// Arcs in that way: 1, more where pulses were missed, 0 where the pulse was discarded.
  package var arcs: Int64 = 0
  /// Whether the way before it is unknown: the first pulse, one after a standstill or a loss.
  package var isFresh = true
  /// Whether the belt stood before it: it counts where the belt has begun to move with it.
  package var isStanding = false
  /// Whether the belt was here before, going to and fro under someone who stands on it: known where a sensor tells the
  /// direction.
  package var isOldGround = false
  /// So many pulses of old ground before it were new ground after all: the belt is walked the other way.
  package var foundGround: Int64 = 0
  /// Steps per second that the bank believed in, 0 where it did not run.
  package var rateHz = 0.0
  /// Whether the cadence could be shown.
  package var rateIsSure = false
  /// Mean speed that the bank scaled its gaits with, m/s.
  package var meanMps = 0.0
  /// Belief in a start, stop or sprint.
  package var manoeuvre = 0.0

  package init() {}
}

/// Belt speed at one instant of a finished set, looking at both sides.
package struct TraceSample: Sendable, Equatable, BitwiseCopyable {
  package var speedMps = 0.0
  package var speedSdMps = 0.0

  package init() {}
}

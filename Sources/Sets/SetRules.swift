// SPDX-License-Identifier: Apache-2.0
//
// Owns: the constants that divide motion into sets. Must not know: how they are applied.

import Motion
import Pulses

/// What counts as a set, a pause and a bump.
package struct SetRules: Sendable, Equatable {
  /// Anything shorter is a brushed belt, metres.
  package var minimumDistanceM = 1.2
  /// Anything briefer is a bump as well, nanoseconds.
  package var minimumDurationNs: Int64 = 2_500_000_000
  /// Motion driven for less than this is a belt spun by hand, seconds.
  package var minimumDrivenS = 2.0
  /// A set with a lower mean speed, pauses excluded, is not a walk, m/s.
  package var minimumSpeedMps = 0.06
  /// A stumble this long does not end a set, nanoseconds. New motion must begin within it.
  package var longestPauseNs: Int64 = 6_000_000_000
  /// Motion after a pause continues the set once it is longer than this, metres.
  package var resumeDistanceM = 0.3
  /// A set is closed here, so that its storage stays bounded, nanoseconds.
  package var longestSetNs: Int64 = 4 * 3600 * 1_000_000_000
  /// Sets further apart belong to different sessions, nanoseconds.
  package var sessionGapNs: Int64 = 30 * 60 * 1_000_000_000

  package init() {}

  /// Whether a finished motion is a set once its boundaries are known: a belt spun by hand and left to coast is long
  /// enough as motion, but most of it is coasting.
  package func accepts(_ finished: FinishedSet) -> Bool {
    finished.distanceM >= minimumDistanceM && finished.endNs &- finished.startNs >= minimumDurationNs
      && finished.drivenS >= minimumDrivenS && finished.meanSpeedMps >= minimumSpeedMps
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the shape of what is known about the belt at one instant. Must not know: how it was found.

import Pulses

/// What is known about the belt at one instant. SI units; `Sd` is one standard uncertainty; nil is unknown.
package struct MotionEstimate: Sendable, Equatable, BitwiseCopyable {
  /// CLOCK_MONOTONIC, nanoseconds.
  package var timeNs: Int64 = 0
  /// The odometer: arcs passed since the start, missed pulses put back.
  package var distanceM: Double = 0
  /// Speed at this instant, the swing of the step included.
  package var speedMps: Double = 0
  package var speedSdMps: Double = 0
  /// Speed without the swing of the step: calm enough to be read.
  package var displaySpeedMps: Double = 0
  package var displaySpeedSdMps: Double = 0
  package var accelerationMps2: Double?
  package var powerW: Double?
  package var powerSdW: Double?
  /// Steps per minute, where pulses are dense enough and one step rate explains them.
  package var cadenceSpm: Double?
  package var direction: BeltDirection?
  /// What was repaired in the pulses so far; the raw count is not touched by it.
  package var repairs = PulseRepairs()

  package init() {}
}

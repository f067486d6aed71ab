// SPDX-License-Identifier: Apache-2.0
//
// Owns: the estimate of the belt's motion at one instant. Must not know: how it is computed.

import Pulses

/// The belt's motion at one instant. SI units; `Sd` is one standard uncertainty; nil is unknown.
package struct MotionEstimate: Sendable, Equatable, BitwiseCopyable {
  /// CLOCK_MONOTONIC, nanoseconds.
  package var timeNs: Int64 = 0
  /// The odometer: arcs passed since the start, with missed pulses restored.
  package var distanceM: Double = 0
  /// Speed at this instant, including the swing of the step.
  package var speedMps: Double = 0
  package var speedSdMps: Double = 0
  /// Speed without the swing of the step: calm enough to read.
  package var displaySpeedMps: Double = 0
  package var displaySpeedSdMps: Double = 0
  package var accelerationMps2: Double?
  package var powerW: Double?
  package var powerSdW: Double?
  /// Steps per minute, if pulses are dense enough and one step rate explains them.
  package var cadenceSpm: Double?
  package var direction: BeltDirection?
  /// Repairs to the pulses so far; the raw count is not changed.
  package var repairs = PulseRepairs()

  package init() {}
}

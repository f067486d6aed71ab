// SPDX-License-Identifier: Apache-2.0
//
// Owns: the shape of what is known about the belt at one instant. Must not know: how it was found.

/// Which way the belt runs; not which way the walker faces.
package enum BeltDirection: UInt8, Sendable, Equatable, BitwiseCopyable {
  case forward = 0
  case backward = 1
}

/// What is known about the belt at one instant. SI units; `Sd` is one standard uncertainty; nil is unknown.
package struct MotionEstimate: Sendable, Equatable, BitwiseCopyable {
  /// CLOCK_MONOTONIC, nanoseconds.
  package var timeNs: Int64 = 0
  /// The odometer: pulses times arc since the start.
  package var distanceM: Double = 0
  /// Speed over the last half second of whole pulses.
  package var speedMps: Double = 0
  package var speedSdMps: Double = 0
  /// Speed over the last second of whole pulses: calm enough to be read.
  package var displaySpeedMps: Double = 0
  package var displaySpeedSdMps: Double = 0
  package var accelerationMps2: Double?
  package var powerW: Double?
  package var powerSdW: Double?
  package var cadenceSpm: Double?
  package var direction: BeltDirection?

  package init() {}
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a belt moves at one instant. Must not know: sets, sensors.

/// How the belt moves.
package struct LiveMotion: Codable, Sendable, Equatable {
  package var speedMps = 0.0
  package var speedSdMps = 0.0
  /// The calm speed that displays show.
  package var displaySpeedMps = 0.0
  package var displaySpeedSdMps = 0.0
  package var accelerationMps2: Double?
  package var powerW: Double?
  package var powerSdW: Double?
  /// Whether power rests on a kind's default drag instead of a calibration.
  package var powerIsEstimated = true
  package var cadenceSpm: Double?
  /// `forward` or `backward`.
  package var direction: String?
  /// Of the strap that the walker wears, beats per minute.
  package var heartRateBpm: Int?
  /// The odometer since the daemon started.
  package var totalDistanceM = 0.0

  package init() {}
}

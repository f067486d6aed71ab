// SPDX-License-Identifier: Apache-2.0
//
// Owns: a finished set in brief. Must not know: the log.

/// A finished set in brief.
package struct SetSummary: Codable, Sendable, Equatable {
  package var id = ""
  /// The machine's name when it was walked.
  package var machine: String?
  package var sessionId: String?
  package var indexInSession = 0
  /// RFC 3339.
  package var startedAt: String?
  /// Day of the set where it was walked, YYYY-MM-DD.
  package var day: String?
  package var durationS = 0.0
  package var distanceM = 0.0
  package var meanSpeedMps = 0.0
  package var maxSpeedMps = 0.0
  package var meanPowerW: Double?
  package var powerSdW: Double?
  /// Whether power and work rest on a kind's default drag instead of a calibration.
  package var powerIsEstimated: Bool?
  package var workJ: Double?
  /// How much slower the last third was than the first, relative; below 0 if it was faster.
  package var fade: Double?
  /// How evenly it was walked: standard deviation of the speed over two seconds each in the set's middle, first and last
  /// five seconds left out, divided by its mean. 0.03 is even.
  package var speedVariation: Double?
  /// Steps per minute.
  package var cadenceSpm: Double?
  /// Whose set it is; absent for no walker.
  package var walker: String?
  /// Why the set is suspect and counts for nothing until it is accepted; absent if it is not.
  package var suspect: String?
  /// When it was discarded, RFC 3339; absent if it was not.
  package var discardedAt: String?

  package init() {}
}

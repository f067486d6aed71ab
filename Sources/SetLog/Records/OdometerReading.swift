// SPDX-License-Identifier: Apache-2.0
//
// Owns: a belt's odometer during one run of a program. Must not know: sets.

/// A reading of a belt's odometer, from the start of one run of the program that counts.
///
/// A later reading of the same run takes the place of an earlier one, so writing it again never counts twice.
public struct OdometerReading: Codable, Sendable, Equatable {
  /// Identifies the run; a program that restarts, and counts from 0, uses another.
  public var runId: String
  /// Distance of the belt in this run, metres, sets or not.
  public var distanceM: Double
  /// Time in motion in this run, seconds.
  public var movingTimeS: Double
  /// Pulses in this run.
  public var pulses: Int64

  /// All fields.
  public init(runId: String, distanceM: Double, movingTimeS: Double, pulses: Int64) {
    self.runId = runId
    self.distanceM = distanceM
    self.movingTimeS = movingTimeS
    self.pulses = pulses
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: a machine's calibration as the log keeps it. Must not know: what is in it.

/// The machine, as it was calibrated when a set was computed.
public struct CalibrationRecord: Sendable, Equatable {
  /// A hash of `json`: the same calibration has the same identifier.
  public let id: String
  /// The machine's profile as JSON.
  public let json: String

  /// - Parameter json: the machine's profile, in a form that is the same for the same profile.
  public init(json: String) {
    self.json = json
    id = UUIDv7.make(unixMs: 0, hashing: json.utf8)
  }
}

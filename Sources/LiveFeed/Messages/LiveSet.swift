// SPDX-License-Identifier: Apache-2.0
//
// Owns: the set in progress, the last one, and what they compare with. Must not know: how a belt moves.

/// The set in progress and those before it.
package struct LiveSet: Codable, Sendable, Equatable {
  /// The set in progress, or the last one; from 1 in the session, 0 before the first.
  package var number = 0
  package var elapsedS: Double?
  package var distanceM: Double?
  /// What the belt has coasted since the walker stopped driving it, metres; left out of `elapsedS` and `distanceM`, as it
  /// is left out of the finished set. Absent while it is driven, and on a machine whose drag is not known.
  package var coastedM: Double?
  /// Whose set it is while one is in progress; absent for no walker.
  package var walker: String?
  /// How far it is ahead of `previous` and `best` at the same second, metres; below 0 behind.
  package var aheadOfPreviousM: Double?
  package var aheadOfBestM: Double?
  /// Since the last set ended; absent while one is in progress and before the first.
  package var restElapsedS: Double?
  package var last: SetSummary?
  /// The newest set of an earlier session to compare with: same walker, machine, calibration and direction, and the same
  /// number in its session if there is one.
  package var previous: SetSummary?
  /// The best of such sets: the longest distance among those with the same target time; without a target the fastest
  /// mean among those at least three quarters as long. Never the last set itself.
  package var best: SetSummary?
  /// While the last set has no walker: how a walker claims it.
  package var claim: LiveClaim?

  package init() {}
}

/// How a walker claims the set that has just ended.
package struct LiveClaim: Codable, Sendable, Equatable {
  /// The set.
  package var set: String
  /// Twelve characters of Crockford's base 32; good for one claim.
  package var token: String
  /// How long it is still good, seconds.
  package var leftS: Double

  package init(set: String, token: String, leftS: Double) {
    self.set = set
    self.token = token
    self.leftS = leftS
  }
}

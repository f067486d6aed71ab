// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is known of one session at the site, and how far its upload is. Must not know: requests, files.

import SetLog

/// A walker's session, as the ledger keeps it.
package struct SiteSession: Codable, Sendable, Equatable {
  /// An upload whose end is not known yet.
  struct Attempt: Codable, Sendable, Equatable {
    var externalId: String
    var digest: String
    /// When the session began: near that day the site is asked for it.
    var around: Instant
  }

  var session: String
  var walkerId: String
  /// It was over before the account was configured: the site does not get it.
  var isEarlier = false
  /// The identifiers of the sets that the site has.
  var sets: [String] = []
  /// The activity at the site; nil for none.
  var activity: String?
  /// Of the file that the site has.
  var digest: String?
  /// Attempts so far: each has an external identifier of its own.
  var attempts = 0
  /// Noted before the upload begins.
  var attempt: Attempt?
  /// Since when something of the session waits to be sent; nil for nothing.
  var noticedAt: Instant?
  var startedAt: Instant?

  /// Short, and the same at each attempt.
  func externalId(_ number: Int) -> String {
    "deadmill-\(session)-\(walkerId.suffix(8))-\(number)"
  }
}

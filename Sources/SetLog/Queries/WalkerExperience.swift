// SPDX-License-Identifier: Apache-2.0
//
// Owns: how often a walker has trained so far. Must not know: protocols.

import GRDB

extension SetLog {
  /// How many sessions with a set that counts a walker has had.
  /// - Parameters:
  ///   - name: the walker.
  ///   - session: the session that is left out, since it is in progress.
  ///   - most: counting ends here.
  package func sessions(
    of name: String, except session: String? = nil, upTo most: Int
  ) throws(SetLogError) -> Int {
    try read { db in
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM (
            SELECT DISTINCT sessionId FROM countedSet
            WHERE walkerId = (SELECT id FROM walker WHERE name = ?) AND sessionId IS NOT ? LIMIT ?)
          """, arguments: [name, session, most]) ?? 0
    }
  }
}

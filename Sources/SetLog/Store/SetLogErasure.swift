// SPDX-License-Identifier: Apache-2.0
//
// Owns: removing a walker for good. Must not know: who asks.

import GRDB

extension SetLog {
  /// What an erasure touched.
  public struct Erasure: Sendable, Equatable {
    /// Sets of the walker; they are anonymous now, or gone.
    public var sets: Int
  }

  /// Removes a walker: name, body mass, and what was said about exertion and pain, from every set, from former figures
  /// and from the file's free pages and write-ahead log.
  ///
  /// The sets themselves stay as anonymous ones, unless they are to go as well; the machine's odometer stays either way.
  /// The whole file is written anew: it needs as much room again while it does.
  /// - Parameter deletingSets: whether the walker's sets go too, with their raw pulses.
  public func eraseWalker(_ name: String, deletingSets: Bool = false) throws(SetLogError) -> Erasure {
    do {
      let erasure = try forget(name, deletingSets: deletingSets)
      try forgetFreePages()
      return erasure
    } catch {
      // Nobody of that name: an earlier attempt may have ended before the name had left the free pages.
      if case .noSuchWalker = error { try forgetFreePages() }
      throw error
    }
  }

  private func forget(_ name: String, deletingSets: Bool) throws(SetLogError) -> Erasure {
    try write { db in
      let id = try Self.walkerId(name, db)
      let sets = try Int.fetchOne(
        db, sql: "SELECT count(*) FROM finishedSet WHERE walkerId = ?", arguments: [id])
      if deletingSets {
        try db.execute(sql: "DELETE FROM finishedSet WHERE walkerId = ?", arguments: [id])
      } else {
        try db.execute(
          sql: """
            UPDATE formerFigures SET json = json_set(json, '$.walker', NULL, '$.walkerMassKg', NULL, '$.rpe', NULL,
              '$.pain', NULL, '$.note', NULL)
            WHERE setId IN (SELECT id FROM finishedSet WHERE walkerId = ?)
            """, arguments: [id])
        try db.execute(
          sql: """
            UPDATE finishedSet SET walkerId = NULL, walkerMassKg = NULL, rpe = NULL, pain = NULL, note = NULL
            WHERE walkerId = ?
            """, arguments: [id])
      }
      // Former figures of a set that was given to somebody else later still have the name.
      try db.execute(
        sql: """
          UPDATE formerFigures SET json = json_set(json, '$.walker', NULL, '$.walkerMassKg', NULL)
          WHERE json_extract(json, '$.walker') = ? COLLATE NOCASE
          """, arguments: [name])
      try db.execute(sql: "DELETE FROM walker WHERE id = ?", arguments: [id])
      return Erasure(sets: sets ?? 0)
    }
  }

  /// Writes the file anew without its free pages, and empties the write-ahead log.
  private func forgetFreePages() throws(SetLogError) {
    try Self.guarded(path) {
      try database.writeWithoutTransaction { db in
        try db.execute(sql: "VACUUM")
        try db.checkpoint(.truncate)
      }
    }
  }
}

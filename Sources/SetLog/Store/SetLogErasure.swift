// SPDX-License-Identifier: Apache-2.0
//
// Owns: removing a walker for good. Must not know: who asks.

import GRDB

extension SetLog {
  /// What an erasure touched.
  public struct Erasure: Sendable, Equatable {
    /// Sets of the walker; they are anonymous now, or gone.
    public var sets: Int
    /// Whether nothing is left in the file's free pages either. False if another program was reading an older state for
    /// so long that the file could not be rewritten: that is done when the log is opened for writing the next time, or
    /// by `finishErasures`.
    public var isFinal: Bool
  }

  /// Removes a walker: name, body mass, heart rates, and what was noted about exertion and pain, from every set, from revisions
  /// and from the file's free pages and write-ahead log.
  ///
  /// The sets themselves stay as anonymous ones unless they are to be deleted; the machine's odometer is kept in both
  /// cases. The whole file is rewritten: it needs as much room again meanwhile.
  /// - Parameters:
  ///   - name: as in `walkers()`.
  ///   - deletingSets: whether the walker's sets go too, with their raw pulses.
  public func eraseWalker(_ name: String, deletingSets: Bool = false) throws(SetLogError) -> Erasure {
    let erasure = try write { db in
      let id = try Self.walkerId(name, db)
      try Self.forgetEdits(ofWalker: id, db)
      let sets = try Int.fetchOne(
        db, sql: "SELECT count(*) FROM finishedSet WHERE walkerId = ?", arguments: [id])
      if deletingSets {
        try db.execute(sql: "DELETE FROM finishedSet WHERE walkerId = ?", arguments: [id])
      } else {
        try db.execute(
          sql: """
            UPDATE revision SET json = json_set(json, '$.walker', NULL, '$.walkerMassKg', NULL, '$.rpe', NULL,
              '$.pain', NULL, '$.note', NULL)
            WHERE setId IN (SELECT id FROM finishedSet WHERE walkerId = ?)
            """, arguments: [id])
        try db.execute(
          sql: "DELETE FROM heartRate WHERE setId IN (SELECT id FROM finishedSet WHERE walkerId = ?)",
          arguments: [id])
        try db.execute(
          sql: """
            UPDATE finishedSet SET walkerId = NULL, walkerMassKg = NULL, rpe = NULL, pain = NULL, note = NULL
            WHERE walkerId = ?
            """, arguments: [id])
      }
      // Revisions of a set that was given to another walker later still have the name.
      try Self.rename(inRevisions: name, to: nil, db)
      try db.execute(
        sql: "UPDATE machine SET walkerId = NULL, walkerSince = NULL WHERE walkerId = ?", arguments: [id])
      try db.execute(sql: "DELETE FROM walker WHERE id = ?", arguments: [id])
      // A power cut before the file is rewritten must not keep what was erased.
      try db.execute(sql: "INSERT INTO pendingErasure DEFAULT VALUES")
      return Erasure(sets: sets ?? 0, isFinal: false)
    }
    return Erasure(sets: erasure.sets, isFinal: try finishErasures())
  }

  /// What was changed in a walker's sets says who it was and what was noted: it cannot be taken back afterwards.
  private static func forgetEdits(ofWalker id: String?, _ db: Database) throws {
    try db.execute(
      sql: """
        DELETE FROM edit WHERE number IN (
          SELECT number FROM editedSet
          WHERE setId IN (SELECT id FROM finishedSet WHERE walkerId = :id) OR json_extract(before, '$.walkerId') = :id
            OR json_extract(after, '$.walkerId') = :id
        )
        """, arguments: ["id": id])
  }

  /// Revisions keep names as they were: a walker who is renamed or erased must not stay there under the former name.
  /// - Parameter new: nil to forget the name, and the body mass with it.
  static func rename(inRevisions name: String, to new: String?, _ db: Database) throws {
    let key = FoldedName.key(name)
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT number, json_extract(json, '$.walker') AS walker FROM revision
        WHERE json_extract(json, '$.walker') IS NOT NULL
        """)
    for row in rows where FoldedName.key(try row.value("walker")) == key {
      let change = new == nil ? "'$.walker', NULL, '$.walkerMassKg', NULL" : "'$.walker', :new"
      try db.execute(
        sql: "UPDATE revision SET json = json_set(json, \(change)) WHERE number = :number",
        arguments: new.map { ["new": $0, "number": row["number"]] } ?? ["number": row["number"]])
    }
  }

  /// Rewrites the file without its free pages and empties the write-ahead log, if an erasure has left that to be done.
  /// - Returns: false if another program is reading an older state; then it is still to be done.
  @discardableResult
  public func finishErasures() throws(SetLogError) -> Bool {
    guard try read({ try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM pendingErasure)") }) == true
    else {
      return true
    }
    do {
      try Self.guarded(path) {
        try database.writeWithoutTransaction { db in
          try db.execute(sql: "VACUUM")
          try db.checkpoint(.truncate)
        }
      }
    } catch {
      guard error.code == .busy else { throw error }
      return false
    }
    try write { try $0.execute(sql: "DELETE FROM pendingErasure") }
    return true
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the list of what people changed, and taking a change back. Must not know: how sets are computed.

import Foundation
import GRDB

extension SetLog {
  /// What people changed in sets, the newest first.
  /// - Parameters:
  ///   - id: only changes of this set, by its whole identifier; nil for all.
  ///   - limit: most that are returned.
  /// - Throws: ``SetLogError`` if the log cannot be read.
  public func edits(of id: String? = nil, limit: Int = 100) throws(SetLogError) -> [SetEdit] {
    try read { db in
      let condition: SQL =
        id.map { "number IN (SELECT number FROM editedSet WHERE setId = \($0))" } ?? "1"
      return try SQLRequest<Row>(
        literal: "SELECT * FROM edit WHERE \(condition) ORDER BY number DESC LIMIT \(max(1, limit))"
      ).fetchAll(db).map { try Self.edit($0, db) }
    }
  }

  /// Takes back a change: every set that it was about is as before it, and sets that it made are gone.
  ///
  /// Changes of the same sets that came later are taken back first: with one of them in force it is refused.
  /// - Parameter number: of the change; nil for the newest that holds.
  /// - Returns: the change, as it is listed now.
  /// - Throws: ``SetLogError`` if there is no such change, if it cannot be taken back, or if the log cannot be written.
  @discardableResult
  public func undo(edit number: Int64? = nil) throws(SetLogError) -> SetEdit {
    let now = Instant.now
    return try write { db in
      let newest = "SELECT * FROM edit WHERE undoneAt IS NULL ORDER BY number DESC LIMIT 1"
      let row =
        try number.map {
          try Row.fetchOne(db, sql: "SELECT * FROM edit WHERE number = ?", arguments: [$0])
        } ?? Row.fetchOne(db, sql: newest)
      guard let row else {
        throw SetLogError.refused(
          number.map { "change \($0)" } ?? "undo",
          reason: number == nil
            ? "there is no change to take back" : "there is no such change; `deadmill changes` lists them")
      }
      try Self.undo(row, at: now, db)
      let number: Int64 = try row.value("number")
      let undone = try Row.fetchOne(db, sql: "SELECT * FROM edit WHERE number = ?", arguments: [number])
      return try Self.edit(undone ?? row, db)
    }
  }

  private static func undo(_ row: Row, at now: Instant, _ db: Database) throws {
    let number: Int64 = try row.value("number")
    guard try row.value("undoneAt", Instant?.self) == nil else {
      throw SetLogError.refused("change \(number)", reason: "it was taken back already")
    }
    let sets = try Row.fetchAll(
      db,
      sql: """
        SELECT *, json_extract(before, '$.discardedAt') IS NULL AND json_extract(after, '$.discardedAt') IS NOT NULL
          AS isHiding
        FROM editedSet WHERE number = ?
        """, arguments: [number])
    try checkNothingFollows(number, db)
    for set in sets {
      let id: String = try set.value("setId")
      guard try EditRecorder.state(of: id, db) == set.value("after", String?.self) else {
        throw SetLogError.refused("change \(number)", reason: "set \(id) has changed since in another way")
      }
    }
    for set in sets {
      let id: String = try set.value("setId")
      if let before = try set.value("before", String?.self) {
        try EditRecorder.put(before, of: id, db)
      } else {
        try db.execute(sql: "DELETE FROM finishedSet WHERE id = ?", arguments: [id])
      }
    }
    for set in sets where try set.value("isHiding", Bool.self) {
      try checkTimeIsFree(of: set.value("setId"), db)
    }
    if let text = try row.value("shift", String?.self) {
      var shift = try IndexShifting.read(text)
      shift.by = -shift.by
      try IndexShifting.apply(shift, except: try sets.map { try $0.value("setId") }, db)
    }
    try db.execute(sql: "UPDATE edit SET undoneAt = ? WHERE number = ?", arguments: [now, number])
  }

  /// A later change of one of the sets rests on this one.
  private static func checkNothingFollows(_ number: Int64, _ db: Database) throws {
    let later = try Int64.fetchOne(
      db,
      sql: """
        SELECT max(later.number) FROM editedSet AS mine
        JOIN editedSet AS later ON later.setId = mine.setId AND later.number > mine.number
        JOIN edit ON edit.number = later.number AND edit.undoneAt IS NULL
        WHERE mine.number = ?
        """, arguments: [number])
    guard let later else { return }
    throw SetLogError.refused(
      "change \(number)",
      reason: "change \(later) of the same set came later; take that back first: deadmill undo \(later)")
  }

  /// Refuses to bring back a set where one that a person made covers its time, or the other way round: the walk would
  /// count twice. The parts of a split may touch.
  static func checkTimeIsFree(of id: String, _ db: Database) throws {
    let row = try Row.fetchOne(
      db,
      sql: """
        WITH made AS (
          SELECT editedSet.setId AS setId, edit.number AS number FROM editedSet
          JOIN edit ON edit.number = editedSet.number WHERE editedSet.before IS NULL AND edit.undoneAt IS NULL
        )
        SELECT other.id AS id, theirs.number AS number FROM finishedSet AS mine
        JOIN finishedSet AS other ON other.machineId = mine.machineId AND other.id <> mine.id
          AND other.startedAt < mine.endedAt AND other.endedAt > mine.startedAt AND other.discardedAt IS NULL
        LEFT JOIN made AS theirs ON theirs.setId = other.id
        LEFT JOIN made AS own ON own.setId = mine.id
        WHERE mine.id = ? AND mine.discardedAt IS NULL AND mine.replacedBy IS NULL
          AND theirs.number IS NOT own.number LIMIT 1
        """, arguments: [id])
    guard let row else { return }
    let other: String = try row.value("id")
    let remedy = try row.value("number", Int64?.self).map { "undo \($0)" } ?? "discard \(other)"
    throw SetLogError.refused(
      "set \(id)", reason: "set \(other) covers its time now; take that back first: deadmill \(remedy)")
  }

  /// Sets that were copied one by one lack the mark that others are in their place.
  func markReplaced() throws(SetLogError) {
    try write { db in
      try db.execute(
        sql: """
          UPDATE finishedSet SET replacedBy = (
            SELECT json_extract(after, '$.replacedBy') FROM editedSet JOIN edit ON edit.number = editedSet.number
            WHERE setId = finishedSet.id AND undoneAt IS NULL ORDER BY edit.number DESC LIMIT 1
          )
          WHERE discardedAt IS NOT NULL
          """)
    }
  }

  /// The change in force that put other sets in the place of this one; nil if it was not merged or split.
  static func replacement(of id: String, _ db: Database) throws -> Int64? {
    guard
      try Bool.fetchOne(
        db, sql: "SELECT replacedBy IS NOT NULL FROM finishedSet WHERE id = ?", arguments: [id]) == true
    else { return nil }
    return try Int64.fetchOne(
      db,
      sql: """
        SELECT max(edit.number) FROM edit JOIN editedSet ON editedSet.number = edit.number
        WHERE setId = ? AND undoneAt IS NULL AND kind IN ('merge', 'split')
        """, arguments: [id])
  }

  /// Refuses to change a set in whose place there are others.
  static func checkInPlace(_ id: String, _ db: Database) throws {
    guard let number = try replacement(of: id, db) else { return }
    throw SetLogError.refused(
      "set \(id)", reason: "it was merged or split; `deadmill undo \(number)` takes that back")
  }

  private static func edit(_ row: Row, _ db: Database) throws -> SetEdit {
    let number: Int64 = try row.value("number")
    let kind = SetEdit.Kind(rawValue: try row.value("kind"))
    let sets = try Row.fetchAll(
      db, sql: "SELECT * FROM editedSet WHERE number = ? ORDER BY before IS NULL, setId", arguments: [number])
    return SetEdit(
      number: number, at: try row.value("at"), kind: kind,
      author: row.hasColumn("author") ? try row.value("author") : nil,
      sets: try sets.map { try $0.value("setId") },
      what: try EditWords(kind, sets, db).text, undoneAt: try row.value("undoneAt"))
  }
}

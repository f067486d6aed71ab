// SPDX-License-Identifier: Apache-2.0
//
// Owns: recording what a person changes in sets, in the transaction that changes it. Must not know: what is changed.

import Foundation
import GRDB

/// How the numbers of later sets in a session move when it gets a set more or less.
struct IndexShift: Codable, Equatable {
  var sessionId: String
  var machineId: String
  /// Sets that start then or later move.
  var from: Instant
  var by: Int
}

enum EditRecorder {
  /// What people may change of a set, as one JSON text, in SQL.
  private static let columns = [
    "walkerId", "walkerMassKg", "protocol", "rpe", "pain", "note", "acceptedAt", "discardedAt", "replacedBy",
  ]
  private static let fields =
    "json_object(" + columns.map { "'\($0)', \($0)" }.joined(separator: ", ") + ")"

  /// What a set has now; nil if it does not exist.
  static func state(of id: String, _ db: Database) throws -> String? {
    try String.fetchOne(db, sql: "SELECT \(fields) FROM finishedSet WHERE id = ?", arguments: [id])
  }

  /// Writes back what a set had.
  static func put(_ state: String, of id: String, _ db: Database) throws {
    let changes = columns.map { "\($0) = json_extract(:state, '$.\($0)')" }.joined(separator: ", ")
    try db.execute(
      sql: "UPDATE finishedSet SET \(changes) WHERE id = :id", arguments: ["state": state, "id": id])
  }

  /// Runs a change of sets and notes what it changed.
  /// - Parameters:
  ///   - ids: every set that it may change, make or remove.
  ///   - author: who asked for it; nil if that is not known.
  ///   - work: returns how numbers moved in a session; nil if they did not.
  /// - Returns: the edit's number; nil if nothing differs, then nothing is noted.
  @discardableResult
  static func record(
    _ kind: SetEdit.Kind, of ids: [String], at time: Instant, by author: String?, _ db: Database,
    _ work: () throws -> IndexShift?
  ) throws -> Int64? {
    let before = try ids.map { try state(of: $0, db) }
    let shift = try work()
    let after = try ids.map { try state(of: $0, db) }
    guard before != after else { return nil }
    try db.execute(
      sql: "INSERT INTO edit (at, kind, author, shift) VALUES (?, ?, ?, ?)",
      arguments: [time, kind.rawValue, author, try shift.map(IndexShifting.text)])
    let number = db.lastInsertedRowID
    for (index, id) in ids.enumerated() {
      try db.execute(
        sql: "INSERT INTO editedSet (number, setId, before, after) VALUES (?, ?, ?, ?)",
        arguments: [number, id, before[index], after[index]])
    }
    return number
  }
}

enum IndexShifting {
  static func text(_ shift: IndexShift) throws -> String {
    String(decoding: try JSONEncoder().encode(shift), as: UTF8.self)
  }

  static func read(_ text: String) throws -> IndexShift {
    try JSONDecoder().decode(IndexShift.self, from: Data(text.utf8))
  }

  /// Moves the numbers of a session's later sets.
  /// - Parameter except: sets that keep theirs.
  static func apply(_ shift: IndexShift, except: [String], _ db: Database) throws {
    guard shift.by != 0 else { return }
    let rows = try Row.fetchAll(
      db,
      sql: "SELECT * FROM loggedSet WHERE sessionId = ? AND machineId = ? AND startedAt >= ?",
      arguments: [shift.sessionId, shift.machineId, shift.from])
    for row in rows {
      var record = try LoggedSet(row: row).record
      guard !except.contains(record.id) else { continue }
      record.indexInSession = max(1, record.indexInSession + shift.by)
      try db.execute(
        sql: "UPDATE finishedSet SET indexInSession = ?, checksum = ? WHERE id = ?",
        arguments: [
          record.indexInSession, record.checksum(machineId: shift.machineId), record.id,
        ])
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the log holds besides sets, as JSON, and what it stores of a set besides its record.
// Must not know: files, the document around it.

import Foundation
import GRDB

/// The parts of the document that come before the sets, in their order.
enum LogPart: String, CaseIterable {
  case walkers
  case machines
  case boots
  case sessions
  case calibrations

  /// Rows of this part; of a selection only those that its sets refer to.
  fileprivate func request(_ filter: SetFilter) -> SQLRequest<Row> {
    let sets = filter.request
    let isAll = filter == SetFilter()
    func only(_ column: String, _ reference: String) -> SQL {
      isAll ? "" : SQL("WHERE \(sql: column) IN (\(sets.select(Column(reference))))")
    }
    switch self {
    case .walkers: return "SELECT * FROM walker \(only("id", "walkerId")) ORDER BY name"
    case .machines:
      // Who is on a machine now is nobody's business whose sets are not asked for.
      return """
        SELECT machine.*, walker.name AS walker
        FROM machine LEFT JOIN (SELECT * FROM walker \(only("id", "walkerId"))) AS walker
          ON walker.id = machine.walkerId
        \(only("machine.id", "machineId")) ORDER BY machine.name
        """
    case .boots: return "SELECT * FROM boot \(only("id", "bootId")) ORDER BY number"
    case .sessions:
      return """
        SELECT session.*, (SELECT name FROM machine WHERE machine.id = machineId) AS machine
        FROM session \(only("id", "sessionId")) ORDER BY id
        """
    case .calibrations:
      let former: SQL =
        isAll
        ? ""
        : """
        OR id IN (SELECT calibrationId FROM revision WHERE setId IN (\(sets.select(Column("id")))))
        """
      return "SELECT * FROM calibration \(only("id", "calibrationId")) \(former) ORDER BY id"
    }
  }

  fileprivate func json(_ row: Row, _ db: Database) throws -> String {
    var object = JSONObjectText()
    switch self {
    case .walkers:
      object.add("id", try row.value("id", String.self))
      object.add("name", try row.value("name", String.self))
      object.add("massKg", try row.value("massKg", Double?.self))
      object.add("createdAt", try row.value("createdAt", String.self))
    case .machines:
      object.add("id", try row.value("id", String.self))
      object.add("kind", try row.value("kind", String?.self))
      object.add("marks", try row.value("marks", Int?.self))
      object.add("name", try row.value("name", String.self))
      object.add("walker", try row.value("walker", String?.self))
      object.add("servicedAt", try row.value("servicedAt", String?.self))
      object.add("servicedDistanceM", try row.value("servicedDistanceM", Double.self))
      object.add("servicedMovingTimeS", try row.value("servicedMovingTimeS", Double.self))
      object.add("odometer", raw: try Self.odometer(row.value("id"), db))
    case .boots:
      object.add("id", try row.value("id", String.self))
      object.add("offsetNs", try row.value("offsetNs", Int64?.self))
      object.add("isSynchronised", raw: try row.value("isSynchronised", Bool.self) ? "true" : "false")
    case .sessions:
      object.add("id", try row.value("id", String.self))
      object.add("machine", try row.value("machine", String.self))
      object.add("note", try row.value("note", String?.self))
    case .calibrations:
      object.add("id", try row.value("id", String.self))
      object.add("json", try row.value("json", String.self))
    }
    return object.text
  }

  private static func odometer(_ machine: String, _ db: Database) throws -> String {
    let rows = try Row.fetchAll(
      db, sql: "SELECT * FROM odometer WHERE machineId = ? ORDER BY runId", arguments: [machine])
    let readings = try rows.map { row in
      var object = JSONObjectText()
      object.add("runId", try row.value("runId", String.self))
      object.add("distanceM", try row.value("distanceM", Double.self))
      object.add("movingTimeS", try row.value("movingTimeS", Double.self))
      object.add("pulses", try row.value("pulses", Int64.self))
      object.add("updatedAt", try row.value("updatedAt", String.self))
      return object.text
    }
    return "[" + readings.joined(separator: ",") + "]"
  }
}

/// What the log stores of a set besides its record.
struct StoredSet {
  /// As packed, whole or damaged; nil where there are none.
  var rawPulses: Data?
  /// As packed: its end is rounded, the record's figures are not.
  var trace: SetTrace?
  /// JSON objects, the oldest first.
  var revisions: [String]
  /// The edges before a suspect set, as packed; nil where there are none.
  var contextEdges: Data?
}

extension SetLog {
  /// Reads by itself, or within a reading of this log that goes on: then what both see is of the same moment.
  func readNested<Result>(_ work: (Database) throws -> Result) throws -> Result {
    try database.unsafeReentrantRead(work)
  }

  /// Goes through a part of the log as JSON objects.
  func forEach(_ part: LogPart, of filter: SetFilter, _ body: (String) throws -> Void) throws {
    try readNested { db in
      let rows = try part.request(filter).fetchCursor(db)
      while let row = try rows.next() { try body(part.json(row, db)) }
    }
  }

  func stored(_ id: String) throws -> StoredSet {
    try readNested { db in
      let rawPulses = try Data.fetchOne(
        db, sql: "SELECT packed FROM rawPulses WHERE setId = ?", arguments: [id])
      let trace = try Data.fetchOne(db, sql: "SELECT packed FROM speedTrace WHERE setId = ?", arguments: [id])
      let former = try Row.fetchAll(
        db,
        sql: """
          SELECT replacedAt, calibrationId, softwareVersion, json FROM revision
          WHERE setId = ? ORDER BY number
          """, arguments: [id])
      return StoredSet(
        rawPulses: rawPulses, trace: try trace.map { try unpacked($0, of: id) },
        revisions: try former.map(Self.json),
        contextEdges: try Data.fetchOne(
          db, sql: "SELECT packed FROM contextEdges WHERE setId = ?", arguments: [id]))
    }
  }

  private func unpacked(_ trace: Data, of id: String) throws(SetLogError) -> SetTrace {
    do { return try SetTrace(packed: Array(trace)) } catch {
      throw .damaged(path: path, reason: "trace of set \(id): \(error)")
    }
  }

  private static func json(revisions row: Row) throws -> String {
    var object = JSONObjectText()
    object.add("replacedAt", try row.value("replacedAt", String.self))
    object.add("calibrationId", try row.value("calibrationId", String.self))
    object.add("softwareVersion", try row.value("softwareVersion", String.self))
    object.add("figures", raw: try row.value("json"))
    return object.text
  }
}

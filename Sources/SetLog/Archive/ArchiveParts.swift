// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the log holds besides sets, as lines of the archive. Must not know: files, sets.

import Foundation
import GRDB

/// The records that come before the sets, in their order.
enum ArchivePart: CaseIterable {
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
    case .walkers: return "SELECT * FROM walker \(only("id", "walkerId")) ORDER BY folded"
    case .machines:
      // A machine's walker is left out of a selection without a set of theirs.
      return """
        SELECT machine.*, walker.id AS presentId
        FROM machine LEFT JOIN (SELECT * FROM walker \(only("id", "walkerId"))) AS walker
          ON walker.id = machine.walkerId
        \(only("machine.id", "machineId")) ORDER BY machine.folded
        """
    case .boots: return "SELECT * FROM boot \(only("id", "bootId")) ORDER BY number"
    case .sessions: return "SELECT * FROM session \(only("id", "sessionId")) ORDER BY id"
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

  fileprivate func line(_ row: Row, _ db: Database) throws -> String {
    switch self {
    case .walkers: try Self.walker(row)
    case .machines: try Self.machine(row, db)
    case .boots: try Self.boot(row)
    case .sessions: try Self.session(row)
    case .calibrations: try Self.calibration(row)
    }
  }

  private static func object(_ kind: LogArchive.Kind, _ row: Row) throws -> JSONObjectText {
    var object = JSONObjectText()
    object.add("kind", kind.rawValue)
    object.add("id", try row.value("id", String.self))
    return object
  }

  private static func walker(_ row: Row) throws -> String {
    var object = try object(.walker, row)
    object.add("name", try row.value("name", String.self))
    object.add("massKg", try row.value("massKg", Double?.self))
    object.add("createdAt", try row.value("createdAt", Instant.self))
    return object.text
  }

  private static func machine(_ row: Row, _ db: Database) throws -> String {
    var object = try object(.machine, row)
    object.add("name", try row.value("name", String.self))
    object.add("machineKind", try row.value("kind", String?.self))
    object.add("marks", try row.value("marks", Int?.self))
    let walkerId = try row.value("presentId", String?.self)
    object.add("walkerId", walkerId)
    // A log of the first schema, which is only read, does not have it.
    let isKnown = walkerId != nil && row.hasColumn("walkerSince")
    object.add("walkerSince", try isKnown ? row.value("walkerSince", Instant?.self) : nil)
    object.add("servicedAt", try row.value("servicedAt", Instant?.self))
    object.add("servicedDistanceM", try row.value("servicedDistanceM", Double.self))
    object.add("servicedMovingTimeS", try row.value("servicedMovingTimeS", Double.self))
    object.add("odometer", raw: try odometer(row.value("id"), db))
    return object.text
  }

  private static func odometer(_ machineId: String, _ db: Database) throws -> String {
    let rows = try Row.fetchAll(
      db, sql: "SELECT * FROM odometer WHERE machineId = ? ORDER BY runId", arguments: [machineId])
    let readings = try rows.map { row in
      var object = JSONObjectText()
      object.add("runId", try row.value("runId", String.self))
      object.add("distanceM", try row.value("distanceM", Double.self))
      object.add("movingTimeS", try row.value("movingTimeS", Double.self))
      object.add("pulses", try row.value("pulses", Int64.self))
      object.add("updatedAt", try row.value("updatedAt", Instant.self))
      return object.text
    }
    return "[" + readings.joined(separator: ",") + "]"
  }

  private static func boot(_ row: Row) throws -> String {
    var object = try object(.boot, row)
    object.add("offsetNs", try row.value("offsetNs", Int64?.self))
    object.add("isSynchronised", try row.value("isSynchronised", Bool.self))
    return object.text
  }

  private static func session(_ row: Row) throws -> String {
    var object = try object(.session, row)
    object.add("machineId", try row.value("machineId", String.self))
    object.add("note", try row.value("note", String?.self))
    return object.text
  }

  private static func calibration(_ row: Row) throws -> String {
    var object = try object(.calibration, row)
    object.add("json", try row.value("json", String.self))
    return object.text
  }
}

extension SetLog {
  /// Reads in a transaction of its own, or within one that is open, so that both see the same state.
  func readNested<Result>(_ work: (Database) throws -> Result) throws -> Result {
    try database.unsafeReentrantRead(work)
  }

  /// Goes through a part of the log as lines.
  func forEach(_ part: ArchivePart, of filter: SetFilter, _ body: (String) throws -> Void) throws {
    try readNested { db in
      let rows = try part.request(filter).fetchCursor(db)
      while let row = try rows.next() { try body(part.line(row, db)) }
    }
  }
}

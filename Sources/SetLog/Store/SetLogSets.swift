// SPDX-License-Identifier: Apache-2.0
//
// Owns: sets in and out of the log. Must not know: files, formats of export.

import Foundation
import GRDB
import Pulses

extension SetLog {
  /// Logs a set. Doing so again under the same identifier changes nothing.
  ///
  /// The record's walker must be known (`addWalker`); a record without one is anonymous.
  /// - Returns: false if the set was there already.
  @discardableResult
  public func insert(_ entry: SetEntry) throws(SetLogError) -> Bool {
    try write { db in try Self.insert(entry, db) }
  }

  static func insert(_ entry: SetEntry, _ db: Database) throws -> Bool {
    let record = entry.record
    guard try !SetRow.exists(db, key: record.id) else { return false }
    try insert(entry.calibration, db)
    let machineId = try machineId(record.machine, db)
    try db.execute(
      sql: "INSERT OR IGNORE INTO session (id, machineId) VALUES (?, ?)",
      arguments: [record.sessionId, machineId])
    try noteBoot(of: record, db)
    try SetRow(record: record, machineId: machineId, walkerId: walkerId(record.walker, db)).insert(db)
    // A set without pulses has no row, so that it is not taken for one that can be computed again.
    if !entry.edges.isEmpty {
      try db.execute(
        sql: "INSERT INTO rawPulses (setId, packed) VALUES (?, ?)",
        arguments: [record.id, Data(RawPulses.pack(entry.edges))])
    }
    try put(entry.trace, of: record.id, db)
    try put(entry.heartRate, of: record, db)
    if !entry.context.isEmpty { try put(context: Data(RawPulses.pack(entry.context)), of: record.id, db) }
    if let odometer = entry.odometer {
      try put(odometer, machineId: machineId, at: record.endedAt, db)
    }
    return true
  }

  private static func insert(_ calibration: CalibrationRecord, _ db: Database) throws {
    try db.execute(
      sql: "INSERT OR IGNORE INTO calibration (id, json) VALUES (?, ?)",
      arguments: [calibration.id, calibration.json])
  }

  private static func put(_ trace: SetTrace?, of id: String, _ db: Database) throws {
    guard let trace else { return }
    try db.execute(
      sql: "INSERT OR REPLACE INTO speedTrace (setId, packed) VALUES (?, ?)",
      arguments: [id, Data(trace.packed())])
  }

  static func put(context packed: Data, of id: String, _ db: Database) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO contextEdges (setId, packed) VALUES (?, ?)", arguments: [id, packed])
  }

  /// Replaces a set's values with recomputed ones; the old ones are kept as `revisions`.
  ///
  /// What a person has decided about the set stays: one that was accepted is not made suspect again.
  /// - Returns: false if nothing differs; then nothing is written.
  @discardableResult
  package func replace(
    _ record: SetRecord, trace: SetTrace?, calibration: CalibrationRecord, replacedAt: Instant
  ) throws(SetLogError) -> Bool {
    try write { db in
      guard let old = try LoggedSet.filter(Column("id") == record.id).fetchOne(db)?.record else {
        throw SetLogError.noSuchSet(id: record.id)
      }
      let record = record.decided(like: old)
      guard old != record else { return false }
      try Self.insert(calibration, db)
      try db.execute(
        sql: """
          INSERT INTO revision (setId, replacedAt, calibrationId, softwareVersion, json)
          VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [old.id, replacedAt, old.calibrationId, old.softwareVersion, old.json])
      try SetRow(
        record: record, machineId: Self.machineId(record.machine, db),
        walkerId: Self.walkerId(record.walker, db)
      ).update(db)
      try Self.put(trace, of: record.id, db)
      return true
    }
  }

  /// A set's values before each recomputation: JSON records, the oldest first.
  public func revisions(of id: String) throws(SetLogError) -> [String] {
    try read { db in
      try String.fetchAll(
        db, sql: "SELECT json FROM revision WHERE setId = ? ORDER BY number", arguments: [id])
    }
  }

  /// All sets but those that were discarded, the earliest first.
  /// - Parameter since: only sets that started then or later.
  public func sets(since: Instant? = nil) throws(SetLogError) -> [SetRecord] {
    try read { db in
      let all = LoggedSet.filter(Column("discardedAt") == nil).order(Column("startedAt"), Column("id"))
      let chosen = since.map { all.filter(Column("startedAt") >= $0) } ?? all
      return try chosen.fetchAll(db).map(\.record)
    }
  }

  /// The set of this identifier, or of the only one that begins so; also a discarded one.
  public func set(id: String) throws(SetLogError) -> SetRecord {
    let matches = try read { db in
      try LoggedSet.filter(Column("id") >= id && Column("id") < id + "~").limit(5).fetchAll(db).map(\.record)
    }
    guard let first = matches.first, !id.isEmpty else { throw .noSuchSet(id: id) }
    guard matches.count == 1 else { throw .ambiguous(id: id, matches: matches.map(\.id)) }
    return first
  }

  /// The latest set of a machine within a boot, whose monotonic times are comparable.
  public func lastSet(machine: String, bootId: String) throws(SetLogError) -> SetRecord? {
    try read { db in
      try LoggedSet.filter(Column("bootId") == bootId)
        .filter(literal: "machineId = \(MachineName.idSQL(machine)) AND replacedBy IS NULL")
        .order(Column("monotonicEndNs").desc).fetchOne(db)?.record
    }
  }

  /// The newest measured set of a machine, of any boot.
  /// - Parameter isCounted: only one that counts.
  package func newestSet(machine: String, isCounted: Bool = false) throws(SetLogError) -> SetRecord? {
    try read { db in
      try LoggedSet.filter(literal: "machineId = \(MachineName.idSQL(machine)) AND replacedBy IS NULL")
        .filter(Column("endReason") != EndReason.entered)
        .filter(literal: isCounted ? "counts" : "1")
        .order(Column("startedAt").desc, Column("id").desc).fetchOne(db)?.record
    }
  }

  /// Whether a set is there.
  public func contains(_ id: String) throws(SetLogError) -> Bool {
    try read { try SetRow.exists($0, key: id) }
  }

  /// How many sets there are, discarded ones included.
  public func count() throws(SetLogError) -> Int { try read { try SetRow.fetchCount($0) } }

  /// A set over time; nil for sets of programs before 0.3 until they are recomputed.
  public func trace(of record: SetRecord) throws(SetLogError) -> SetTrace? {
    guard let packed = try packed("speedTrace", record.id) else { return nil }
    do {
      return try SetTrace(packed: packed).ended(like: record)
    } catch {
      throw .damaged(path: path, reason: "trace of set \(record.id): \(error)")
    }
  }

  /// The raw edges of a set.
  package func edges(of id: String) throws(SetLogError) -> [Edge] {
    guard let packed = try packed("rawPulses", id) else {
      let isThere = try read { try Bool.fetchOne($0, sql: Self.isThere, arguments: [id]) } == true
      guard isThere else { throw SetLogError.noSuchSet(id: id) }
      throw .refused(
        "set \(id)",
        reason: "the log has no raw pulses of it, so it cannot be computed again; edit it instead")
    }
    do {
      return try RawPulses.unpack(packed)
    } catch {
      throw .damaged(path: path, reason: "set \(id): \(error)")
    }
  }

  /// The edges in the minute before a suspect set; empty if none were kept.
  package func contextEdges(of id: String) throws(SetLogError) -> [Edge] {
    guard let packed = try packed("contextEdges", id) else { return [] }
    do {
      return try RawPulses.unpack(packed)
    } catch {
      throw .damaged(path: path, reason: "edges before set \(id): \(error)")
    }
  }

  private static let isThere = "SELECT EXISTS (SELECT 1 FROM finishedSet WHERE id = ?)"

  func packed(_ table: String, _ id: String) throws(SetLogError) -> [UInt8]? {
    try read { db in
      try Data.fetchOne(db, sql: "SELECT packed FROM \(table) WHERE setId = ?", arguments: [id]).map(
        Array.init)
    }
  }

  /// The calibration that a set was computed with.
  public func calibration(id: String) throws(SetLogError) -> CalibrationRecord? {
    try read { db in
      try String.fetchOne(db, sql: "SELECT json FROM calibration WHERE id = ?", arguments: [id])
        .map(CalibrationRecord.init(json:))
    }
  }
}

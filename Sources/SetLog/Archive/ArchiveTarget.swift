// SPDX-License-Identifier: Apache-2.0
//
// Owns: the target of an import: a log, or nothing in a dry run. Must not know: files.

import Foundation
import GRDB

/// A record with the number of its line.
struct ArchiveTargetLine {
  var number: Int
  var record: ArchiveRecord
}

/// Takes records in the order of their lines.
protocol ArchiveTarget {
  var summary: ImportSummary { get set }
  mutating func take(_ lines: [ArchiveTargetLine]) throws
}

/// Writes records into a log: existing records stay as they are, except an odometer with a larger count.
struct LogTarget: ArchiveTarget {
  let log: SetLog
  var summary = ImportSummary()
  /// Identifiers in the log by those in the archive.
  private var walkerIds: [String: String] = [:]
  private var machineIds: [String: String] = [:]

  init(log: SetLog) { self.log = log }

  /// One transaction; within it, each record by itself.
  mutating func take(_ lines: [ArchiveTargetLine]) throws {
    var work = self
    try log.write { db in
      for line in lines {
        let before = work
        do {
          try db.inSavepoint {
            try work.write(line.record, db)
            return .commit
          }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
          work = before
          work.summary.refuse(line.number, error.message ?? "it contradicts the log")
        } catch let mistake as ArchiveMistake {
          work = before
          work.summary.refuse(line.number, mistake.description)
        }
      }
    }
    self = work
  }

  private mutating func write(_ record: ArchiveRecord, _ db: Database) throws {
    switch record {
    case .walker(let walker): try write(walker, db)
    case .machine(let machine): try write(machine, db)
    case .boot(let boot):
      try db.execute(
        sql: "INSERT OR IGNORE INTO boot (id, offsetNs, isSynchronised) VALUES (?, ?, ?)",
        arguments: [boot.id, boot.offsetNs, boot.isSynchronised])
    case .session(let session):
      try db.execute(
        sql: "INSERT OR IGNORE INTO session (id, machineId, note) VALUES (?, ?, ?)",
        arguments: [session.id, try machineId(session.machineId), session.note])
    case .calibration(let calibration):
      try db.execute(
        sql: "INSERT OR IGNORE INTO calibration (id, json) VALUES (?, ?)",
        arguments: [calibration.id, calibration.json])
    case .set(let set): try write(set, db)
    }
  }

  private mutating func write(_ set: ArchivedSet, _ db: Database) throws {
    guard try !SetRow.exists(db, key: set.record.id) else {
      summary.present += 1
      return
    }
    let walkerId = try set.walkerId.map { id in
      guard let known = walkerIds[id] else {
        throw ArchiveMistake(description: "walkerId: no line before has the walker \(id)")
      }
      return known
    }
    try SetLog.insert(set, machineId: try machineId(set.machineId), walkerId: walkerId, db)
    summary.added += 1
  }

  private func machineId(_ id: String) throws -> String {
    guard let known = machineIds[id] else {
      throw ArchiveMistake(description: "machineId: no line before has the machine \(id)")
    }
    return known
  }

  /// A walker is known by identifier, whatever the name is now; else by name; else new.
  private mutating func write(_ walker: LogArchive.Walker, _ db: Database) throws {
    let known =
      try String.fetchOne(db, sql: "SELECT id FROM walker WHERE id = ?", arguments: [walker.id])
      ?? SetLog.walker(walker.name, db)?.id
    // Two persons of one archive stay two, though their names differ in case only.
    let isTaken = known.map { id in walkerIds.contains { $0.value == id && $0.key != walker.id } } ?? false
    if let known, !isTaken {
      walkerIds[walker.id] = known
      return
    }
    let name = isTaken ? try Self.freeName(walker.name, db) : walker.name
    try db.execute(
      sql: "INSERT INTO walker (id, name, folded, massKg, createdAt) VALUES (?, ?, ?, ?, ?)",
      arguments: [walker.id, name, FoldedName.key(name), walker.massKg, walker.createdAt])
    walkerIds[walker.id] = walker.id
    if isTaken { summary.renamed.append("\(walker.name) is called \(name)") }
  }

  /// `Ada (2)`, or the first number that no walker has.
  private static func freeName(_ name: String, _ db: Database) throws -> String {
    var number = 2
    while true {
      let end = " (\(number))"
      let free = name.prefix(SetLog.longestWalkerName - end.count) + end
      if try SetLog.walker(String(free), db) == nil { return String(free) }
      number += 1
    }
  }

  /// The same for machines. One that is there keeps its service mark and who is on it: they belong to its own odometer, and
  /// to now.
  private mutating func write(_ machine: LogArchive.Machine, _ db: Database) throws {
    let known =
      try String.fetchOne(db, sql: "SELECT id FROM machine WHERE id = ?", arguments: [machine.id])
      ?? SetLog.knownMachineId(machine.name, db)
    let id = known ?? machine.id
    if known == nil {
      let walkerId = machine.walkerId.flatMap { walkerIds[$0] }
      try db.execute(
        sql: """
          INSERT INTO machine
            (id, name, folded, kind, marks, walkerId, walkerSince, servicedAt, servicedDistanceM, servicedMovingTimeS)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          id, machine.name, FoldedName.key(machine.name), machine.machineKind, machine.marks,
          walkerId, walkerId == nil ? nil : machine.walkerSince, machine.servicedAt,
          machine.servicedDistanceM,
          machine.servicedMovingTimeS,
        ])
    }
    for row in machine.odometer {
      let reading = OdometerReading(
        runId: row.runId, distanceM: row.distanceM, movingTimeS: row.movingTimeS, pulses: row.pulses)
      try SetLog.put(reading, machineId: id, at: row.updatedAt, db)
    }
    machineIds[machine.id] = id
  }
}

/// Counts what would be done. Identifiers that it has seen are in a temporary database, not in memory.
struct RehearsalTarget: ArchiveTarget {
  let log: SetLog?
  var summary = ImportSummary()
  private let seen: DatabaseQueue

  init(log: SetLog?) throws {
    self.log = log
    // An empty path is a temporary file of SQLite's.
    seen = try DatabaseQueue(path: "")
    try seen.write { db in
      try db.execute(sql: "CREATE TABLE seen (kind TEXT, id TEXT, PRIMARY KEY (kind, id))")
    }
  }

  mutating func take(_ lines: [ArchiveTargetLine]) throws {
    for line in lines {
      do { try take(line.record) } catch let mistake as ArchiveMistake {
        summary.refuse(line.number, mistake.description)
      }
    }
  }

  private mutating func take(_ record: ArchiveRecord) throws {
    switch record {
    case .walker(let walker): _ = try isNew("walker", walker.id)
    case .machine(let machine): _ = try isNew("machine", machine.id)
    case .boot: break
    case .session(let session): try require("machineId", "machine", session.machineId)
    case .calibration(let calibration): _ = try isNew("calibration", calibration.id)
    case .set(let set):
      if try log?.contains(set.record.id) == true {
        summary.present += 1
        return
      }
      try require("machineId", "machine", set.machineId)
      if let walkerId = set.walkerId { try require("walkerId", "walker", walkerId) }
      for id in [set.record.calibrationId] + set.revisions.map(\.calibrationId) {
        if try log?.calibration(id: id) == nil { try require("calibrationId", "calibration", id) }
      }
      if try isNew("set", set.record.id) { summary.added += 1 } else { summary.present += 1 }
    }
  }

  private func require(_ key: String, _ kind: String, _ id: String) throws {
    let isThere = try seen.read { db in
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM seen WHERE kind = ? AND id = ?)", arguments: [kind, id])
    }
    guard isThere == true else {
      throw ArchiveMistake(description: "\(key): no line before has the \(kind) \(id)")
    }
  }

  private func isNew(_ kind: String, _ id: String) throws -> Bool {
    try seen.write { db in
      try db.execute(sql: "INSERT OR IGNORE INTO seen (kind, id) VALUES (?, ?)", arguments: [kind, id])
      return db.changesCount == 1
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: finding damage in a log, and copying the intact rest. Must not know: who asks.
//
// SQLite notices a broken page, not a flipped bit in a number; sums of our own do. Sets are read one by one, by
// identifiers from the table and from its indexes: a page that cannot be read hides few of them.

import Foundation
import GRDB
import Pulses

/// Something in a log that is not as it was written.
public struct LogDamage: Error, Codable, Sendable, Equatable, CustomStringConvertible {
  /// The set, calibration or part of the file.
  public let location: String
  /// What is wrong with it.
  public let problem: String

  /// One line.
  public var description: String { "\(location): \(problem)" }
}

/// What a verification found.
public struct LogVerification: Codable, Sendable, Equatable {
  /// Sets that were read and are intact.
  public internal(set) var sound = 0
  /// Those of them that have no raw pulses, because they were imported without: they can be edited, and not computed again.
  public internal(set) var withoutPulses = 0
  /// Everything that is wrong.
  public internal(set) var damages: [LogDamage] = []

  fileprivate mutating func add(_ entry: SetEntry) {
    sound += 1
    if entry.edges.isEmpty, !entry.record.isEntered { withoutPulses += 1 }
  }
}

extension SetLog {
  /// Checks the whole log and lists any damage. Changes nothing.
  public func verify() throws(SetLogError) -> LogVerification { try verify { _, _ in } }

  /// - Parameter progress: sets that were read, of so many.
  package func verify(progress: (Int, Int) -> Void) throws(SetLogError) -> LogVerification {
    var verification = LogVerification()
    verification.damages = try pageDamages()
    if let problem = writeAheadLogDamage() {
      verification.damages.append(LogDamage(location: "write-ahead log", problem: problem))
    }
    let ids = setIdentifiers()
    for (number, id) in ids.enumerated() {
      progress(number, ids.count)
      switch checked(id) {
      case .success(let entry): verification.add(entry)
      case .failure(let damage): verification.damages.append(damage)
      }
    }
    for (id, json) in (try? calibrations()) ?? [] where CalibrationRecord(json: json).id != id {
      verification.damages.append(
        LogDamage(location: "calibration \(id)", problem: "it is not what was written"))
    }
    return verification
  }

  /// Copies every intact set into a new log, with walkers, machines and boots as far as they can be read.
  ///
  /// A set whose trace alone is damaged is copied without it: `recompute` restores the trace.
  public func salvage(into directory: String) throws(SetLogError) -> LogVerification {
    try salvage(into: directory) { _, _ in }
  }

  /// - Parameter progress: sets that were read, of so many.
  package func salvage(
    into directory: String, progress: (Int, Int) -> Void
  ) throws(SetLogError) -> LogVerification {
    let target = try SetLog(directory: directory)
    guard try target.count() == 0 else {
      throw .notWritable(path: directory, reason: "there is a log already")
    }
    var verification = LogVerification()
    for table in ["walker", "machine", "formerMachineName", "boot", "odometer"] {
      copy(table, to: target, &verification)
    }
    let ids = setIdentifiers()
    for (number, id) in ids.enumerated() {
      progress(number, ids.count)
      do {
        let entry = try checked(id).get()
        try target.insert(entry)
        verification.add(entry)
      } catch let damage as LogDamage {
        verification.damages.append(damage)
      } catch {
        verification.damages.append(LogDamage(location: "set \(id)", problem: "\(error)"))
      }
    }
    for table in ["edit", "editedSet"] { copy(table, to: target, &verification) }
    try target.markReplaced()
    return verification
  }

  private func pageDamages() throws(SetLogError) -> [LogDamage] {
    do {
      return try read { db in
        try String.fetchAll(db, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
          .map { LogDamage(location: "file", problem: $0.replacing("\n", with: " ")) }
      }
    } catch {
      guard error.code == .damaged else { throw error }
      return [LogDamage(location: "file", problem: error.reason)]
    }
  }

  /// A program may be writing at this moment: only what a second reading confirms is damage.
  private func writeAheadLogDamage() -> String? {
    guard let first = WriteAheadLog(path: path + "-wal")?.damage else { return nil }
    Thread.sleep(forTimeInterval: 0.1)
    return WriteAheadLog(path: path + "-wal")?.damage == first ? first : nil
  }

  /// Identifiers of all sets, from wherever they can still be read.
  private func setIdentifiers() -> [String] {
    var ids: Set<String> = []
    let sources = [
      "SELECT id FROM finishedSet NOT INDEXED",
      "SELECT id FROM finishedSet INDEXED BY sqlite_autoindex_finishedSet_1",
      "SELECT setId FROM rawPulses", "SELECT setId FROM speedTrace",
    ]
    for sql in sources {
      _ = try? read { db in
        let cursor = try String.fetchCursor(db, sql: sql)
        while let id = try cursor.next() { ids.insert(id) }
      }
    }
    return ids.sorted()
  }

  private func checked(_ id: String) -> Result<SetEntry, LogDamage> {
    func damage(_ problem: String) -> Result<SetEntry, LogDamage> {
      .failure(LogDamage(location: "set \(id)", problem: problem))
    }
    do {
      let found = try read { db -> (record: SetRecord, sums: Bool)? in
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM loggedSet WHERE id = ?", arguments: [id])
        else {
          return nil
        }
        let record = try LoggedSet(row: row).record
        let sum = record.checksum(machineId: try row.value("machineId"))
        return (record, try row.value("checksum") == sum)
      }
      guard let (record, sums) = found else { return damage("its values are gone") }
      guard sums else { return damage("its values are not what was written") }
      guard let calibration = try calibration(id: record.calibrationId) else {
        return damage("its calibration is gone")
      }
      let trace = try trace(of: record)
      let edges = try packed("rawPulses", id) == nil ? [] : edges(of: id)
      var entry = SetEntry(record: record, trace: trace, calibration: calibration, edges: edges)
      entry.context = try contextEdges(of: id)
      entry.heartRate = try heartRateSamples(of: id)
      return .success(entry)
    } catch {
      return damage(error.code == .damaged || error.code == .refused ? error.reason : "\(error)")
    }
  }

  private func calibrations() throws(SetLogError) -> [(String, String)] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT id, json FROM calibration").map { ($0["id"], $0["json"]) }
    }
  }

  private func copy(_ table: String, to target: SetLog, _ verification: inout LogVerification) {
    do {
      let rows = try read { try Row.fetchAll($0, sql: "SELECT * FROM \(table)") }
      try target.write { db in
        for row in rows {
          let marks = repeatElement("?", count: row.count).joined(separator: ", ")
          try db.execute(
            sql:
              "INSERT OR IGNORE INTO \(table) (\(row.columnNames.joined(separator: ", "))) VALUES (\(marks))",
            arguments: StatementArguments(row.databaseValues))
        }
      }
    } catch {
      verification.damages.append(LogDamage(location: "table \(table)", problem: "\(error)"))
    }
  }
}

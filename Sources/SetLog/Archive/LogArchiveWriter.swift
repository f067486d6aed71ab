// SPDX-License-Identifier: Apache-2.0
//
// Owns: the whole log, or a selection of it, as an archive that `LogImport` reads again without loss.
// Must not know: files, what is in a calibration.

import Foundation
import GRDB
import Text

/// Writes the archive: the small records first, then set after set, as they come.
package struct LogArchiveWriter {
  /// Where raw pulses, traces and revisions are read from.
  let log: SetLog
  /// The sets that will come; parts of the log that none of them refers to are left out.
  let filter: SetFilter
  /// Program and version.
  let writtenBy: String

  package init(log: SetLog, filter: SetFilter, writtenBy: String) {
    self.log = log
    self.filter = filter
    self.writtenBy = writtenBy
  }

  package mutating func begin(_ sink: ([UInt8]) throws -> Void) throws {
    var header = JSONObjectText()
    header.add("kind", LogArchive.Kind.header.rawValue)
    header.add("format", LogArchive.format)
    header.add("version", LogArchive.version)
    header.add("writtenBy", writtenBy)
    try sink(Array((header.text + "\n").utf8))
    for part in ArchivePart.allCases {
      try log.forEach(part, of: filter) { line in try sink(Array((line + "\n").utf8)) }
    }
  }

  package mutating func write(_ session: ExportedSession, _ sink: ([UInt8]) throws -> Void) throws {
    for set in session.sets { try sink(Array((line(set.record) + "\n").utf8)) }
  }

  package mutating func end(_ sink: ([UInt8]) throws -> Void) throws {}

  /// The record as `sets --json` has it, and what only the log knows of it.
  private func line(_ record: SetRecord) throws -> String {
    try log.readNested { db in
      func packed(_ table: String) throws -> Data? {
        try Data.fetchOne(db, sql: "SELECT packed FROM \(table) WHERE setId = ?", arguments: [record.id])
      }
      let row = try Row.fetchOne(
        db, sql: "SELECT machineId, walkerId FROM finishedSet WHERE id = ?", arguments: [record.id])
      guard let row else { throw SetLogError.noSuchSet(id: record.id) }
      var object = JSONObjectText()
      object.add("kind", LogArchive.Kind.set.rawValue)
      record.fill(&object)
      object.add("machineId", try row.value("machineId", String.self))
      object.add("walkerId", try row.value("walkerId", String?.self))
      object.add("trace", raw: try packed("speedTrace").map { try columns($0, of: record.id) } ?? "null")
      object.add("rawPulses", try packed("rawPulses")?.base64EncodedString())
      object.add("heartRate", raw: try log.heartRate(of: record, db).map(Self.columns) ?? "null")
      object.add("contextEdges", try packed("contextEdges")?.base64EncodedString())
      object.add("revisions", raw: try Self.revisions(of: record.id, db))
      return object.text
    }
  }

  /// As stored: whole milliseconds, millimetres, mm/s and hundredths of a joule.
  private func columns(_ packed: Data, of id: String) throws -> String {
    let trace: SetTrace
    do { trace = try SetTrace(packed: Array(packed)) } catch {
      throw SetLogError.damaged(path: log.path, reason: "trace of set \(id): \(error)")
    }
    func column(_ values: [Double]) -> String {
      "[" + values.map { JSONText.number($0) }.joined(separator: ",") + "]"
    }
    let works = trace.points.compactMap(\.workJ)
    var object = JSONObjectText()
    object.add("timeS", raw: column(trace.points.map(\.timeS)))
    object.add("distanceM", raw: column(trace.points.map(\.distanceM)))
    object.add("speedMps", raw: column(trace.points.map(\.speedMps)))
    object.add("workJ", raw: works.count == trace.points.count ? column(works) : "null")
    return object.text
  }

  private static func columns(_ trace: HeartRateTrace) -> String {
    let times = trace.samples.map { JSONText.number(Double($0.timeMs) / 1000) }
    let rates = trace.samples.map { $0.bpm.map { "\($0)" } ?? "null" }
    var object = JSONObjectText()
    object.add("timeS", raw: "[" + times.joined(separator: ",") + "]")
    object.add("bpm", raw: "[" + rates.joined(separator: ",") + "]")
    return object.text
  }

  private static func revisions(of id: String, _ db: Database) throws -> String {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT replacedAt, calibrationId, softwareVersion, json FROM revision
        WHERE setId = ? ORDER BY number
        """, arguments: [id])
    let revisions = try rows.map { row in
      var object = JSONObjectText()
      object.add("replacedAt", try row.value("replacedAt", Instant.self))
      object.add("calibrationId", try row.value("calibrationId", String.self))
      object.add("softwareVersion", try row.value("softwareVersion", String.self))
      object.add("values", raw: try row.value("json"))
      return object.text
    }
    return "[" + revisions.joined(separator: ",") + "]"
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: a set of the document, read and checked whole before anything of it is written. Must not know: files.

import Foundation
import GRDB

/// A set on its way from the document into the log.
struct ImportedSet {
  var record: SetRecord
  var trace: SetTrace?
  /// As packed; they can be unpacked.
  var rawPulses: Data?
  var revisions: [Revision]
  /// As packed; they can be unpacked.
  var contextEdges: Data?

  struct Revision {
    var replacedAt: String
    var calibrationId: String
    var softwareVersion: String
    var json: String
  }

  init(_ value: JSONValue) throws(FieldMistake) {
    var fields = try JSONFields(value)
    record = try SetRecord(&fields)
    trace = try Self.trace(&fields)
    rawPulses = try fields.optional("rawPulses", .base64)
    let id = record.id
    revisions = try fields.array("revisions") { value, path throws(FieldMistake) in
      try Revision(value, path, of: id)
    }
    contextEdges = try fields.added("contextEdges", .base64)
    try fields.finish()
    for (key, packed) in [("rawPulses", rawPulses), ("contextEdges", contextEdges)] {
      guard let packed else { continue }
      do { _ = try RawPulses.unpack(Array(packed)) } catch {
        throw FieldMistake(key: key, reason: "\(error)")
      }
    }
  }

  private static func trace(_ fields: inout JSONFields) throws(FieldMistake) -> SetTrace? {
    let value = try fields.value("trace")
    if value == .null { return nil }
    var columns = try JSONFields(value, path: "trace")
    let times = try column("timeS", &columns, grows: true)
    let distances = try column("distanceM", &columns, grows: true)
    let speeds = try column("speedMps", &columns, grows: false)
    let works: [Double?] =
      columns.takeNull("workJ") ? times.map { _ in nil } : try column("workJ", &columns, grows: false)
    try columns.finish()
    guard [distances.count, speeds.count, works.count].allSatisfy({ $0 == times.count }) else {
      throw FieldMistake(key: "trace", reason: "its columns are not of one length")
    }
    return SetTrace(
      points: times.indices.map { index in
        SetTrace.Point(
          timeS: times[index], distanceM: distances[index], speedMps: speeds[index], workJ: works[index])
      })
  }

  private static func column(
    _ key: String, _ fields: inout JSONFields, grows: Bool
  ) throws(FieldMistake) -> [Double] {
    var last = grows ? 0.0 : -Self.largest
    return try fields.array(key) { value, path throws(FieldMistake) in
      guard let number = value.number, number.magnitude <= Self.largest, number >= last else {
        throw FieldMistake(
          key: path,
          reason: "expected a number" + (grows ? " not below the one before" : "") + ", found \(value.brief)")
      }
      if grows { last = number }
      return number
    }
  }

  /// No set lasts so many seconds, or goes so many metres.
  private static let largest = 1e9
}

extension ImportedSet.Revision {
  init(_ value: JSONValue, _ path: String, of id: String) throws(FieldMistake) {
    var fields = try JSONFields(value, path: path)
    replacedAt = try fields.required("replacedAt", .time)
    calibrationId = try fields.required("calibrationId", .name)
    softwareVersion = try fields.required("softwareVersion", .text)
    let figures = try fields.value("figures")
    try fields.finish()
    // Programs of their time wrote them: some keys may not have been known then, but none is unknown now.
    guard case .object(let members) = figures,
      members.first(where: { $0.key == "id" })?.value == .string(id)
    else { throw FieldMistake(key: path + ".figures", reason: "expected the figures of this set") }
    if let unknown = members.first(where: { !SetRecord.keys.contains($0.key) }) {
      throw FieldMistake(key: "\(path).figures.\(unknown.key)", reason: "is not known")
    }
    json = figures.text
  }
}

extension SetLog {
  /// Writes a set that is not there yet, all of it.
  static func insert(_ set: ImportedSet, walkerId: String?, _ db: Database) throws {
    let record = set.record
    let machineId = try machineId(record.machine, db)
    try db.execute(
      sql: "INSERT OR IGNORE INTO session (id, machineId) VALUES (?, ?)",
      arguments: [record.sessionId, machineId])
    try noteBoot(of: record, db)
    try SetRow(record: record, machineId: machineId, walkerId: walkerId).insert(db)
    if let rawPulses = set.rawPulses {
      try db.execute(
        sql: "INSERT INTO rawPulses (setId, packed) VALUES (?, ?)", arguments: [record.id, rawPulses])
    }
    if let context = set.contextEdges { try put(context: context, of: record.id, db) }
    if let trace = set.trace {
      try db.execute(
        sql: "INSERT INTO speedTrace (setId, packed) VALUES (?, ?)",
        arguments: [record.id, Data(trace.packed())])
    }
    for former in set.revisions {
      try db.execute(
        sql: """
          INSERT INTO revision (setId, replacedAt, calibrationId, softwareVersion, json)
          VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [
          record.id, former.replacedAt, former.calibrationId, former.softwareVersion, former.json,
        ])
    }
  }
}

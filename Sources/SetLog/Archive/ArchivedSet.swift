// SPDX-License-Identifier: Apache-2.0
//
// Owns: a set of an archive, read and checked whole before anything of it is written. Must not know: files, lines.

import Foundation
import GRDB
import Text

/// A value that cannot be right.
struct ArchiveMistake: Error, CustomStringConvertible {
  var description: String
}

/// A set that is being imported from an archive.
struct ArchivedSet: Decodable {
  var record: SetRecord
  var machineId: String
  var walkerId: String?
  var trace: SetTrace?
  /// As packed.
  var rawPulses: Data?
  /// As packed.
  var contextEdges: Data?
  var heartRate: [HeartRateSample]
  var revisions: [Revision]

  struct Revision: Decodable {
    var replacedAt: Instant
    var calibrationId: String
    var softwareVersion: String
    var values: SetRecord
  }

  private enum CodingKeys: String, CodingKey {
    case machineId, walkerId, trace, rawPulses, contextEdges, heartRate, revisions
  }

  init(from decoder: any Decoder) throws {
    record = try SetRecord(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    machineId = try container.decode(String.self, forKey: .machineId)
    walkerId = try container.decodeIfPresent(String.self, forKey: .walkerId)
    trace = try container.decodeIfPresent(TraceColumns.self, forKey: .trace)?.trace()
    rawPulses = try container.decodeIfPresent(Data.self, forKey: .rawPulses)
    contextEdges = try container.decodeIfPresent(Data.self, forKey: .contextEdges)
    revisions = try container.decode([Revision].self, forKey: .revisions)
    // Archives of an earlier program do not have it.
    heartRate =
      try container.decodeIfPresent(HeartRateColumns.self, forKey: .heartRate)?.samples(of: record) ?? []
    try record.check()
    for (key, packed) in [("rawPulses", rawPulses), ("contextEdges", contextEdges)] {
      guard let packed else { continue }
      do { _ = try RawPulses.unpack(Array(packed)) } catch {
        throw ArchiveMistake(description: "\(key): \(error)")
      }
    }
    if let other = revisions.first(where: { $0.values.id != record.id }) {
      throw ArchiveMistake(description: "revisions: one is of the set \(other.values.id)")
    }
  }
}

/// A trace by its columns.
struct TraceColumns: Decodable {
  var timeS: [Double]
  var distanceM: [Double]
  var speedMps: [Double]
  var workJ: [Double]?

  /// No set lasts so many seconds, or goes so many metres.
  private static let largest = 1e9

  func trace() throws -> SetTrace {
    let counts = [distanceM.count, speedMps.count, workJ?.count ?? timeS.count]
    guard counts.allSatisfy({ $0 == timeS.count }) else {
      throw ArchiveMistake(description: "trace: its columns are not of one length")
    }
    for (key, values) in [("timeS", timeS), ("distanceM", distanceM)] {
      guard zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 }), values.first ?? 0 >= 0 else {
        throw ArchiveMistake(description: "trace.\(key): it does not grow from 0")
      }
    }
    for values in [timeS, distanceM, speedMps, workJ ?? []] {
      guard values.allSatisfy({ $0.magnitude <= Self.largest }) else {
        throw ArchiveMistake(description: "trace: a value is too large")
      }
    }
    return SetTrace(
      points: timeS.indices.map { index in
        SetTrace.Point(
          timeS: timeS[index], distanceM: distanceM[index], speedMps: speedMps[index], workJ: workJ?[index])
      })
  }
}

extension SetRecord {
  /// Throws if a value is outside what it can be.
  func check() throws(ArchiveMistake) {
    for (key, text) in [("id", id), ("sessionId", sessionId), ("calibrationId", calibrationId)]
    where text.isEmpty {
      throw ArchiveMistake(description: "\(key): it is empty")
    }
    for field in SetField.all {
      guard let limits = field.limits else { continue }
      let value: Double? =
        switch field.value(self) {
        case .number(let number): number
        case .whole(let whole): whole.map(Double.init)
        case .text, .flag: nil
        }
      if let value, !limits.contains(value) {
        let least = DecimalText.plain(limits.lowerBound)
        let bounds =
          limits.upperBound < 1e300
          ? "within \(least) to \(DecimalText.plain(limits.upperBound))" : "\(least) or more"
        throw ArchiveMistake(description: "\(field.key): \(DecimalText.plain(value)) is not \(bounds)")
      }
    }
  }
}

extension SetLog {
  /// Writes a set that is not there yet, all of it.
  static func insert(_ set: ArchivedSet, machineId: String, walkerId: String?, _ db: Database) throws {
    let record = set.record
    try db.execute(
      sql: "INSERT OR IGNORE INTO session (id, machineId) VALUES (?, ?)",
      arguments: [record.sessionId, machineId])
    try noteBoot(of: record, db)
    try SetRow(record: record, machineId: machineId, walkerId: walkerId).insert(db)
    let packed = [
      ("rawPulses", set.rawPulses), ("contextEdges", set.contextEdges),
      ("speedTrace", set.trace.map { Data($0.packed()) }),
    ]
    for case (let table, let packed?) in packed {
      try db.execute(
        sql: "INSERT INTO \(table) (setId, packed) VALUES (?, ?)", arguments: [record.id, packed])
    }
    try put(set.heartRate, of: record, db)
    for revision in set.revisions {
      try db.execute(
        sql: """
          INSERT INTO revision (setId, replacedAt, calibrationId, softwareVersion, json)
          VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [
          record.id, revision.replacedAt, revision.calibrationId, revision.softwareVersion,
          revision.values.json,
        ])
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the document holds besides sets, read, checked and written. Must not know: files, sets.

import Foundation
import GRDB

/// Walkers, machines, boots, sessions and calibrations of a document.
struct ImportedParts {
  private struct Machine {
    var id: String
    var kind: String?
    var marks: Int?
    var name: String
    var walker: String?
    var servicedAt: String?
    var servicedDistanceM: Double
    var servicedMovingTimeS: Double
    var odometer: [Reading]
  }

  private struct Reading {
    var reading: OdometerReading
    var updatedAt: String
  }

  private struct Boot {
    var id: String
    var offsetNs: Int64?
    var isSynchronised: Bool
  }

  private struct Session {
    var id: String
    var machine: String
    var note: String?
  }

  private var walkers: [WalkerRecord] = []
  private var machines: [Machine] = []
  private var boots: [Boot] = []
  private var sessions: [Session] = []
  private var calibrations: [CalibrationRecord] = []

  var calibrationIds: Set<String> { Set(calibrations.map(\.id)) }
  var walkerNames: Set<String> { Set(walkers.map(\.name)) }

  mutating func take(_ value: JSONValue, of part: LogPart) throws(FieldMistake) {
    var fields = try JSONFields(value)
    switch part {
    case .walkers: walkers.append(try Self.walker(&fields))
    case .machines: machines.append(try Self.machine(&fields))
    case .boots:
      boots.append(
        Boot(
          id: try fields.required("id", .text),
          offsetNs: try fields.optional("offsetNs", .whole(.min ... .max)),
          isSynchronised: try fields.required("isSynchronised", .flag)))
    case .sessions:
      sessions.append(
        Session(
          id: try fields.required("id", .name), machine: try fields.required("machine", .name),
          note: try fields.optional("note", .text)))
    case .calibrations: calibrations.append(try Self.calibration(&fields))
    }
    try fields.finish()
  }

  private static func walker(_ fields: inout JSONFields) throws(FieldMistake) -> WalkerRecord {
    let walker = WalkerRecord(
      id: try fields.required("id", .name), name: try fields.required("name", .name),
      massKg: try fields.optional("massKg", .positive), createdAt: try fields.required("createdAt", .time))
    do {
      guard try SetLog.checked(name: walker.name) == walker.name else {
        throw FieldMistake(key: "name", reason: "begins or ends with a space")
      }
    } catch let mistake as FieldMistake { throw mistake } catch {
      throw FieldMistake(key: "name", reason: "\(error)")
    }
    return walker
  }

  private static func machine(_ fields: inout JSONFields) throws(FieldMistake) -> Machine {
    Machine(
      id: try fields.required("id", .name), kind: try fields.optional("kind", .text),
      marks: try fields.optional("marks", .whole(0...1000)), name: try fields.required("name", .name),
      walker: try fields.optional("walker", .name),
      servicedAt: try fields.optional("servicedAt", .time),
      servicedDistanceM: try fields.required("servicedDistanceM", .number),
      servicedMovingTimeS: try fields.required("servicedMovingTimeS", .number),
      odometer: try fields.array("odometer") { value, path throws(FieldMistake) in
        var fields = try JSONFields(value, path: path)
        let reading = OdometerReading(
          runId: try fields.required("runId", .name), distanceM: try fields.required("distanceM", .positive),
          movingTimeS: try fields.required("movingTimeS", .positive),
          pulses: try fields.required("pulses", .whole(0 ... .max)))
        let updatedAt = try fields.required("updatedAt", .time)
        try fields.finish()
        return Reading(reading: reading, updatedAt: updatedAt)
      })
  }

  private static func calibration(_ fields: inout JSONFields) throws(FieldMistake) -> CalibrationRecord {
    let id = try fields.required("id", .name)
    let calibration = CalibrationRecord(json: try fields.required("json", .text))
    guard calibration.id == id else {
      throw FieldMistake(key: "json", reason: "is not the calibration \(id): the identifier is its hash")
    }
    return calibration
  }

  /// Writes what is not there yet; what is there stays as it is, but for an odometer that has run on.
  /// - Returns: the identifier in the log for each walker's name in the document.
  func write(_ db: Database) throws -> [String: String] {
    let walkerIds = try writeWalkers(db)
    for machine in machines {
      try Self.write(machine, walkerId: machine.walker.flatMap { walkerIds[$0] }, db)
    }
    for boot in boots {
      try db.execute(
        sql: "INSERT OR IGNORE INTO boot (id, offsetNs, isSynchronised) VALUES (?, ?, ?)",
        arguments: [boot.id, boot.offsetNs, boot.isSynchronised])
    }
    for session in sessions {
      try db.execute(
        sql: "INSERT OR IGNORE INTO session (id, machineId, note) VALUES (?, ?, ?)",
        arguments: [session.id, SetLog.machineId(session.machine, db), session.note])
    }
    for calibration in calibrations {
      try db.execute(
        sql: "INSERT OR IGNORE INTO calibration (id, json) VALUES (?, ?)",
        arguments: [calibration.id, calibration.json])
    }
    return walkerIds
  }

  /// A walker is known by identifier, whatever the name is now; else by name; else new.
  private func writeWalkers(_ db: Database) throws -> [String: String] {
    var ids: [String: String] = [:]
    for walker in walkers {
      let known =
        try String.fetchOne(db, sql: "SELECT id FROM walker WHERE id = ?", arguments: [walker.id])
        ?? SetLog.walker(walker.name, db)?.id
      if known == nil {
        try db.execute(
          sql: "INSERT INTO walker (id, name, massKg, createdAt) VALUES (?, ?, ?, ?)",
          arguments: [walker.id, walker.name, walker.massKg, walker.createdAt])
      }
      ids[walker.name] = known ?? walker.id
    }
    return ids
  }

  /// A machine that is there keeps its service mark and who is on it: they belong to its own odometer, and to now.
  private static func write(_ machine: Machine, walkerId: String?, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO machine
          (id, name, folded, kind, marks, walkerId, servicedAt, servicedDistanceM, servicedMovingTimeS)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        machine.id, machine.name, MachineName.folded(machine.name), machine.kind, machine.marks, walkerId,
        machine.servicedAt, machine.servicedDistanceM, machine.servicedMovingTimeS,
      ])
    for row in machine.odometer {
      try SetLog.put(
        row.reading, machineId: SetLog.machineId(machine.name, db), at: row.updatedAt, db)
    }
  }
}

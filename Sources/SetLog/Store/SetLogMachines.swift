// SPDX-License-Identifier: Apache-2.0
//
// Owns: machines and what their belts have run. Must not know: sets.

import Foundation
import GRDB

/// A machine with its maintenance odometer.
public struct MachineRecord: Codable, Sendable, Equatable, FetchableRecord {
  /// As it is called in the configuration.
  public var name: String
  /// Way of its belt since the log began, metres, sets or not.
  public var distanceM: Double
  /// Time in motion since the log began, seconds.
  public var movingS: Double
  /// Pulses since the log began.
  public var pulses: Int64
  /// RFC 3339; when it was last serviced, nil for never.
  public var servicedAt: String?
  /// Way of its belt since then, metres.
  public var sinceServiceM: Double
  /// Time in motion since then, seconds.
  public var sinceServiceS: Double
  /// Who walks on it now; nil for anyone.
  public var walker: String?
}

extension SetLog {
  private static let machineSQL = """
    SELECT machine.name, coalesce(sum(distanceM), 0) AS distanceM, coalesce(sum(movingS), 0) AS movingS,
      coalesce(sum(pulses), 0) AS pulses, servicedAt,
      coalesce(sum(distanceM), 0) - servicedDistanceM AS sinceServiceM,
      coalesce(sum(movingS), 0) - servicedMovingS AS sinceServiceS, walker.name AS walker
    FROM machine LEFT JOIN odometer ON odometer.machine = machine.name
      LEFT JOIN walker ON walker.id = machine.walkerId
    GROUP BY machine.name
    """

  /// All machines by name.
  public func machines() throws(SetLogError) -> [MachineRecord] {
    try read { db in try MachineRecord.fetchAll(db, sql: Self.machineSQL + " ORDER BY machine.name") }
  }

  /// Writes down what a belt has run; a reading of the same run takes the place of the one before.
  public func put(_ reading: OdometerReading, machine: String) throws(SetLogError) {
    try write { db in
      try db.execute(sql: "INSERT OR IGNORE INTO machine (name) VALUES (?)", arguments: [machine])
      try Self.put(reading, machine: machine, at: WallTime.text(unixMs: WallTime.nowMs), db)
    }
  }

  /// A machine was serviced: its counters since service begin anew. Nothing else is forgotten.
  /// - Returns: false where the log knows no such machine.
  @discardableResult
  public func noteService(machine: String, at time: String) throws(SetLogError) -> Bool {
    try write { db in
      try db.execute(
        sql: """
          UPDATE machine SET servicedAt = ?,
            servicedDistanceM = (SELECT coalesce(sum(distanceM), 0) FROM odometer WHERE machine = machine.name),
            servicedMovingS = (SELECT coalesce(sum(movingS), 0) FROM odometer WHERE machine = machine.name)
          WHERE name = ?
          """, arguments: [time, machine])
      return db.changesCount == 1
    }
  }

  static func put(_ reading: OdometerReading, machine: String, at time: String, _ db: Database) throws {
    // An odometer never runs back: a recovered set may bring an older reading than was written already.
    try db.execute(
      sql: """
        INSERT INTO odometer (machine, runId, distanceM, movingS, pulses, updatedAt) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (machine, runId) DO UPDATE SET distanceM = excluded.distanceM, movingS = excluded.movingS,
          pulses = excluded.pulses, updatedAt = excluded.updatedAt
        WHERE excluded.pulses > odometer.pulses
        """,
      arguments: [machine, reading.runId, reading.distanceM, reading.movingS, reading.pulses, time])
  }
}

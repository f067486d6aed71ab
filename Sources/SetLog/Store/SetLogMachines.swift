// SPDX-License-Identifier: Apache-2.0
//
// Owns: machines and their odometers. Must not know: sets.

import GRDB

/// A machine with its maintenance odometer.
public struct MachineRecord: Codable, Sendable, Equatable, FetchableRecord {
  /// UUID version 7, given when the machine is registered; a new name does not change it.
  public var id: String
  /// As it is called in the configuration.
  public var name: String
  /// What kind of treadmill it is, as its configuration says; nil if that was never registered.
  public var kind: String?
  /// Magnets on its wheel; nil if that was never registered.
  public var marks: Int?
  /// Travel of its belt since the log began, metres, inside and outside sets.
  public var distanceM: Double
  /// Time in motion since the log began, seconds.
  public var movingTimeS: Double
  /// Pulses since the log began.
  public var pulses: Int64
  /// Since when it is used no more; nil for a machine in use.
  public var retiredAt: Instant?
  /// When it was last serviced, nil for never.
  public var servicedAt: Instant?
  /// Travel of its belt since then, metres.
  public var sinceServiceM: Double
  /// Time in motion since then, seconds.
  public var sinceServiceS: Double
  /// The walker on it now; nil for no walker.
  public var walker: String?
  /// When that walker was chosen; nil for no walker, and if the log does not say.
  public var walkerSince: Instant?
}

extension SetLog {
  private static func machineSQL(_ condition: String) -> String {
    """
    SELECT machine.*, coalesce(sum(distanceM), 0) AS distanceM,
      coalesce(sum(movingTimeS), 0) AS movingTimeS, coalesce(sum(pulses), 0) AS pulses,
      coalesce(sum(distanceM), 0) - servicedDistanceM AS sinceServiceM,
      coalesce(sum(movingTimeS), 0) - servicedMovingTimeS AS sinceServiceS, walker.name AS walker
    FROM machine LEFT JOIN odometer ON odometer.machineId = machine.id
      LEFT JOIN walker ON walker.id = machine.walkerId
    \(condition) GROUP BY machine.id ORDER BY machine.folded
    """
  }

  /// All machines by name.
  /// - Throws: ``SetLogError`` if the log cannot be read.
  public func machines() throws(SetLogError) -> [MachineRecord] {
    try read { db in try MachineRecord.fetchAll(db, sql: Self.machineSQL("")) }
  }

  /// The machine of a name; nil if the log knows none.
  /// - Throws: ``SetLogError`` if the log cannot be read.
  public func machine(named name: String) throws(SetLogError) -> MachineRecord? {
    try read { db in
      try MachineRecord.fetchOne(
        db, sql: Self.machineSQL("WHERE machine.id = ?"), arguments: [Self.knownMachineId(name, db)])
    }
  }

  /// Registers a machine before its first set, or updates its record.
  ///
  /// Names that differ only in case name one machine, and its newest spelling is kept; a former name still leads to the
  /// machine, which keeps its present one. Nothing is written if nothing differs.
  /// - Parameters:
  ///   - name: as the configuration has it.
  ///   - kind: what kind of treadmill it is; nil keeps the stored one.
  ///   - marks: magnets on its wheel; nil keeps the stored number.
  /// - Returns: the machine, with the identifier that it has from now on.
  /// - Throws: ``SetLogError`` if the name is unusable or the log cannot be written.
  @discardableResult
  public func register(
    machine name: String, kind: String? = nil, marks: Int? = nil
  ) throws(SetLogError) -> MachineRecord {
    let name = try MachineName.checked(name)
    return try write { db in
      let id = try Self.machineId(name, db)
      try db.execute(
        sql: """
          UPDATE machine SET name = CASE WHEN folded = ? THEN ? ELSE name END, kind = coalesce(?, kind),
            marks = coalesce(?, marks), retiredAt = NULL
          WHERE id = ?
          """, arguments: [FoldedName.key(name), name, kind, marks, id])
      return try Self.machine(id: id, db)
    }
  }

  /// Gives a machine another name; its identifier, sets, odometer and service mark stay. The former name still leads to
  /// it, so that a configuration which has it does not begin another machine.
  /// - Throws: ``SetLogError`` if there is no such machine, another one has the name, or the log cannot be written.
  @discardableResult
  public func rename(_ machineId: String, to name: String) throws(SetLogError) -> MachineRecord {
    let name = try MachineName.checked(name)
    return try write { db in
      let key = FoldedName.key(name)
      let holder = try Self.knownMachineId(name, db)
      if let holder, holder != machineId {
        throw SetLogError.unusableName(name, reason: "another machine has or had this name")
      }
      let former = try String.fetchOne(
        db, sql: "SELECT folded FROM machine WHERE id = ?", arguments: [machineId])
      guard let former else { throw SetLogError.noSuchMachine(name: machineId) }
      try db.execute(sql: "DELETE FROM formerMachineName WHERE folded = ?", arguments: [key])
      if former != key {
        try db.execute(
          sql: "INSERT INTO formerMachineName (folded, machineId) VALUES (?, ?)",
          arguments: [former, machineId])
      }
      try db.execute(
        sql: "UPDATE machine SET name = ?, folded = ? WHERE id = ?", arguments: [name, key, machineId])
      return try Self.machine(id: machineId, db)
    }
  }

  /// Takes a machine out of use, or into use again: its sets and counters stay. A daemon that runs it takes it into use.
  /// - Parameters:
  ///   - machineId: the machine's identifier.
  ///   - time: since when it is used no more; nil for a machine in use.
  /// - Returns: false if nothing differs.
  /// - Throws: ``SetLogError`` if there is no such machine, or the log cannot be written.
  @discardableResult
  public func retire(_ machineId: String, _ time: Instant?) throws(SetLogError) -> Bool {
    try write { db in
      let before = try Self.machine(id: machineId, db).retiredAt
      guard (before == nil) != (time == nil) else { return false }
      try db.execute(
        sql: """
          UPDATE machine SET retiredAt = :time, walkerId = CASE WHEN :time IS NULL THEN walkerId END,
            walkerSince = CASE WHEN :time IS NULL THEN walkerSince END
          WHERE id = :machine
          """, arguments: ["time": time, "machine": machineId])
      return true
    }
  }

  private static func machine(id: String, _ db: Database) throws -> MachineRecord {
    let found = try MachineRecord.fetchOne(
      db, sql: machineSQL("WHERE machine.id = ?"), arguments: [id])
    guard let found else { throw SetLogError.noSuchMachine(name: id) }
    return found
  }

  /// The identifier of a machine's name; a name that is not known yet gets one.
  static func machineId(_ name: String, _ db: Database) throws -> String {
    if let id = try knownMachineId(name, db) { return id }
    let id = UUIDv7.random()
    try db.execute(
      sql: "INSERT INTO machine (id, name, folded) VALUES (?, ?, ?)",
      arguments: [id, name, FoldedName.key(name)])
    return id
  }

  /// The identifier of a machine's present or former name; nil if the log knows none.
  static func knownMachineId(_ name: String, _ db: Database) throws -> String? {
    try SQLRequest<String>(literal: "SELECT \(MachineName.idSQL(name))").fetchOne(db)
  }

  /// Records a belt's odometer; a reading replaces an earlier one of the same run.
  public func put(_ reading: OdometerReading, machine: String) throws(SetLogError) {
    try write { db in
      let machineId = try Self.machineId(machine, db)
      try Self.put(reading, machineId: machineId, at: .now, db)
    }
  }

  /// A machine was serviced: its counters since service restart at zero. Nothing else is lost.
  /// - Returns: false if the log knows no such machine.
  @discardableResult
  public func noteService(machine: String, at time: Instant) throws(SetLogError) -> Bool {
    try write { db in
      try db.execute(
        sql: """
          UPDATE machine SET servicedAt = ?,
            servicedDistanceM = (SELECT coalesce(sum(distanceM), 0) FROM odometer WHERE machineId = machine.id),
            servicedMovingTimeS = (SELECT coalesce(sum(movingTimeS), 0) FROM odometer WHERE machineId = machine.id)
          WHERE id = ?
          """, arguments: [time, Self.knownMachineId(machine, db)])
      return db.changesCount == 1
    }
  }

  static func put(_ reading: OdometerReading, machineId: String, at time: Instant, _ db: Database) throws {
    // An odometer never runs back: a recovered set may bring an older reading than was written already.
    try db.execute(
      sql: """
        INSERT INTO odometer (machineId, runId, distanceM, movingTimeS, pulses, updatedAt) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (machineId, runId) DO UPDATE SET distanceM = excluded.distanceM, movingTimeS = excluded.movingTimeS,
          pulses = excluded.pulses, updatedAt = excluded.updatedAt
        WHERE excluded.pulses > odometer.pulses
        """,
      arguments: [machineId, reading.runId, reading.distanceM, reading.movingTimeS, reading.pulses, time])
  }
}

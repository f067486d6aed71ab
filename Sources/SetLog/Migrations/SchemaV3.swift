// SPDX-License-Identifier: Apache-2.0
//
// Owns: the third schema: walkers, machines with their odometer, sessions, boots, speed traces. Shipped: do not edit.

import GRDB

extension Schema {
  static func addWalkersMachinesAndTraces(_ db: Database) throws {
    try createWalkersAndMachines(db)
    try createSessionsAndBoots(db)
    try widenSets(db)
    try db.create(table: "speedTrace") { table in
      table.primaryKey("setId", .text).references("finishedSet", onDelete: .cascade)
      table.column("packed", .blob).notNull()
    }
    try addTotals(db, of: .all)
    try db.execute(sql: "PRAGMA user_version = 3")
  }

  private static func createWalkersAndMachines(_ db: Database) throws {
    try db.create(table: "walker") { table in
      table.primaryKey("id", .text)
      table.column("name", .text).notNull().unique().collate(.nocase)
      table.column("massKg", .double)
      table.column("createdAt", .text).notNull()
    }
    try db.create(table: "machine") { table in
      table.primaryKey("name", .text)
      // Who walks on it now; nobody's name where that is not said.
      table.column("walkerId", .text).references("walker", onDelete: .setNull)
      table.column("servicedAt", .text)
      table.column("servicedDistanceM", .double).notNull().defaults(to: 0)
      table.column("servicedMovingS", .double).notNull().defaults(to: 0)
    }
    try db.execute(sql: "INSERT INTO machine (name) SELECT DISTINCT machine FROM finishedSet")
    // What a belt ran, sets or not: one row for each run of the daemon, overwritten as it goes on, so that no reading
    // counts twice whatever happens in between.
    try db.create(table: "odometer", options: .withoutRowID) { table in
      table.column("machine", .text).notNull().references("machine", onDelete: .cascade)
      table.column("runId", .text).notNull()
      table.column("distanceM", .double).notNull()
      table.column("movingS", .double).notNull()
      table.column("pulses", .integer).notNull()
      table.column("updatedAt", .text).notNull()
      table.primaryKey(["machine", "runId"])
    }
    // Sets of programs that had no odometer count for what they are.
    try db.execute(
      sql: """
        INSERT INTO odometer (machine, runId, distanceM, movingS, pulses, updatedAt)
        SELECT machine, 'before schema 3', sum(distanceM), sum(movingTimeS), sum(pulses), max(endedAt)
        FROM finishedSet GROUP BY machine
        """)
  }

  private static func createSessionsAndBoots(_ db: Database) throws {
    try db.create(table: "session") { table in
      table.primaryKey("id", .text)
      table.column("machine", .text).notNull().references("machine")
      table.column("note", .text)
    }
    try db.execute(
      sql:
        "INSERT INTO session (id, machine) SELECT sessionId, min(machine) FROM finishedSet GROUP BY sessionId"
    )
    // In the order in which they were seen. `offsetNs` is wall time at monotonic zero, as far as is known.
    try db.create(table: "boot") { table in
      table.autoIncrementedPrimaryKey("number")
      table.column("id", .text).notNull().unique()
      table.column("offsetNs", .integer)
      table.column("isSure", .boolean).notNull()
    }
    try db.execute(
      sql: """
        INSERT INTO boot (id, isSure) SELECT bootId, max(clockQuality = 'synchronised')
        FROM finishedSet GROUP BY bootId ORDER BY min(rowid)
        """)
  }

  private static func widenSets(_ db: Database) throws {
    try db.alter(table: "finishedSet") { table in
      // A name is kept in one place only; no program had written one here.
      table.drop(column: "walker")
      table.add(column: "walkerId", .text).references("walker", onDelete: .setNull)
      table.add(column: "walkerMassKg", .double)
      table.add(column: "utcOffsetS", .integer).notNull().defaults(to: 0)
      table.add(column: "rpe", .integer)
      table.add(column: "pain", .integer)
      table.add(column: "note", .text)
      // What the figures add up to (`SetRecord.figuresCheck`): a flipped bit is noticed. Null in sets of older programs.
      table.add(column: "figuresCheck", .integer)
    }
    try db.create(index: "finishedSet_boot", on: "finishedSet", columns: ["bootId"])
    try db.drop(index: "finishedSet_on_machine")
    // A set as it is read: with its walker's name.
    try db.execute(
      sql: """
        CREATE VIEW loggedSet AS
        SELECT finishedSet.*, walker.name AS walker
        FROM finishedSet LEFT JOIN walker ON walker.id = finishedSet.walkerId
        """)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the tables that hold what was recorded: sets with their blobs and revisions, walkers, machines, sessions, boots.
// Must not know: what is computed from them.

import GRDB

extension Schema {
  static func createTables(_ db: Database) throws {
    try createWalkersAndMachines(db)
    try createSessionsAndBoots(db)
    try db.create(table: "calibration") { table in
      table.primaryKey("id", .text)
      table.column("json", .text).notNull()
    }
    try createSets(db)
    try createIndexesAndViews(db)
    try createPartsOfSets(db)
    // A row for each erasure whose traces may still be in the file's free pages.
    try db.execute(sql: "CREATE TABLE pendingErasure (number INTEGER PRIMARY KEY)")
  }

  private static func createWalkersAndMachines(_ db: Database) throws {
    try db.create(table: "walker") { table in
      table.primaryKey("id", .text)
      table.column("name", .text).notNull()
      // The name as it is compared (`FoldedName.key`).
      table.column("folded", .text).notNull().unique()
      table.column("massKg", .double)
      table.column("createdAt", .text).notNull()
    }
    try db.create(table: "machine") { table in
      // Given once: a machine that is renamed keeps it, and with it everything that refers to the machine.
      table.primaryKey("id", .text)
      table.column("name", .text).notNull()
      // The name as it is compared (`FoldedName.key`).
      table.column("folded", .text).notNull().unique()
      table.column("kind", .text)
      table.column("marks", .integer)
      // Who walks on it now; null for no walker.
      table.column("walkerId", .text).references("walker", onDelete: .setNull)
      table.column("servicedAt", .text)
      // Since when it is used no more; null for a machine in use.
      table.column("retiredAt", .text)
      table.column("servicedDistanceM", .double).notNull().defaults(to: 0)
      table.column("servicedMovingTimeS", .double).notNull().defaults(to: 0)
    }
    // Names that a machine had: a configuration may still have them.
    try db.create(table: "formerMachineName", options: .withoutRowID) { table in
      table.primaryKey("folded", .text)
      table.column("machineId", .text).notNull().references("machine", onDelete: .cascade)
    }
    // What a belt ran, sets or not: one row for each run of the daemon, overwritten as it goes on, so that no reading
    // counts twice whatever happens in between.
    try db.create(table: "odometer", options: .withoutRowID) { table in
      table.column("machineId", .text).notNull().references("machine", onDelete: .cascade)
      table.column("runId", .text).notNull()
      table.column("distanceM", .double).notNull()
      table.column("movingTimeS", .double).notNull()
      table.column("pulses", .integer).notNull()
      table.column("updatedAt", .text).notNull()
      table.primaryKey(["machineId", "runId"])
    }
  }

  private static func createSessionsAndBoots(_ db: Database) throws {
    try db.create(table: "session") { table in
      table.primaryKey("id", .text)
      table.column("machineId", .text).notNull().references("machine")
      table.column("note", .text)
    }
    // In the order in which they were seen. `offsetNs` is wall time at monotonic zero, as far as is known.
    try db.create(table: "boot") { table in
      table.autoIncrementedPrimaryKey("number")
      table.column("id", .text).notNull().unique()
      table.column("offsetNs", .integer)
      table.column("isSynchronised", .boolean).notNull()
    }
  }

  private static func createSets(_ db: Database) throws {
    try db.create(table: "finishedSet") { table in
      table.primaryKey("id", .text)
      table.column("sessionId", .text).notNull().indexed()
      table.column("indexInSession", .integer).notNull()
      table.column("startedAt", .text).notNull()
      table.column("endedAt", .text).notNull()
      table.column("utcOffsetS", .integer).notNull()
      table.column("clockQuality", .text).notNull()
      table.column("bootId", .text).notNull()
      table.column("monotonicNs", .integer).notNull()
      table.column("monotonicEndNs", .integer).notNull()
      addValues(table)
      // A name is kept in one place only.
      table.column("machineId", .text).notNull().references("machine")
      table.column("walkerId", .text).references("walker", onDelete: .setNull)
      table.column("walkerMassKg", .double)
      // Halves too: an integer column keeps a number that is none.
      table.column("rpe", .integer)
      table.column("pain", .integer)
      table.column("note", .text)
      // Why the set was suspect when it was computed; stays when a person accepts the set.
      table.column("suspect", .text)
      // When a person accepted the set, and when a person discarded it.
      table.column("acceptedAt", .text)
      table.column("discardedAt", .text)
      // The sets that took its place, by a merge or split; such a set is discarded as well.
      table.column("replacedBy", .text)
      addQuality(table)
      table.column("calibrationId", .text).notNull().references("calibration")
      table.column("softwareVersion", .text).notNull()
      // CRC-32 of the values (`SetRecord.checksum`): a flipped bit is noticed.
      table.column("checksum", .integer).notNull()
    }
    try db.execute(
      sql: """
        -- The day on the wall of the place, days since 1970; rounded down before 1970 too.
        ALTER TABLE finishedSet ADD COLUMN localDay INTEGER GENERATED ALWAYS AS
          ((strftime('%s', startedAt) + utcOffsetS + 86400 * 10000000) / 86400 - 10000000) VIRTUAL;
        ALTER TABLE finishedSet ADD COLUMN counts INTEGER GENERATED ALWAYS AS
          (discardedAt IS NULL AND (suspect IS NULL OR acceptedAt IS NOT NULL)) VIRTUAL;
        """)
  }

  private static func addValues(_ table: TableDefinition) {
    table.column("durationS", .double).notNull()
    table.column("movingTimeS", .double).notNull()
    table.column("restBeforeS", .double)
    table.column("distanceM", .double).notNull()
    table.column("distanceSdM", .double).notNull()
    table.column("meanSpeedMps", .double).notNull()
    table.column("maxSpeedMps", .double).notNull()
    table.column("meanPowerW", .double)
    table.column("powerSdW", .double)
    table.column("maxPowerW", .double)
    table.column("workJ", .double)
    table.column("meanForceN", .double)
    table.column("fade", .double)
    table.column("steps", .integer)
    table.column("cadenceSpm", .double)
    table.column("direction", .text)
    table.column("protocol", .text)
  }

  private static func addQuality(_ table: TableDefinition) {
    table.column("pulses", .integer).notNull()
    table.column("edges", .integer).notNull()
    table.column("bounces", .integer).notNull()
    table.column("openingBounces", .integer)
    table.column("impossible", .integer)
    table.column("missed", .integer)
    table.column("discarded", .integer)
    table.column("implausible", .integer).notNull()
    table.column("wentBack", .integer).notNull()
    table.column("lostEdges", .integer)
    table.column("recovered", .boolean).notNull()
    table.column("endIsRefined", .boolean).notNull()
    table.column("powerIsEstimated", .boolean).notNull()
    table.column("endReason", .text).notNull()
  }

  /// Each order in which the history is read, with the identifier: equal times have an order too.
  private static func createIndexesAndViews(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE INDEX finishedSet_boot ON finishedSet (bootId);
        CREATE INDEX finishedSet_time ON finishedSet (startedAt, id);
        CREATE INDEX finishedSet_walkerTime ON finishedSet (walkerId, startedAt, id);
        CREATE INDEX finishedSet_machineTime ON finishedSet (machineId, startedAt, id);
        CREATE INDEX finishedSet_machineWalkerTime ON finishedSet (machineId, walkerId, startedAt, id);
        CREATE INDEX finishedSet_discarded ON finishedSet (startedAt, id) WHERE discardedAt IS NOT NULL;
        -- A set as it is read: with the names of its walker and machine. Outer joins keep the order of the indexes above.
        CREATE VIEW loggedSet AS
        SELECT finishedSet.*, walker.name AS walker, machine.name AS machine
        FROM finishedSet LEFT JOIN walker ON walker.id = finishedSet.walkerId
          LEFT JOIN machine ON machine.id = finishedSet.machineId;
        -- The sets that totals, bests, weeks and comparisons are made of.
        CREATE VIEW countedSet AS SELECT * FROM finishedSet WHERE counts;
        """)
  }

  private static func createPartsOfSets(_ db: Database) throws {
    // Raw edges, the set over time, and the edges in the minute before a suspect set.
    for name in ["rawPulses", "speedTrace", "contextEdges"] {
      try db.create(table: name) { table in
        table.primaryKey("setId", .text).references("finishedSet", onDelete: .cascade)
        table.column("packed", .blob).notNull()
      }
    }
    // A set's values before each recomputation.
    try db.create(table: "revision") { table in
      table.autoIncrementedPrimaryKey("number")
      table.column("setId", .text).notNull().indexed().references("finishedSet", onDelete: .cascade)
      // Until when these values were the set's.
      table.column("replacedAt", .text).notNull()
      table.column("calibrationId", .text).notNull().references("calibration")
      table.column("softwareVersion", .text).notNull()
      // The record as it was, in the shape of `sets --json`.
      table.column("json", .text).notNull()
    }
  }
}

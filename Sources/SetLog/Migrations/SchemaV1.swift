// SPDX-License-Identifier: Apache-2.0
//
// Owns: the first schema. Shipped: do not edit.

import GRDB

extension Schema {
  static func createSetsAndRawPulses(_ db: Database) throws {
    try db.create(table: "calibration") { table in
      table.primaryKey("id", .text)
      table.column("json", .text).notNull()
    }
    try db.create(table: "finishedSet") { table in
      table.primaryKey("id", .text)
      table.column("sessionId", .text).notNull().indexed()
      table.column("indexInSession", .integer).notNull()
      table.column("startedAt", .text).notNull().indexed()
      table.column("endedAt", .text).notNull()
      table.column("clockQuality", .text).notNull()
      table.column("bootId", .text).notNull()
      table.column("monotonicNs", .integer).notNull()
      table.column("monotonicEndNs", .integer).notNull()
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
      table.column("steps", .integer)
      table.column("cadenceSpm", .double)
      table.column("direction", .text)
      table.column("protocol", .text)
      table.column("walker", .text)
      table.column("machine", .text).notNull().indexed()
      table.column("pulses", .integer).notNull()
      table.column("edges", .integer).notNull()
      table.column("bounces", .integer).notNull()
      table.column("missed", .integer)
      table.column("implausible", .integer).notNull()
      table.column("wentBack", .integer).notNull()
      table.column("kernelGaps", .integer)
      table.column("recovered", .boolean).notNull()
      table.column("endRefined", .boolean).notNull()
      table.column("powerEstimated", .boolean).notNull()
      table.column("endReason", .text).notNull()
      table.column("calibrationId", .text).notNull().references("calibration")
      table.column("softwareVersion", .text).notNull()
    }
    try db.create(table: "rawPulses") { table in
      table.primaryKey("setId", .text).references("finishedSet", onDelete: .cascade)
      table.column("packed", .blob).notNull()
    }
    try db.execute(sql: "PRAGMA user_version = 1")
  }
}

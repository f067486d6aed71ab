// SPDX-License-Identifier: Apache-2.0
//
// Owns: the second schema: fade, discarded pulses, and what a set said before it was computed anew. Shipped: do not edit.

import GRDB

extension Schema {
  static func addFadeAndFormerFigures(_ db: Database) throws {
    try db.alter(table: "finishedSet") { table in
      table.add(column: "fade", .double)
      table.add(column: "discarded", .integer)
    }
    try db.create(table: "formerFigures") { table in
      table.autoIncrementedPrimaryKey("number")
      table.column("setId", .text).notNull().indexed().references("finishedSet", onDelete: .cascade)
      // RFC 3339: until when these figures stood.
      table.column("replacedAt", .text).notNull()
      table.column("calibrationId", .text).notNull().references("calibration")
      table.column("softwareVersion", .text).notNull()
      // The record as it was, in the shape of the JSON export.
      table.column("json", .text).notNull()
    }
    try db.execute(sql: "PRAGMA user_version = 2")
  }
}

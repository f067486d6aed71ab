// SPDX-License-Identifier: Apache-2.0
//
// Owns: the fourth schema: suspect and discarded sets, which count for nothing, and the edges before a suspect set.

import GRDB

extension Schema {
  static func addSuspectSets(_ db: Database) throws {
    try dropTotalTriggers(db)
    try db.alter(table: "finishedSet") { table in
      // Two counters of rejected edges; null in sets of older programs.
      table.add(column: "openingBounces", .integer)
      table.add(column: "impossible", .integer)
      // Why the set was suspect when it was computed; stays when a person accepts the set.
      table.add(column: "suspect", .text)
      // RFC 3339: when a person accepted the set, and when a person discarded it.
      table.add(column: "acceptedAt", .text)
      table.add(column: "discardedAt", .text)
    }
    try db.execute(
      sql: """
        ALTER TABLE finishedSet ADD COLUMN counts INTEGER GENERATED ALWAYS AS
          (discardedAt IS NULL AND (suspect IS NULL OR acceptedAt IS NOT NULL)) VIRTUAL;
        CREATE INDEX finishedSet_discarded ON finishedSet (startedAt, id) WHERE discardedAt IS NOT NULL;
        -- The sets that totals, bests, weeks and comparisons are made of.
        CREATE VIEW countedSet AS SELECT * FROM finishedSet WHERE counts;
        """)
    try db.create(table: "contextEdges") { table in
      table.primaryKey("setId", .text).references("finishedSet", onDelete: .cascade)
      table.column("packed", .blob).notNull()
    }
    // Totals stay as they are: every set counted until now, and still does.
    try createTotalTriggers(db, of: .counted)
    try db.execute(sql: "PRAGMA user_version = 4")
  }
}

/// Which sets totals are made of.
enum TotalledSets: String {
  /// All of them: schema 3.
  case all = "finishedSet"
  /// Those that are neither suspect nor discarded: from schema 4 on.
  case counted = "countedSet"

  /// Columns that decide whether a set counts.
  var deciding: String { self == .all ? "" : ", suspect, acceptedAt, discardedAt" }

  /// Whether a trigger's new row counts, to be added to a condition.
  var newCounts: String { self == .all ? "" : " AND NEW.counts" }
}

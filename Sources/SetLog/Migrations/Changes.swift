// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table that says what has changed, and the triggers that fill it. Must not know: who reads it.
//
// One row for each thing; a change gives its thing a new number, the highest there is. A reader that keeps the last number
// it has dealt with (`SetLog.changes`) misses nothing, whatever it slept through, and the log needs no write for that.

import GRDB

extension Schema {
  static func createChanges(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE change (
          number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (kind, id)
        );
        """)
    try createChangeTriggers(db, on: "finishedSet", kind: LogChange.Kind.set, gone: .setGone)
    try createChangeTriggers(db, on: "walker", kind: LogChange.Kind.walker, gone: .walkerGone)
    try createChangeTriggers(db, on: "machine", kind: LogChange.Kind.machine, gone: .machineGone)
  }

  /// Makes a change of any column of a machine known, after a column was added.
  static func renewMachineChanges(_ db: Database) throws {
    for event in ["insert", "update", "delete"] { try db.execute(sql: "DROP TRIGGER machine_\(event)Change") }
    try createChangeTriggers(db, on: "machine", kind: LogChange.Kind.machine, gone: .machineGone)
  }

  /// A migration that adds a column to one of the tables must make its triggers again.
  private static func createChangeTriggers(
    _ db: Database, on table: String, kind: LogChange.Kind, gone: LogChange.Kind
  ) throws {
    // Two statements and no REPLACE: a statement that fires a trigger imposes its own conflict policy on it.
    func note(_ noted: LogChange.Kind, _ row: String) -> String {
      """
      DELETE FROM change WHERE kind IN ('\(kind.rawValue)', '\(gone.rawValue)') AND id = \(row).id;
      INSERT INTO change (kind, id) VALUES ('\(noted.rawValue)', \(row).id);
      """
    }
    let columns = try db.columns(in: table).map { "\"\($0.name)\"" }
    let differs = columns.map { "OLD.\($0) IS NOT NEW.\($0)" }.joined(separator: " OR ")
    try db.execute(
      sql: """
        CREATE TRIGGER \(table)_insertChange AFTER INSERT ON \(table) BEGIN \(note(kind, "NEW")) END;
        CREATE TRIGGER \(table)_updateChange AFTER UPDATE ON \(table) WHEN \(differs) BEGIN \(note(kind, "NEW")) END;
        CREATE TRIGGER \(table)_deleteChange AFTER DELETE ON \(table) BEGIN \(note(gone, "OLD")) END;
        """)
  }
}

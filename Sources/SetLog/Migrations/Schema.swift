// SPDX-License-Identifier: Apache-2.0
//
// Owns: the order of the migrations. They are history: once released, append only, never edit.

import GRDB

enum Schema {
  /// The newest schema this program knows; each migration writes its own number as SQLite's `user_version`.
  static let version = 1

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 sets, machines, totals, changes", migrate: createFirstSchema)
    return migrator
  }

  private static func createFirstSchema(_ db: Database) throws {
    try createTables(db)
    try createTotals(db)
    try createBests(db)
    try createTotalTriggers(db)
    try createChanges(db)
    try createEdits(db)
    try db.execute(sql: "PRAGMA user_version = 1")
  }
}

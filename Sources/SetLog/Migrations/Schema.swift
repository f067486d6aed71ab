// SPDX-License-Identifier: Apache-2.0
//
// Owns: the order of the migrations. They are history: once released, append only, never edit.

import GRDB

enum Schema {
  /// The newest schema this program knows; each migration writes its own number as SQLite's `user_version`.
  static let version = 4

  private static let firstName = "1 sets, machines, totals, changes"
  private static let secondName = "2 since when a walker is on a machine"
  private static let thirdName = "3 who asked for a change"
  private static let fourthName = "4 heart rates"

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration(firstName, migrate: createFirstSchema)
    migrator.registerMigration(secondName, migrate: addWalkerSince)
    migrator.registerMigration(thirdName, migrate: addAuthor)
    migrator.registerMigration(fourthName, migrate: addHeartRate)
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

  /// Null for no walker, and for one who was there before this column.
  private static func addWalkerSince(_ db: Database) throws {
    try db.execute(sql: "ALTER TABLE machine ADD COLUMN walkerSince TEXT")
    try renewMachineChanges(db)
    try db.execute(sql: "PRAGMA user_version = 2")
  }

  /// Null for a change from before this column, and for a program that does not say.
  private static func addAuthor(_ db: Database) throws {
    try db.execute(sql: "ALTER TABLE edit ADD COLUMN author TEXT")
    try db.execute(sql: "PRAGMA user_version = 3")
  }

  private static func addHeartRate(_ db: Database) throws {
    try createHeartRate(db)
    try db.execute(sql: "PRAGMA user_version = 4")
  }

  /// Whether a log that is only read has all that queries need: what later migrations added may be missing.
  static func isReadable(_ db: Database) throws -> Bool {
    try migrator.appliedIdentifiers(db).contains(firstName)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the order of the migrations. They are history: append only, never edit one that has shipped.

import GRDB

enum Schema {
  /// The newest schema this program knows; each migration writes its own number as SQLite's `user_version`.
  static let version = 4

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("v1 sets and raw pulses", migrate: createSetsAndRawPulses)
    migrator.registerMigration("v2 fade, discarded pulses, former figures", migrate: addFadeAndFormerFigures)
    migrator.registerMigration("v3 walkers, machines, clocks, traces", migrate: addWalkersMachinesAndTraces)
    migrator.registerMigration("v4 suspect and discarded sets", migrate: addSuspectSets)
    return migrator
  }
}

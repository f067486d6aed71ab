// SPDX-License-Identifier: Apache-2.0
//
// Owns: the order of the database's migrations, and carrying them out once. Must not know: their tables.

/// Migrations by name. They are history: append only, never edit one that was released.
enum HubSchema {
  private static let migrations: [(name: String, sql: String)] = [
    ("1 gyms, devices, machines, sets", HubTables.sql),
    ("2 roles and row-level security", HubRoles.sql),
  ]
  /// Any number, the same in every hub: two that start at once do not both migrate.
  private static let lock = "4207849484"

  /// Brings the database up to date; gyms may send meanwhile.
  /// - Returns: the names of the migrations that were carried out.
  static func migrate(_ database: PostgresConnection) throws(DatabaseFault) -> [String] {
    try database.run("SELECT pg_advisory_lock(\(lock))")
    defer { _ = try? database.run("SELECT pg_advisory_unlock(\(lock))") }
    try database.runScript(
      "CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())")
    let known = Set(try database.run("SELECT name FROM migration").compactMap(\.first))
    var done: [String] = []
    for migration in migrations where !known.contains(migration.name) {
      try database.transaction { (database) throws(DatabaseFault) in
        try database.runScript(migration.sql)
        try database.run("INSERT INTO migration (name) VALUES ($1)", [migration.name])
      }
      done.append(migration.name)
    }
    return done
  }

  /// Whether the database has every table that this program needs; what a newer one added does not matter.
  static func isCurrent(_ database: PostgresConnection) throws(DatabaseFault) -> Bool {
    guard try database.run("SELECT to_regclass('migration') IS NOT NULL").first?.first == "t" else {
      return false
    }
    let known = Set(try database.run("SELECT name FROM migration").compactMap(\.first))
    return migrations.allSatisfy { known.contains($0.name) }
  }
}

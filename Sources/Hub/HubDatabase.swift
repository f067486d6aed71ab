// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the chain's owner does to the database by hand. Must not know: HTTP, the program's options.

import Foundation

package enum HubDatabase {
  /// Brings the database up to date, partitions included.
  /// - Returns: what was done.
  package static func migrate(_ database: PostgresConnection) throws(DatabaseFault) -> [String] {
    let done = try HubSchema.migrate(database)
    let (made, _) = try MonthlyPartitions.prepare(database, now: .now)
    return done + (made.isEmpty ? [] : ["\(made.count) partitions"])
  }

  package static func isCurrent(_ database: PostgresConnection) throws(DatabaseFault) -> Bool {
    try HubSchema.isCurrent(database)
  }

  /// Each with its identifier, its gym, when it was last seen, and what is wrong with it.
  package static func devices(_ database: PostgresConnection) throws(DatabaseFault) -> [[String]] {
    try database.run(
      """
      SELECT d.id, g.name, coalesce(to_char(d.last_seen_at, 'YYYY-MM-DD HH24:MI'), 'never'),
        CASE WHEN d.revoked_at IS NOT NULL THEN 'revoked' WHEN d.cloned_at IS NOT NULL THEN 'two computers with one key'
          ELSE 'in use' END
      FROM device d JOIN gym g ON g.id = d.gym_id ORDER BY g.name, d.enrolled_at
      """
    ).map { row in row.map { $0 ?? "" } }
  }

  /// - Returns: false if there is no such device that is in use.
  package static func revoke(_ device: String, _ database: PostgresConnection) throws(DatabaseFault) -> Bool {
    guard UUID(uuidString: device) != nil else { return false }
    return try !database.run(
      "UPDATE device SET revoked_at = now() WHERE id = $1::uuid AND revoked_at IS NULL RETURNING 1", [device]
    ).isEmpty
  }

  /// Erases a walker; the pseudonym is remembered, so that an older copy cannot bring it back.
  /// - Returns: of how many sets.
  package static func erase(
    _ walker: String, gym: String, _ database: PostgresConnection
  ) throws(DatabaseFault) -> Int {
    try database.transaction { (database) throws(DatabaseFault) in
      try database.run(
        "INSERT INTO erased_walker (gym_id, walker) SELECT id, $1 FROM gym WHERE name = $2 ON CONFLICT DO NOTHING",
        [walker, gym])
      return try database.run(
        """
        UPDATE finished_set SET walker = NULL WHERE walker = $1 AND gym_id = (SELECT id FROM gym WHERE name = $2) RETURNING 1
        """, [walker, gym]
      ).count
    }
  }

  /// - Returns: false if there is no such machine or gym.
  package static func move(
    machine: String, gym: String, _ database: PostgresConnection
  ) throws(DatabaseFault) -> Bool {
    guard UUID(uuidString: machine) != nil else { return false }
    return try !database.run(
      "UPDATE machine SET gym_id = g.id FROM gym g WHERE machine.id = $1::uuid AND g.name = $2 RETURNING 1",
      [machine, gym]
    ).isEmpty
  }
}

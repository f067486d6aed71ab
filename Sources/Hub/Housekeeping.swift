// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is to be done from time to time: partitions of new months, old nonces, sums of days. Must not know: requests.

import Foundation
import Logging
import ServiceLifecycle

/// Runs in every hub; two that do the same at once do no harm.
struct Housekeeping: Service {
  private static let daysEvery = Duration.seconds(5)
  /// Turns of it between two looks at partitions and nonces: an hour.
  private static let rareEvery = 720
  private static let mostDays = 500

  let pool: ConnectionPool
  let logger: Logger

  func run() async throws {
    var turn = 0
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      do {
        if turn % Self.rareEvery == 0 { try await rare() }
        while try await pool.work({ try DaySums.renew($0, most: Self.mostDays) }) == Self.mostDays {}
      } catch {
        logger.warning("housekeeping waits: \(error)")
      }
      turn += 1
      try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.daysEvery) }
    }
  }

  private func rare() async throws {
    let (made, blocked) = try await pool.work { database in
      try database.run("DELETE FROM nonce WHERE at < now() - interval '1 hour'")
      return try MonthlyPartitions.prepare(database, now: .now)
    }
    if !made.isEmpty { logger.notice("partitions made: \(made.joined(separator: ", "))") }
    if !blocked.isEmpty {
      logger.warning(
        "the partition for all other times has rows of \(blocked.joined(separator: ", ")); see the runbook")
    }
  }
}

enum DaySums {
  /// Adds up days of machines that have changed.
  /// - Returns: how many there were, `most` at most.
  static func renew(_ database: PostgresConnection, most: Int) throws(DatabaseFault) -> Int {
    try database.transaction { (database) throws(DatabaseFault) in
      let rows = try database.run(
        """
        WITH chosen AS (
          DELETE FROM stale_day WHERE (machine_id, day) IN (
            SELECT machine_id, day FROM stale_day ORDER BY day LIMIT $1::int FOR UPDATE SKIP LOCKED)
          RETURNING machine_id, day),
        summed AS (
          SELECT chosen.machine_id, chosen.day, machine.gym_id,
            (count(s.id) - count(s.suspect))::int AS sets, count(s.suspect)::int AS suspect,
            coalesce(sum(s.distance_m) FILTER (WHERE s.suspect IS NULL), 0) AS distance_m,
            coalesce(sum(s.moving_s) FILTER (WHERE s.suspect IS NULL), 0) AS moving_s
          FROM chosen JOIN machine ON machine.id = chosen.machine_id
          LEFT JOIN finished_set s ON s.machine_id = chosen.machine_id AND s.discarded_at IS NULL
            AND s.started_at >= (chosen.day - interval '15 hours') AT TIME ZONE 'UTC'
            AND s.started_at < (chosen.day + interval '39 hours') AT TIME ZONE 'UTC'
            AND (s.started_at AT TIME ZONE 'UTC' + make_interval(secs => coalesce(s.utc_offset_s, 0)))::date = chosen.day
          GROUP BY 1, 2, 3)
        INSERT INTO machine_day (machine_id, day, gym_id, sets, suspect, distance_m, moving_s)
        SELECT machine_id, day, gym_id, sets, suspect, distance_m, moving_s FROM summed
        ON CONFLICT (machine_id, day) DO UPDATE SET gym_id = excluded.gym_id, sets = excluded.sets,
          suspect = excluded.suspect, distance_m = excluded.distance_m, moving_s = excluded.moving_s
        RETURNING 1
        """, ["\(most)"])
      return rows.count
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: how the best set of each kind is kept, for each walker and for all of them, by machine and
// calibration. Must not know: what is done with bests.
//
// A set that is better takes the place. One that held a place and changes gives it up, and the next is looked for among
// the sets of that walker and machine: that costs as much as there are, and happens seldom. Where two are equally
// good, the lower identifier, which is the older one, stays.

import GRDB

extension Schema {
  static func createBests(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE best (
          walker TEXT NOT NULL, machineId TEXT NOT NULL, calibrationId TEXT NOT NULL, kind TEXT NOT NULL,
          value DOUBLE NOT NULL, setId TEXT NOT NULL,
          PRIMARY KEY (walker, machineId, calibrationId, kind)
        ) WITHOUT ROWID;
        """)
  }

  static func createBestTriggers(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TRIGGER finishedSet_insertBest AFTER INSERT ON finishedSet BEGIN \(BestSQL.challenge) END;
        CREATE TRIGGER finishedSet_updateBest AFTER UPDATE OF durationS, movingTimeS, distanceM, meanSpeedMps, meanPowerW,
          workJ, machineId, recovered, powerIsEstimated, walkerId, calibrationId, suspect, acceptedAt, discardedAt
        ON finishedSet BEGIN \(BestSQL.giveUp) \(BestSQL.challenge) END;
        CREATE TRIGGER finishedSet_deleteBest AFTER DELETE ON finishedSet BEGIN \(BestSQL.giveUp) END;
        CREATE TRIGGER best_next AFTER DELETE ON best BEGIN \(BestSQL.next) END;
        """)
  }
}

/// SQL that keeps the table `best`.
enum BestSQL {
  /// Takes the places that the trigger's new row deserves.
  static var challenge: String {
    let values = BestKind.allCases.map { "SELECT '\($0.rawValue)' AS kind, \($0.sql("NEW.")) AS value" }
      .joined(separator: " UNION ALL ")
    return """
      INSERT INTO best (walker, machineId, calibrationId, kind, value, setId)
      SELECT scope.walker, NEW.machineId, NEW.calibrationId, kind, value, NEW.id
      FROM (\(values)), (SELECT '*' AS walker UNION ALL SELECT coalesce(NEW.walkerId, '')) AS scope
      WHERE value IS NOT NULL AND NEW.counts
      ON CONFLICT (walker, machineId, calibrationId, kind) DO UPDATE SET value = excluded.value, setId = excluded.setId
      WHERE excluded.value > best.value OR (excluded.value = best.value AND excluded.setId < best.setId);
      """
  }

  /// Gives up the places of the trigger's old row.
  static let giveUp = """
    DELETE FROM best
    WHERE walker IN ('*', coalesce(OLD.walkerId, '')) AND machineId = OLD.machineId AND calibrationId = OLD.calibrationId
      AND setId = OLD.id;
    """

  /// Fills a place that was given up with the next best set, where there is one.
  static var next: String {
    let value =
      "CASE OLD.kind " + BestKind.allCases.map { "WHEN '\($0.rawValue)' THEN \($0.sql()) " }.joined() + "END"
    // Two statements, so that each has its index.
    return [("OLD.walker = '*'", "1"), ("OLD.walker <> '*'", "walkerId IS nullif(OLD.walker, '')")].map {
      """
      INSERT INTO best (walker, machineId, calibrationId, kind, value, setId)
      SELECT OLD.walker, OLD.machineId, OLD.calibrationId, OLD.kind, \(value) AS value, id FROM countedSet
      WHERE \($0) AND machineId = OLD.machineId AND \($1) AND calibrationId = OLD.calibrationId AND value IS NOT NULL
      ORDER BY value DESC, id LIMIT 1;
      """
    }.joined(separator: "\n")
  }

  /// Fills the empty table: the greatest values of each walker's sets, then the sets that have them, then those of all walkers.
  static var fill: String {
    let kinds = BestKind.allCases
    let tops = kinds.map { "max(\($0.sql())) AS \($0.column)" }.joined(separator: ", ")
    let holders = kinds.map { kind in
      "top.\(kind.column), min(CASE WHEN \(kind.sql()) = top.\(kind.column) THEN id END) AS \(kind.rawValue)"
    }.joined(separator: ", ")
    let rows = kinds.map { kind in
      """
      SELECT walker, machineId, calibrationId, '\(kind.rawValue)', \(kind.column), \(kind.rawValue) FROM holder
      WHERE \(kind.rawValue) IS NOT NULL
      """
    }.joined(separator: " UNION ALL ")
    return """
      WITH top AS MATERIALIZED (
        SELECT coalesce(walkerId, '') AS walker, machineId, calibrationId, \(tops) FROM countedSet GROUP BY 1, 2, 3
      ), holder AS MATERIALIZED (
        SELECT top.walker, top.machineId, top.calibrationId, \(holders) FROM countedSet AS one JOIN top
          ON top.walker = coalesce(walkerId, '') AND top.machineId = one.machineId
            AND top.calibrationId = one.calibrationId
        GROUP BY 1, 2, 3
      )
      INSERT INTO best (walker, machineId, calibrationId, kind, value, setId) \(rows);
      INSERT INTO best (walker, machineId, calibrationId, kind, value, setId)
      SELECT '*', machineId, calibrationId, kind, value, setId FROM (
        SELECT *, row_number() OVER (
          PARTITION BY machineId, calibrationId, kind ORDER BY value DESC, setId
        ) AS place
        FROM best
      ) WHERE place = 1;
      """
  }
}

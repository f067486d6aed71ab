// SPDX-License-Identifier: Apache-2.0
//
// Owns: how the best set of each kind is kept, for each walker and for everybody, by machine and calibration.
// Part of schema 3. Must not know: what is done with bests.
//
// A set that is better takes the place. One that held a place and changes gives it up, and the next is looked for among
// the sets of that walker and machine: that costs as much as there are, and happens seldom. Where two are equally
// good, the lower identifier, which is the older one, stays.

import GRDB

extension Schema {
  static func createBestTriggers(_ db: Database, of sets: TotalledSets) throws {
    try db.execute(
      sql: """
        CREATE TRIGGER finishedSet_insertBest AFTER INSERT ON finishedSet BEGIN \(BestSQL.challenge(of: sets)) END;
        CREATE TRIGGER finishedSet_updateBest AFTER UPDATE OF durationS, movingTimeS, distanceM, meanSpeedMps, meanPowerW,
          workJ, machine, recovered, powerEstimated, walkerId, calibrationId\(sets.deciding)
        ON finishedSet BEGIN \(BestSQL.giveUp) \(BestSQL.challenge(of: sets)) END;
        CREATE TRIGGER finishedSet_deleteBest AFTER DELETE ON finishedSet BEGIN \(BestSQL.giveUp) END;
        CREATE TRIGGER best_next AFTER DELETE ON best BEGIN \(BestSQL.next(from: sets)) END;
        """)
  }
}

/// SQL that keeps the table `best`.
enum BestSQL {
  /// Takes the places that the trigger's new row deserves.
  static func challenge(of sets: TotalledSets) -> String {
    let values = BestKind.allCases.map { "SELECT '\($0.rawValue)' AS kind, \($0.sql("NEW.")) AS value" }
      .joined(separator: " UNION ALL ")
    return """
      INSERT INTO best (walker, machine, calibrationId, kind, value, setId)
      SELECT scope.walker, NEW.machine, NEW.calibrationId, kind, value, NEW.id
      FROM (\(values)), (SELECT '*' AS walker UNION ALL SELECT coalesce(NEW.walkerId, '')) AS scope
      WHERE value IS NOT NULL\(sets.newCounts)
      ON CONFLICT (walker, machine, calibrationId, kind) DO UPDATE SET value = excluded.value, setId = excluded.setId
      WHERE excluded.value > best.value OR (excluded.value = best.value AND excluded.setId < best.setId);
      """
  }

  /// Gives up the places of the trigger's old row.
  static let giveUp = """
    DELETE FROM best
    WHERE walker IN ('*', coalesce(OLD.walkerId, '')) AND machine = OLD.machine AND calibrationId = OLD.calibrationId
      AND setId = OLD.id;
    """

  /// Fills a place that was given up with the next best set, where there is one.
  static func next(from sets: TotalledSets) -> String {
    let value =
      "CASE OLD.kind " + BestKind.allCases.map { "WHEN '\($0.rawValue)' THEN \($0.sql()) " }.joined() + "END"
    // Two statements, so that each has its index.
    return [("OLD.walker = '*'", "1"), ("OLD.walker <> '*'", "walkerId IS nullif(OLD.walker, '')")].map {
      """
      INSERT INTO best (walker, machine, calibrationId, kind, value, setId)
      SELECT OLD.walker, OLD.machine, OLD.calibrationId, OLD.kind, \(value) AS value, id FROM \(sets.rawValue)
      WHERE \($0) AND machine = OLD.machine AND \($1) AND calibrationId = OLD.calibrationId AND value IS NOT NULL
      ORDER BY value DESC, id LIMIT 1;
      """
    }.joined(separator: "\n")
  }

  /// Fills the empty table: the greatest values of each walker's sets, then the sets that have them, then everybody's.
  static func fill(from sets: TotalledSets) -> String {
    let kinds = BestKind.allCases
    let tops = kinds.map { "max(\($0.sql())) AS \($0.column)" }.joined(separator: ", ")
    let holders = kinds.map { kind in
      "top.\(kind.column), min(CASE WHEN \(kind.sql()) = top.\(kind.column) THEN id END) AS \(kind.rawValue)"
    }.joined(separator: ", ")
    let rows = kinds.map { kind in
      """
      SELECT walker, machine, calibrationId, '\(kind.rawValue)', \(kind.column), \(kind.rawValue) FROM holder
      WHERE \(kind.rawValue) IS NOT NULL
      """
    }.joined(separator: " UNION ALL ")
    return """
      WITH top AS MATERIALIZED (
        SELECT coalesce(walkerId, '') AS walker, machine, calibrationId, \(tops) FROM \(sets.rawValue) GROUP BY 1, 2, 3
      ), holder AS MATERIALIZED (
        SELECT top.walker, top.machine, top.calibrationId, \(holders) FROM \(sets.rawValue) AS one JOIN top
          ON top.walker = coalesce(walkerId, '') AND top.machine = one.machine
            AND top.calibrationId = one.calibrationId
        GROUP BY 1, 2, 3
      )
      INSERT INTO best (walker, machine, calibrationId, kind, value, setId) \(rows);
      INSERT INTO best (walker, machine, calibrationId, kind, value, setId)
      SELECT '*', machine, calibrationId, kind, value, setId FROM (
        SELECT *, row_number() OVER (
          PARTITION BY machine, calibrationId, kind ORDER BY value DESC, setId
        ) AS place
        FROM best
      ) WHERE place = 1;
      """
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the triggers that keep totals right whatever happens to a set: logged, re-dated, claimed, recomputed,
// made anonymous, deleted. Must not know: who changes a set.

import GRDB

extension Schema {
  private static let triggers = [
    "finishedSet_insertTotals", "finishedSet_updateTotals", "finishedSet_moveTotals",
    "finishedSet_deleteTotals",
    "sessionTotal_insertDay",
    "sessionTotal_updateDay", "sessionTotal_deleteDay", "finishedSet_insertBest", "finishedSet_updateBest",
    "finishedSet_deleteBest", "best_next",
  ]

  static func dropTotalTriggers(_ db: Database) throws {
    for name in triggers { try db.execute(sql: "DROP TRIGGER \(name)") }
  }

  static func createTotalTriggers(_ db: Database) throws {
    try createSetTriggers(db)
    try createSessionTriggers(db)
    try createBestTriggers(db)
  }

  private static func createSetTriggers(_ db: Database) throws {
    let new = TotalSQL(walkerId: "NEW.walkerId", machineId: "NEW.machineId", day: "NEW.localDay")
    let old = TotalSQL(walkerId: "OLD.walkerId", machineId: "OLD.machineId", day: "OLD.localDay")
    try db.execute(
      sql: """
        CREATE TRIGGER finishedSet_insertTotals AFTER INSERT ON finishedSet BEGIN
          \(SessionSQL.refresh("NEW")) \(new.refresh)
        END;
        CREATE TRIGGER finishedSet_updateTotals AFTER UPDATE OF startedAt, endedAt, durationS, movingTimeS, distanceM,
          meanSpeedMps, meanPowerW, workJ, recovered, powerIsEstimated, utcOffsetS, sessionId, machineId, walkerId, suspect, acceptedAt,
          discardedAt
        ON finishedSet BEGIN
          \(SessionSQL.refresh("NEW")) \(new.refresh)
        END;
        -- It may have left a session or a day as well.
        CREATE TRIGGER finishedSet_moveTotals AFTER UPDATE OF startedAt, utcOffsetS, sessionId, machineId, walkerId
        ON finishedSet
        WHEN OLD.sessionId <> NEW.sessionId OR OLD.machineId <> NEW.machineId OR OLD.walkerId IS NOT NEW.walkerId
          OR OLD.localDay IS NOT NEW.localDay
        BEGIN
          \(SessionSQL.refresh("OLD")) \(old.refresh)
        END;
        CREATE TRIGGER finishedSet_deleteTotals AFTER DELETE ON finishedSet BEGIN
          \(SessionSQL.refresh("OLD")) \(old.refresh)
        END;
        """)
  }

  /// A session counts on the day on which it began: a session that begins on another day now touches both days.
  private static func createSessionTriggers(_ db: Database) throws {
    func day(_ row: String) -> String {
      TotalSQL(
        walkerId: "nullif(\(row).walker, '')", machineId: "\(row).machineId", day: "\(row).localDay"
      )
      .refresh
    }
    try db.execute(
      sql: """
        CREATE TRIGGER sessionTotal_insertDay AFTER INSERT ON sessionTotal BEGIN \(day("NEW")) END;
        CREATE TRIGGER sessionTotal_updateDay AFTER UPDATE ON sessionTotal
        WHEN OLD.localDay IS NOT NEW.localDay BEGIN \(day("OLD")) \(day("NEW")) END;
        CREATE TRIGGER sessionTotal_deleteDay AFTER DELETE ON sessionTotal BEGIN \(day("OLD")) END;
        """)
  }
}

/// SQL that computes the totals of one walker, machine and day again, with all that rest on them.
struct TotalSQL {
  /// NULL for no walker.
  var walkerId: String
  var machineId: String
  var day: String

  /// The first day of the month of a day.
  static func month(_ day: String) -> String {
    "CAST(strftime('%s', \(day) * 86400, 'unixepoch', 'start of month') AS INTEGER) / 86400"
  }

  private var nextMonth: String {
    "CAST(strftime('%s', \(day) * 86400, 'unixepoch', 'start of month', '+1 month') AS INTEGER) / 86400"
  }

  private var walker: String { "coalesce(\(walkerId), '')" }

  /// Local days are up to a day away from those of Greenwich; texts of times sort like times.
  private func isNear(_ column: String) -> String {
    "\(column) >= date((\(day) - 1) * 86400, 'unixepoch') AND \(column) < date((\(day) + 2) * 86400, 'unixepoch')"
  }

  var refresh: String {
    let sessions = """
      (SELECT count(*) FROM sessionTotal WHERE sessionTotal.machineId = \(machineId) AND \(isNear("sessionTotal.startedAt"))
        AND sessionTotal.localDay = \(day) AND +sessionTotal.walker = \(walker))
      """
    let isMine = "walker IN (\(walker), '*') AND machineId IN (\(machineId), '*')"
    return """
      DELETE FROM dayTotal WHERE day = \(day) AND \(isMine);
      INSERT INTO dayTotal (walker, machineId, day, \(TotalColumns.list))
      SELECT \(walker), \(machineId), localDay, \(TotalColumns.ofSets(sessions: sessions))
      FROM countedSet
      WHERE machineId = \(machineId) AND walkerId IS \(walkerId) AND \(isNear("startedAt")) AND localDay = \(day)
      GROUP BY localDay;
      INSERT INTO dayTotal (walker, machineId, day, \(TotalColumns.list))
      SELECT walker, '*', day, \(TotalColumns.ofDays) FROM dayTotal INDEXED BY dayTotal_day
      WHERE day = \(day) AND walker = \(walker) AND machineId <> '*' GROUP BY day;
      INSERT INTO dayTotal (walker, machineId, day, \(TotalColumns.list))
      SELECT '*', machineId, day, \(TotalColumns.ofDays) FROM dayTotal INDEXED BY dayTotal_day
      WHERE day = \(day) AND walker <> '*' AND machineId = \(machineId) GROUP BY day;
      INSERT INTO dayTotal (walker, machineId, day, \(TotalColumns.list))
      SELECT '*', '*', day, \(TotalColumns.ofDays) FROM dayTotal INDEXED BY dayTotal_day
      WHERE day = \(day) AND walker = '*' AND machineId <> '*' GROUP BY day;
      DELETE FROM monthTotal WHERE \(isMine) AND month = \(Self.month(day));
      INSERT INTO monthTotal (walker, machineId, month, \(TotalColumns.list))
      SELECT walker, machineId, \(Self.month(day)), \(TotalColumns.ofTotals) FROM dayTotal
      WHERE \(isMine) AND day >= \(Self.month(day)) AND day < \(nextMonth) GROUP BY walker, machineId;
      """
  }
}

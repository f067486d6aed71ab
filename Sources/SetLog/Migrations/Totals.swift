// SPDX-License-Identifier: Apache-2.0
//
// Owns: tables of totals that answer for many sets at once, and how they are filled. Must not know: who asks.
//
//     finishedSet -> sessionTotal                         a walker's sets of one session on one machine
//     finishedSet -> dayTotal                             walker and machine, by the local day of the set
//                    dayTotal -> dayTotal with '*'        all walkers, all machines, both
//                                dayTotal -> monthTotal
//     finishedSet -> best                                 the best set of each kind
//
// Every row is computed from the level below whenever a trigger says that it was touched; nothing is added to or taken
// away, so that no sum can drift. Walkers and machines are identifiers; '' is no walker, '*' is all of them.

import GRDB

extension Schema {
  static func createTotals(_ db: Database) throws {
    let columns = TotalColumns.all.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
    try db.execute(
      sql: """
        CREATE TABLE dayTotal (
          walker TEXT NOT NULL, machineId TEXT NOT NULL, day INTEGER NOT NULL, \(columns),
          PRIMARY KEY (walker, machineId, day)
        ) WITHOUT ROWID;
        CREATE INDEX dayTotal_day ON dayTotal (day, walker, machineId);
        -- `month` is its first day.
        CREATE TABLE monthTotal (
          walker TEXT NOT NULL, machineId TEXT NOT NULL, month INTEGER NOT NULL, \(columns),
          PRIMARY KEY (walker, machineId, month)
        ) WITHOUT ROWID;
        CREATE TABLE sessionTotal (
          sessionId TEXT NOT NULL, walker TEXT NOT NULL, machineId TEXT NOT NULL, startedAt TEXT NOT NULL,
          endedAt TEXT NOT NULL, utcOffsetS INTEGER NOT NULL, localDay INTEGER, sets INTEGER NOT NULL,
          durationS DOUBLE NOT NULL, movingTimeS DOUBLE NOT NULL, distanceM DOUBLE NOT NULL, workJ DOUBLE NOT NULL,
          estimatedWorkJ DOUBLE NOT NULL, setsWithWork INTEGER NOT NULL,
          UNIQUE (sessionId, walker, machineId)
        );
        CREATE INDEX sessionTotal_time ON sessionTotal (startedAt, sessionId, walker, machineId);
        CREATE INDEX sessionTotal_walkerTime ON sessionTotal (walker, startedAt, sessionId, machineId);
        CREATE INDEX sessionTotal_machineTime ON sessionTotal (machineId, startedAt, sessionId, walker);
        """)
  }

  /// Computes all totals from the sets there are; the tables are empty and have no triggers yet.
  static func fillTotals(_ db: Database) throws {
    // Whole tables are gone through in another order than they lie in: with few pages at hand that takes for ever.
    let pages = try Int.fetchOne(db, sql: "PRAGMA cache_size") ?? -2000
    try db.execute(sql: "PRAGMA cache_size = -65536")
    defer { try? db.execute(sql: "PRAGMA cache_size = \(pages)") }
    try db.execute(
      sql:
        "INSERT INTO sessionTotal (\(SessionSQL.columns)) \(SessionSQL.select) GROUP BY sessionId, walkerId, machineId"
    )
    try db.execute(
      sql: """
        INSERT INTO dayTotal (walker, machineId, day, \(TotalColumns.list))
        SELECT coalesce(walkerId, ''), machineId, localDay, \(TotalColumns.ofSets(sessions: "0"))
        FROM countedSet WHERE localDay IS NOT NULL GROUP BY machineId, walkerId, localDay
        """)
    try db.execute(
      sql: """
        UPDATE dayTotal SET sessions = counted.n
        FROM (
          SELECT walker, machineId, localDay, count(*) AS n FROM sessionTotal
          WHERE localDay IS NOT NULL GROUP BY 1, 2, 3
        ) AS counted
        WHERE dayTotal.walker = counted.walker AND dayTotal.machineId = counted.machineId AND dayTotal.day = counted.localDay
        """)
    for (walker, machine) in [("walker", "'*'"), ("'*'", "machineId"), ("'*'", "'*'")] {
      try db.execute(
        sql: """
          INSERT INTO dayTotal (walker, machineId, day, \(TotalColumns.list))
          SELECT \(walker), \(machine), day, \(TotalColumns.ofDays)
          FROM dayTotal WHERE walker <> '*' AND machineId <> '*' GROUP BY 1, 2, 3
          """)
    }
    try db.execute(
      sql: """
        INSERT INTO monthTotal (walker, machineId, month, \(TotalColumns.list))
        SELECT walker, machineId, \(TotalSQL.month("day")), \(TotalColumns.ofTotals) FROM dayTotal GROUP BY 1, 2, 3
        """)
    try db.execute(sql: BestSQL.fill)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: tables of totals that answer for many sets at once, and how they are filled. Must not know: who asks.
//
//     finishedSet -> sessionTotal                         a walker's sets of one session on one machine
//     finishedSet -> dayTotal                             walker and machine, by the local day of the set
//                    dayTotal -> dayTotal with '*'        everybody, all machines, both
//                                dayTotal -> monthTotal
//     finishedSet -> best                                 the best set of each kind
//
// Every row is computed from the level below whenever a trigger says that it was touched; nothing is added to or taken
// away, so that no sum can drift. A walker is an identifier, '' for nobody, '*' for everybody; a machine is its name
// after '=', or '*' for all.

import GRDB

extension Schema {
  static func addTotals(_ db: Database, of sets: TotalledSets) throws {
    // The day on the wall of the place, days since 1970; rounded down before 1970 too. Unknown for a time that is none.
    try db.execute(
      sql: """
        ALTER TABLE finishedSet ADD COLUMN localDay INTEGER GENERATED ALWAYS AS
          ((strftime('%s', startedAt) + utcOffsetS + 86400 * 10000000) / 86400 - 10000000) VIRTUAL
        """)
    // A row for each erasure whose traces may still be in the file's free pages.
    try db.execute(sql: "CREATE TABLE pendingErasure (number INTEGER PRIMARY KEY)")
    try createIndexes(db)
    try createTotals(db)
    try fillTotals(db, of: sets)
    try createTotalTriggers(db, of: sets)
  }

  /// Each order in which the history is read, with the identifier: equal times have an order too.
  private static func createIndexes(_ db: Database) throws {
    try db.execute(
      sql: """
        DROP INDEX finishedSet_on_startedAt;
        CREATE INDEX finishedSet_time ON finishedSet (startedAt, id);
        CREATE INDEX finishedSet_walkerTime ON finishedSet (walkerId, startedAt, id);
        CREATE INDEX finishedSet_machineTime ON finishedSet (machine, startedAt, id);
        CREATE INDEX finishedSet_machineWalkerTime ON finishedSet (machine, walkerId, startedAt, id);
        """)
  }

  private static func createTotals(_ db: Database) throws {
    let columns = TotalColumns.all.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
    try db.execute(
      sql: """
        CREATE TABLE dayTotal (
          walker TEXT NOT NULL, machine TEXT NOT NULL, day INTEGER NOT NULL, \(columns),
          PRIMARY KEY (walker, machine, day)
        ) WITHOUT ROWID;
        CREATE INDEX dayTotal_day ON dayTotal (day, walker, machine);
        -- `month` is its first day.
        CREATE TABLE monthTotal (
          walker TEXT NOT NULL, machine TEXT NOT NULL, month INTEGER NOT NULL, \(columns),
          PRIMARY KEY (walker, machine, month)
        ) WITHOUT ROWID;
        CREATE TABLE sessionTotal (
          sessionId TEXT NOT NULL, walker TEXT NOT NULL, machine TEXT NOT NULL, startedAt TEXT NOT NULL,
          endedAt TEXT NOT NULL, utcOffsetS INTEGER NOT NULL, localDay INTEGER, sets INTEGER NOT NULL,
          durationS DOUBLE NOT NULL, movingTimeS DOUBLE NOT NULL, distanceM DOUBLE NOT NULL, workJ DOUBLE NOT NULL,
          estimatedWorkJ DOUBLE NOT NULL, setsWithWork INTEGER NOT NULL,
          UNIQUE (sessionId, walker, machine)
        );
        CREATE INDEX sessionTotal_time ON sessionTotal (startedAt, sessionId, walker, machine);
        CREATE INDEX sessionTotal_walkerTime ON sessionTotal (walker, startedAt, sessionId, machine);
        CREATE INDEX sessionTotal_machineTime ON sessionTotal (machine, startedAt, sessionId, walker);
        CREATE TABLE best (
          walker TEXT NOT NULL, machine TEXT NOT NULL, calibrationId TEXT NOT NULL, kind TEXT NOT NULL,
          value DOUBLE NOT NULL, setId TEXT NOT NULL,
          PRIMARY KEY (walker, machine, calibrationId, kind)
        ) WITHOUT ROWID;
        """)
  }

  /// Computes all totals from the sets there are; the tables are empty and have no triggers yet.
  static func fillTotals(_ db: Database, of sets: TotalledSets) throws {
    // Whole tables are gone through in another order than they lie in: with few pages at hand that takes for ever.
    let pages = try Int.fetchOne(db, sql: "PRAGMA cache_size") ?? -2000
    try db.execute(sql: "PRAGMA cache_size = -65536")
    defer { try? db.execute(sql: "PRAGMA cache_size = \(pages)") }
    try db.execute(
      sql:
        "INSERT INTO sessionTotal (\(SessionSQL.columns)) \(SessionSQL.select(from: sets)) GROUP BY sessionId, walkerId, machine"
    )
    try db.execute(
      sql: """
        INSERT INTO dayTotal (walker, machine, day, \(TotalColumns.list))
        SELECT coalesce(walkerId, ''), '=' || machine, localDay, \(TotalColumns.ofSets(sessions: "0"))
        FROM \(sets.rawValue) WHERE localDay IS NOT NULL GROUP BY machine, walkerId, localDay
        """)
    try db.execute(
      sql: """
        UPDATE dayTotal SET sessions = counted.n
        FROM (
          SELECT walker, '=' || machine AS machine, localDay, count(*) AS n FROM sessionTotal
          WHERE localDay IS NOT NULL GROUP BY 1, 2, 3
        ) AS counted
        WHERE dayTotal.walker = counted.walker AND dayTotal.machine = counted.machine AND dayTotal.day = counted.localDay
        """)
    for (walker, machine) in [("walker", "'*'"), ("'*'", "machine"), ("'*'", "'*'")] {
      try db.execute(
        sql: """
          INSERT INTO dayTotal (walker, machine, day, \(TotalColumns.list))
          SELECT \(walker), \(machine), day, \(TotalColumns.ofDays)
          FROM dayTotal WHERE walker <> '*' AND machine <> '*' GROUP BY 1, 2, 3
          """)
    }
    try db.execute(
      sql: """
        INSERT INTO monthTotal (walker, machine, month, \(TotalColumns.list))
        SELECT walker, machine, \(TotalSQL.month("day")), \(TotalColumns.ofTotals) FROM dayTotal GROUP BY 1, 2, 3
        """)
    try db.execute(sql: BestSQL.fill(from: sets))
  }
}

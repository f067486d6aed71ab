// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a selection of sets spans, before any of them is read. Must not know: what is done with them.

import GRDB

/// What a selection of sets spans.
package struct LogExtent: Equatable {
  package var sets = 0
  package var sessions = 0
  /// By name.
  package var machines: [String] = []
  /// By name; who is not named is not in it.
  package var walkers: [String] = []
  /// Sets without a walker.
  package var anonymousSets = 0
  /// Sets whose dates are uncertain.
  package var unsureSets = 0
  /// Nil if there is none.
  package var first: SetRecord?
  package var last: SetRecord?
}

extension SetLog {
  /// What a selection spans.
  package func extent(_ filter: SetFilter) throws -> LogExtent {
    try readNested { db in
      let sets = filter.request
      func names(_ column: String) throws -> [String] {
        try sets.select(Column(column), as: String?.self).distinct().fetchAll(db).compactMap { $0 }
          .sorted { (FoldedName.key($0), $0) < (FoldedName.key($1), $1) }
      }
      var extent = LogExtent()
      extent.sets = try sets.fetchCount(db)
      extent.sessions = try Self.sessions(of: sets, db)
      extent.machines = try names("machine")
      extent.walkers = try names("walker")
      extent.anonymousSets = try sets.filter(Column("walkerId") == nil).fetchCount(db)
      extent.unsureSets = try sets.filter(Column("clockQuality") != ClockQuality.synchronised).fetchCount(db)
      extent.first = try sets.order(Column("startedAt"), Column("id")).fetchOne(db)?.record
      extent.last = try sets.order(Column("startedAt").desc, Column("id").desc).fetchOne(db)?.record
      return extent
    }
  }

  /// How many sets are in a selection.
  package func setCount(_ filter: SetFilter) throws(SetLogError) -> Int {
    try read { db in try filter.request.fetchCount(db) }
  }

  /// Whether exertion, pain and remarks are noted on any of the newest sets of a selection.
  package func feedback(in filter: SetFilter, newest: Int) throws(SetLogError)
    -> (exertion: Bool, pain: Bool, note: Bool)
  {
    try read { db in
      let sets = filter.request.order(Column("startedAt").desc, Column("id").desc).limit(newest)
      func isNoted(_ column: String) throws -> Bool {
        try SQLRequest<Bool>(
          literal: "SELECT EXISTS (SELECT 1 FROM (\(sets)) WHERE \(sql: column) IS NOT NULL)"
        ).fetchOne(db) ?? false
      }
      return (try isNoted("rpe"), try isNoted("pain"), try isNoted("note"))
    }
  }

  /// How many suspect sets are in a selection.
  package func suspectCount(_ filter: SetFilter) throws(SetLogError) -> Int {
    try read { db in try filter.request.filter(literal: "NOT counts").fetchCount(db) }
  }

  /// How many sessions a selection spans.
  package func sessionCount(_ filter: SetFilter) throws(SetLogError) -> Int {
    try read { db in
      try Self.sessions(of: filter.request, db)
    }
  }

  /// If walkers took turns within a session, each has one.
  private static func sessions(of sets: QueryInterfaceRequest<LoggedSet>, _ db: Database) throws -> Int {
    try sets.select(Column("sessionId"), Column("walkerId")).distinct().fetchCount(db)
  }
}

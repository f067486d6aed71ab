// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a shell reads from a log to complete a word: names and identifiers, at once or not at all.
// Must not know: shells.

import GRDB

/// Names and identifiers of a log, read without waiting for another program.
package struct CompletionQuery {
  private let log: SetLog

  /// Nil if there is no log, if it cannot be read at once, or if its schema is newer.
  package static func at(_ directory: String) -> CompletionQuery? {
    (try? SetLog.glancing(at: directory)).map(CompletionQuery.init)
  }

  /// Names of all walkers.
  package var walkers: [String] { (try? log.walkers().map(\.name)) ?? [] }

  /// Names of all machines.
  package var machines: [String] {
    (try? log.read { db in
      try String.fetchAll(db, sql: "SELECT name FROM machine WHERE retiredAt IS NULL ORDER BY folded")
    }) ?? []
  }

  /// The newest sets whose short identifiers begin with a text, except discarded ones.
  package func sets(beginning prefix: String, atMost count: Int) -> [(id: String, set: SetRecord)] {
    guard let length = try? log.tailLength() else { return [] }
    let found = try? log.read { db in
      try LoggedSet
        .filter(literal: "substr(substr(replace(id, '-', ''), \(-length)), 1, \(prefix.count)) = \(prefix)")
        .filter(Column("discardedAt") == nil).order(Column("id").desc).limit(count)
        .fetchAll(db).map(\.record)
    }
    return (found ?? []).map { (SetLog.tail(of: $0.id, length), $0) }
  }

  /// The newest sessions of which a set's short identifier begins with a text, each by that of its first set.
  package func sessions(beginning prefix: String, atMost count: Int) -> [(id: String, session: SessionTotals)]
  {
    guard let length = try? log.tailLength(), let found = try? log.sessions(limit: count * 4).sessions else {
      return []
    }
    var seen: Set<String> = []
    let sessions = found.filter { seen.insert($0.sessionId).inserted }
    let firsts = try? log.read { db in try sessions.map { try Self.firstSet(of: $0.sessionId, db) } }
    let named = zip(firsts ?? [], sessions).compactMap { first, session in
      first.map { (id: SetLog.tail(of: $0, length), session: session) }
    }
    return Array(named.filter { $0.id.hasPrefix(prefix) }.prefix(count))
  }

  private static func firstSet(of session: String, _ db: Database) throws -> String? {
    try String.fetchOne(
      db,
      sql:
        "SELECT id FROM finishedSet WHERE sessionId = ? AND discardedAt IS NULL ORDER BY startedAt, id LIMIT 1",
      arguments: [session])
  }

  /// The newest sets.
  package func newest(_ count: Int) -> [SetRecord] { (try? log.history(limit: count).sets) ?? [] }

  /// How many sets began in a stretch of time.
  package func count(since start: Instant, until end: Instant) -> Int {
    var filter = SetFilter()
    (filter.since, filter.until) = (start, end)
    return (try? log.read { [filter] db in try filter.request.fetchCount(db) }) ?? 0
  }
}

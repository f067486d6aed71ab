// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a shell reads from a log to complete a word: names and identifiers, at once or not at all.
// Must not know: shells.

import GRDB

/// Names and identifiers of a log, read without waiting for another program.
package struct CompletionQuery {
  private let log: SetLog

  /// Nil if there is no log, if it cannot be read at once, or if its schema is older or newer.
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

  /// The newest sets whose identifiers have this prefix.
  /// - Parameter needsDecision: only suspect and discarded sets, which a person may accept; else all but discarded ones.
  package func sets(beginning prefix: String, atMost count: Int, needsDecision: Bool = false) -> [SetRecord] {
    let found = try? log.read { db in
      try LoggedSet.filter(Column("id") >= prefix && Column("id") < prefix + "~")
        .filter(literal: needsDecision ? "NOT counts" : "discardedAt IS NULL")
        .order(Column("id").desc).limit(count).fetchAll(db).map(\.record)
    }
    return found ?? []
  }

  /// The newest sessions whose identifiers have this prefix.
  package func sessions(beginning prefix: String, atMost count: Int) -> [SessionTotals] {
    let found = (try? log.sessions(limit: count * 4).sessions) ?? []
    var seen: Set<String> = []
    return Array(
      found.filter { $0.sessionId.hasPrefix(prefix) && seen.insert($0.sessionId).inserted }.prefix(count))
  }
}

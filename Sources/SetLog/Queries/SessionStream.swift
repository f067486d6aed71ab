// SPDX-License-Identifier: Apache-2.0
//
// Owns: sessions with their traces, one at a time, in the order of their first set. Must not know: formats, files.

import Foundation
import GRDB

/// A set with its trace.
package struct ExportedSet: Sendable {
  package var record: SetRecord
  /// Empty if nothing is known of the set over time.
  package var trace: SetTrace
}

/// Sets that belong together, in order; at least one.
package struct ExportedSession: Sendable {
  package var sets: [ExportedSet]

  package init(sets: [ExportedSet]) { self.sets = sets }
}

/// How much was exported.
public struct ExportCount: Sendable, Equatable {
  /// Sessions, whole or in part.
  public var sessions = 0
  /// Sets.
  public var sets = 0

  package init(sessions: Int = 0, sets: Int = 0) {
    self.sessions = sessions
    self.sets = sets
  }
}

extension SetLog {
  /// Up to five session identifiers that begin with a text.
  package func sessionIds(beginning id: String) throws -> [String] {
    try read { db in
      try String.fetchAll(
        db,
        sql: "SELECT DISTINCT sessionId FROM finishedSet WHERE sessionId >= ? AND sessionId < ? LIMIT 5",
        arguments: [id, id + "~"])
    }
  }

  /// Goes through sessions by cursor. Sets of two machines may take turns in time: they are distinguished by their session.
  package func forEachSession(
    _ filter: SetFilter, _ body: (ExportedSession, _ before: ExportCount) throws -> Void
  ) throws -> ExportCount {
    var count = ExportCount()
    // Errors of the body are the caller's own; errors of the database are ours.
    var failure: (any Error)?
    try read { db in
      let sessions = try filter.request
        .select(Column("sessionId"), as: String.self)
        .group(Column("sessionId"))
        .order(min(Column("startedAt")), min(Column("id")))
        .fetchCursor(db)
      while failure == nil, let id = try sessions.next() {
        let sets = try filter.request.filter(Column("sessionId") == id)
          .order(Column("startedAt"), Column("id")).fetchAll(db)
        let session = ExportedSession(
          sets: try sets.map { ExportedSet(record: $0.record, trace: try trace(of: $0.record, db)) })
        do { try body(session, count) } catch { failure = error }
        count = count + session
      }
    }
    if let failure { throw failure }
    return count
  }

  private func trace(of record: SetRecord, _ db: Database) throws -> SetTrace {
    let packed = try Data.fetchOne(
      db, sql: "SELECT packed FROM speedTrace WHERE setId = ?", arguments: [record.id])
    guard let packed else { return SetTrace(points: []) }
    do {
      return try SetTrace(packed: Array(packed)).ended(like: record)
    } catch {
      throw SetLogError.damaged(path: path, reason: "trace of set \(record.id): \(error)")
    }
  }
}

package func + (count: ExportCount, session: ExportedSession) -> ExportCount {
  ExportCount(sessions: count.sessions + 1, sets: count.sets + session.sets.count)
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: a walker's sessions with their traces, one at a time, in the order of their first set. Must not know: formats,
// files.
//
// Where walkers took turns each has a session of their own: an activity belongs to one person.

import Foundation
import GRDB
import Pulses

/// A set with its trace.
package struct ExportedSet: Sendable {
  package var record: SetRecord
  /// Empty if nothing is known of the set over time.
  package var trace: SetTrace

  /// Nil if no strap was worn.
  package var heartRate: HeartRateTrace?

  package init(record: SetRecord, trace: SetTrace, heartRate: HeartRateTrace? = nil) {
    self.record = record
    self.trace = trace
    self.heartRate = heartRate
  }
}

/// A walker's sets of a session, in order; at least one.
package struct ExportedSession: Sendable {
  package var sets: [ExportedSet]

  /// Each set's number and rest among the walker's own; nil if the whole session is the walker's.
  package var own: [OwnPosition]?

  package init(sets: [ExportedSet]) { self.sets = sets }

  /// The session as an activity of the walker: its sets are numbered, and rests lie between them, as if no other walker
  /// had taken turns.
  package var activity: ExportedSession {
    guard let own else { return self }
    var activity = self
    for (index, position) in own.enumerated() where activity.sets.indices.contains(index) {
      activity.sets[index].record.indexInSession = position.index
      activity.sets[index].record.restBeforeS = position.restBeforeS
    }
    return activity
  }
}

/// A set's position among those of its walker.
package struct OwnPosition: Sendable, Equatable {
  /// From 1.
  package var index: Int
  /// Since the walker's set before; nil for the first.
  package var restBeforeS: Double?
}

/// How much was exported.
public struct ExportCount: Sendable, Equatable {
  /// Sessions, whole or in part; if walkers took turns within one, each has one.
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

  /// Goes through each walker's sessions by cursor. Sets of two machines may take turns in time: they are distinguished by
  /// their session.
  package func forEachSession(
    _ filter: SetFilter, _ body: (ExportedSession, _ before: ExportCount) throws -> Void
  ) throws -> ExportCount {
    var count = ExportCount()
    // Errors of the body are the caller's own; errors of the database are ours.
    var failure: (any Error)?
    try read { db in
      let sessions = try filter.request
        .select(Column("sessionId"), Column("walkerId"))
        .group(Column("sessionId"), Column("walkerId"))
        .order(min(Column("startedAt")), min(Column("id")))
        .asRequest(of: Row.self)
        .fetchCursor(db)
      while failure == nil, let row = try sessions.next() {
        let (id, walkerId) = (try row.value(at: 0, String.self), try row.value(at: 1, String?.self))
        let sets = try filter.request.filter(Column("sessionId") == id)
          .filter(Column("walkerId") == walkerId)
          .order(Column("startedAt"), Column("id")).fetchAll(db).map(\.record)
        var session = ExportedSession(
          sets: try sets.map {
            ExportedSet(record: $0, trace: try trace(of: $0, db), heartRate: try heartRate(of: $0, db))
          })
        session.own = try Self.own(sets, walkerId: walkerId, db)
        do { try body(session, count) } catch { failure = error }
        count = count + session
      }
    }
    if let failure { throw failure }
    return count
  }

  /// The positions of a walker's sets among their own ones; nil if no other walker has a set in the session.
  private static func own(
    _ sets: [SetRecord], walkerId: String?, _ db: Database
  ) throws -> [OwnPosition]? {
    guard let id = sets.first?.sessionId else { return nil }
    let kept = LoggedSet.filter(Column("sessionId") == id).filter(Column("discardedAt") == nil)
    guard try !kept.filter(literal: "walkerId IS NOT \(walkerId)").isEmpty(db) else { return nil }
    let all = try kept.filter(Column("walkerId") == walkerId).order(Column("startedAt"), Column("id"))
      .fetchAll(db).map(\.record)
    var positions: [String: OwnPosition] = [:]
    for (index, record) in all.enumerated() {
      let restS = index == 0 ? nil : restS(from: all[index - 1], to: record)
      positions[record.id] = OwnPosition(index: index + 1, restBeforeS: restS)
    }
    // A discarded set that was asked for has none.
    return sets.map {
      positions[$0.id] ?? OwnPosition(index: $0.indexInSession, restBeforeS: $0.restBeforeS)
    }
  }

  private static func restS(from last: SetRecord, to next: SetRecord) -> Double {
    let isOneClock = last.clock.bootId == next.clock.bootId
    return max(
      0,
      isOneClock
        ? Nanoseconds(from: last.clock.monotonicEndNs, to: next.clock.monotonicNs).seconds
        : Double(next.startedAt.unixMs &- last.endedAt.unixMs) / 1000)
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

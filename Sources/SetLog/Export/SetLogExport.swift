// SPDX-License-Identifier: Apache-2.0
//
// Owns: the way of sets from the log into a format, session by session. Must not know: any one format, files.

import Foundation
import GRDB

/// How much was exported.
public struct ExportCount: Sendable, Equatable {
  /// Sessions, whole or in part.
  public var sessions = 0
  /// Sets.
  public var sets = 0
}

extension SetLog {
  /// Writes sets in a format, the sessions in the order of their first set. One session is in memory at a time.
  ///
  /// The log is only read, as it was at the beginning. Where nothing matches nothing is written.
  /// - Parameters:
  ///   - filter: which sets.
  ///   - format: in which format.
  ///   - options: what the format leaves open.
  ///   - progress: called after each session.
  ///   - sink: takes bytes as they come; its errors are passed on.
  @discardableResult
  public func export(
    _ filter: SetFilter, as format: ExportFormat, options: ExportOptions = ExportOptions(),
    progress: (ExportCount) -> Void = { _ in }, to sink: ([UInt8]) throws -> Void
  ) throws -> ExportCount {
    let filter = format.chosen(filter, options)
    var writer = try format.writer(options, self, filter)
    let count = try forEachSession(filter) { session, before in
      if before.sessions == 0 { try writer.begin(sink) }
      try writer.write(session, sink)
      progress(before + session)
    }
    if count.sessions > 0 { try writer.end(sink) }
    return count
  }

  /// Writes each session for itself, as sites want it that take one activity a file.
  /// - Parameters:
  ///   - filter: which sets.
  ///   - format: in which format.
  ///   - options: what the format leaves open.
  ///   - body: gets a name for the session, `2026-03-01-1804-treadmill-3`, and what writes it to a sink.
  @discardableResult
  public func exportEachSession(
    _ filter: SetFilter, as format: ExportFormat, options: ExportOptions = ExportOptions(),
    _ body: (_ name: String, _ write: (_ sink: ([UInt8]) throws -> Void) throws -> Void) throws -> Void
  ) throws -> ExportCount {
    let filter = format.chosen(filter, options)
    return try forEachSession(filter) { session, _ in
      try body(session.name) { sink in
        var within = filter
        within.sessionId = session.sets.first?.record.sessionId
        var writer = try format.writer(options, self, within)
        try writer.begin(sink)
        try writer.write(session, sink)
        try writer.end(sink)
      }
    }
  }

  /// The session of this identifier, or the only one that begins so.
  public func sessionId(beginning id: String) throws -> String {
    let matches = try read { db in
      try String.fetchAll(
        db,
        sql: "SELECT DISTINCT sessionId FROM finishedSet WHERE sessionId >= ? AND sessionId < ? LIMIT 5",
        arguments: [id, id + "~"])
    }
    guard let first = matches.first, !id.isEmpty else { throw ExportError.noSuchSession(id: id) }
    guard matches.count == 1 || first == id else {
      throw ExportError.ambiguousSession(id: id, matches: matches)
    }
    return first
  }

  /// Goes through sessions by cursor. Sets of two machines may take turns in time: they are told apart by their session.
  private func forEachSession(
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

private func + (count: ExportCount, session: ExportedSession) -> ExportCount {
  ExportCount(sessions: count.sessions + 1, sets: count.sets + session.sets.count)
}

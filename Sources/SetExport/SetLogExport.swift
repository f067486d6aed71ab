// SPDX-License-Identifier: Apache-2.0
//
// Owns: writing sets of the log in a format, session by session. Must not know: any one format, files.

import SetLog

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
    var count = ExportCount()
    for part in try format.parts(filter, self) {
      let before = count
      let more = try forEachSession(part) { whole, already in
        let session = format.keepsRecords ? whole : whole.activity
        let done = ExportCount(sessions: before.sessions + already.sessions, sets: before.sets + already.sets)
        if done.sessions == 0 { try writer.begin(sink) }
        try writer.write(session.shown(as: format), sink)
        progress(done + session)
      }
      count = ExportCount(sessions: before.sessions + more.sessions, sets: before.sets + more.sets)
    }
    if count.sessions > 0 { try writer.end(sink) }
    return count
  }

  /// Writes each walker's session for itself, as sites want it that take one activity a file: nothing of another walker
  /// is in it.
  /// - Parameters:
  ///   - filter: which sets.
  ///   - format: in which format.
  ///   - options: what the format leaves open.
  ///   - body: gets a name for the session, `2026-03-01-1804-treadmill-3` and where the filter leaves the walker open the
  ///     walker's name after it, and what writes it to a sink.
  @discardableResult
  public func exportEachSession(
    _ filter: SetFilter, as format: ExportFormat, options: ExportOptions = ExportOptions(),
    _ body: (_ name: String, _ write: (_ sink: ([UInt8]) throws -> Void) throws -> Void) throws -> Void
  ) throws -> ExportCount {
    let filter = format.chosen(filter, options)
    let namesWalker = filter.walker == nil && !filter.isAnonymous
    return try forEachSession(filter) { whole, _ in
      let session = format.keepsRecords ? whole : whole.activity
      try body(session.onReadersClock.name(withWalker: namesWalker)) { sink in
        var within = filter
        within.sessionId = session.sets.first?.record.sessionId
        within.walker = session.walker
        within.isAnonymous = session.walker == nil
        var writer = try format.writer(options, self, within)
        try writer.begin(sink)
        try writer.write(session.shown(as: format), sink)
        try writer.end(sink)
      }
    }
  }

  /// The session of this identifier, or the only one that begins so.
  public func sessionId(beginning id: String) throws -> String {
    let matches = try sessionIds(beginning: id)
    guard let first = matches.first, !id.isEmpty else { throw ExportError.noSuchSession(id: id) }
    guard matches.count == 1 || first == id else {
      throw ExportError.ambiguousSession(id: id, matches: matches)
    }
    return first
  }
}

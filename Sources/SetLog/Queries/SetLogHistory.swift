// SPDX-License-Identifier: Apache-2.0
//
// Owns: the history page by page, the newest first. Must not know: sums.

import GRDB
import Pulses

/// Where a page of the history ended; the next one begins after it, whatever is logged meanwhile.
///
/// It is a set's time and identifier, not a count. A set whose time is corrected between two pages may be met twice or
/// not at all; every other is met once.
public struct HistoryCursor: Sendable, Equatable, LosslessStringConvertible {
  let startedAt: Instant
  let id: String

  init(startedAt: Instant, id: String) {
    self.startedAt = startedAt
    self.id = id
  }

  /// A cursor from its text; nil if the text is not a cursor.
  public init?(_ description: String) {
    let parts = description.split(separator: "_", maxSplits: 1)
    guard parts.count == 2, let startedAt = Instant(String(parts[0])) else { return nil }
    self.startedAt = startedAt
    id = String(parts[1])
  }

  /// The cursor as one word.
  public var description: String { "\(startedAt)_\(id)" }
}

/// A part of the history, the newest first.
public struct HistoryPage: Sendable, Equatable {
  /// The sets.
  public var sets: [SetRecord]
  /// Where the next page begins; nil after the last page.
  public var next: HistoryCursor?
}

/// Totals of the sets of a walker's session on one machine.
public struct SessionTotals: Sendable, Equatable {
  /// The session.
  public var sessionId: String
  /// Whose it was; nil is anonymous. Where walkers took turns, each has a part of the session.
  public var walker: String?
  /// The machine.
  public var machine: String
  /// Start of the first set.
  public var startedAt: Instant
  /// End of the last set.
  public var endedAt: Instant
  /// How far the wall clocks of the place were ahead of UTC, seconds.
  public var utcOffsetS: Int
  /// Sets.
  public var sets: Int
  /// Sum of the sets' durations.
  public var durationS: Double
  /// Sum of the sets' moving times.
  public var movingTimeS: Double
  /// Distance of the belt in sets.
  public var distanceM: Double
  /// Work of the sets whose work is known.
  public var workJ: Double
  /// The part of `workJ` that rests on a kind's default drag.
  public var estimatedWorkJ: Double
  /// Sets whose work is known.
  public var setsWithWork: Int
}

/// A part of the list of sessions, the newest first.
public struct SessionPage: Sendable, Equatable {
  /// The sessions.
  public var sessions: [SessionTotals]
  /// Where the next page begins; nil after the last page.
  public var next: HistoryCursor?
}

extension SetLog {
  /// A page of the history, the newest set first.
  /// - Parameters:
  ///   - filter: which sets.
  ///   - cursor: `next` of the page before; nil for the first page.
  ///   - limit: most sets on the page, at least 1.
  public func history(
    _ filter: SetFilter = SetFilter(), before cursor: HistoryCursor? = nil, limit: Int
  ) throws(SetLogError) -> HistoryPage {
    let limit = max(1, limit)
    var request = filter.request.order(Column("startedAt").desc, Column("id").desc).limit(limit + 1)
    if let cursor {
      request = request.filter(literal: "(startedAt, id) < (\(cursor.startedAt), \(cursor.id))")
    }
    let found = try read { [request] db in try request.fetchAll(db).map(\.record) }
    let sets = Array(found.prefix(limit))
    let next = found.count > limit ? sets.last.map { HistoryCursor(startedAt: $0.startedAt, id: $0.id) } : nil
    return HistoryPage(sets: sets, next: next)
  }

  /// A page of the sessions that began in the filter's time, the newest first.
  /// - Parameters:
  ///   - filter: a condition on one set's identifier does not apply to sessions: then there are none.
  ///   - cursor: `next` of the page before; nil for the first page.
  ///   - limit: most sessions on the page, at least 1.
  public func sessions(
    _ filter: SetFilter = SetFilter(), before cursor: HistoryCursor? = nil, limit: Int
  ) throws(SetLogError) -> SessionPage {
    let limit = max(1, limit)
    guard filter.id == nil else { return SessionPage(sessions: [], next: nil) }
    let times = TotalsCover.Edge(since: filter.since, until: filter.until)
    var conditions = [filter.conditions(on: .sessions), times.condition]
    if let cursor, let key = SessionKey(cursor.id) {
      conditions.append(
        """
        (startedAt, sessionId, walker, machineId) < (\(cursor.startedAt), \(key.session), \(key.walker), \(key.machine))
        """)
    }
    return try read { [conditions] db in
      let rows = try SQLRequest<Row>(
        literal: """
          SELECT sessionTotal.*, (SELECT name FROM walker WHERE walker.id = sessionTotal.walker) AS name,
            (SELECT name FROM machine WHERE machine.id = sessionTotal.machineId) AS machine
          FROM sessionTotal WHERE \(conditions.joined(separator: " AND "))
          ORDER BY startedAt DESC, sessionId DESC, walker DESC, machineId DESC LIMIT \(limit + 1)
          """
      ).fetchAll(db)
      let next = rows.count > limit ? rows[limit - 1] : nil
      return SessionPage(
        sessions: try rows.prefix(limit).map(Self.session),
        next: try next.map { row in
          HistoryCursor(
            startedAt: try row.value("startedAt"),
            id: SessionKey(try row.value("sessionId"), try row.value("walker"), try row.value("machineId"))
              .text
          )
        })
    }
  }

  private static func session(_ row: Row) throws -> SessionTotals {
    SessionTotals(
      sessionId: try row.value("sessionId"), walker: try row.value("name"), machine: try row.value("machine"),
      startedAt: try row.value("startedAt"),
      endedAt: try row.value("endedAt"), utcOffsetS: try row.value("utcOffsetS"), sets: try row.value("sets"),
      durationS: try row.value("durationS"),
      movingTimeS: try row.value("movingTimeS"), distanceM: try row.value("distanceM"),
      workJ: try row.value("workJ"),
      estimatedWorkJ: try row.value("estimatedWorkJ"), setsWithWork: try row.value("setsWithWork"))
  }
}

/// The key of a row of `sessionTotal`, as one text.
private struct SessionKey {
  var session: String
  var walker: String
  var machine: String

  init(_ session: String, _ walker: String, _ machine: String) {
    self.session = session
    self.walker = walker
    self.machine = machine
  }

  /// A session's identifier may be any text of the library's user, so its length is given.
  init?(_ text: String) {
    let parts = text.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let sessionLength = Int(parts[0]), let walkerLength = Int(parts[1]) else {
      return nil
    }
    let rest = parts[2].unicodeScalars
    guard sessionLength >= 0, walkerLength >= 0, sessionLength <= rest.count,
      walkerLength <= rest.count - sessionLength
    else { return nil }
    session = String(rest.prefix(sessionLength))
    walker = String(rest.dropFirst(sessionLength).prefix(walkerLength))
    machine = String(rest.dropFirst(sessionLength + walkerLength))
  }

  var text: String {
    "\(session.unicodeScalars.count)_\(walker.unicodeScalars.count)_\(session)\(walker)\(machine)"
  }
}

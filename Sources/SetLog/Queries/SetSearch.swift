// SPDX-License-Identifier: Apache-2.0
//
// Owns: finding sets and sessions by a part of an identifier or by when they were walked, and the shortest part that
// distinguishes them. Must not know: how people type them.
//
// Identifiers begin with their time: the first eight digits are the same for a minute, the first five for days. Their last
// digits differ from the fourth on, so those are what is shown.

import GRDB

extension SetLog {
  private static let shortestTail = 4
  private static let wholeId = 32
  /// In a larger log this is taken without a look: chance gives no two sets the same.
  private static let mostChecked = 200_000
  private static let longTail = 12

  /// Digits at the end of an identifier that distinguish every set of this log.
  package func tailLength() throws(SetLogError) -> Int {
    try read { db in
      let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM finishedSet") ?? 0
      guard count <= Self.mostChecked else { return Self.longTail }
      // Identifiers of other programs may differ in their beginnings only.
      let lengths = Array(Self.shortestTail...Self.longTail) + [16, 20, 24]
      return try lengths.first { length in
        let id = length <= Self.longTail ? "id" : "replace(id, '-', '')"
        let tails = try Int.fetchOne(
          db, sql: "SELECT count(DISTINCT substr(\(id), -?)) FROM finishedSet", arguments: [length])
        return tails == count
      } ?? Self.wholeId
    }
  }

  /// The end of an identifier that has so many digits.
  package static func tail(of id: String, _ length: Int) -> String {
    String(id.filter { $0 != "-" }.suffix(length))
  }

  /// Sets whose identifiers are, end or begin with a text, also discarded ones, the newest first.
  ///
  /// The whole identifier comes before all, then the end, since that is what is shown; the beginning is the last.
  /// - Parameter text: lower case, without hyphens.
  package func sets(identifiedBy text: String, in filter: SetFilter, atMost limit: Int) throws(SetLogError)
    -> [SetRecord]
  {
    var filter = filter
    if filter.scope == nil { filter.scope = .any }
    return try read { [filter] db in
      for condition in Self.conditions("id", text) {
        let found = try filter.request.filter(literal: condition)
          .order(Column("startedAt").desc, Column("id").desc).limit(limit).fetchAll(db)
        if !found.isEmpty { return found.map(\.record) }
      }
      return []
    }
  }

  /// Sessions whose identifiers are, end or begin with a text.
  package func sessionIds(identifiedBy text: String, atMost limit: Int) throws(SetLogError) -> [String] {
    try read { db in
      for condition in Self.conditions("sessionId", text) {
        let found = try SQLRequest<String>(
          literal: "SELECT DISTINCT sessionId FROM finishedSet WHERE \(condition) LIMIT \(limit)"
        ).fetchAll(db)
        if !found.isEmpty { return found }
      }
      return []
    }
  }

  /// Conditions on a column with identifiers, the first that finds anything counts.
  private static func conditions(_ column: String, _ text: String) -> [SQL] {
    guard !text.isEmpty else { return [] }
    let plain = SQL(sql: "replace(lower(\(column)), '-', '')")
    let name = SQL(sql: column)
    let head = hyphenated(text)
    var conditions: [SQL] = ["\(name) = \(head)", "\(plain) = \(text)"]
    if text.count >= shortestTail { conditions.append("substr(\(plain), \(-text.count)) = \(text)") }
    conditions += [
      "\(name) >= \(head) AND \(name) < \(head + "~")",
      "substr(\(plain), 1, \(text.count)) = \(text)",
    ]
    return conditions
  }

  /// A beginning of a UUID with its hyphens.
  private static func hyphenated(_ text: String) -> String {
    var parts = ""
    for (index, character) in text.enumerated() {
      if [8, 12, 16, 20].contains(index) { parts.append("-") }
      parts.append(character)
    }
    return parts
  }

  /// Sets that were under way at some moment of a stretch of time, the earliest first.
  package func sets(underWay start: Instant, _ end: Instant, in filter: SetFilter) throws(SetLogError)
    -> [SetRecord]
  {
    // No set lasts longer than a day.
    var filter = filter
    filter.since = Instant(unixMs: start.unixMs - 86_400_000)
    filter.until = end
    return try read { [filter] db in
      try filter.request.filter(Column("endedAt") >= start).order(Column("startedAt"), Column("id"))
        .fetchAll(db).map(\.record)
    }
  }

  /// Sessions of a filter, the newest set's first.
  package func newestSessions(_ filter: SetFilter, atMost limit: Int) throws(SetLogError) -> [String] {
    try read { db in
      try filter.request.select(Column("sessionId"), as: String.self).group(Column("sessionId"))
        .order(max(Column("startedAt")).desc, max(Column("id")).desc).limit(limit).fetchAll(db)
    }
  }
}

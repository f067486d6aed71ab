// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a filter is covered by totals of months and days, and by single sets at its two ends.
// Must not know: what is asked.
//
// A filter cuts at instants, totals cut at local midnights, and the clocks of a place are moved. A set of a local day
// begins within a day of that day in Greenwich, so all days that are two away from both cuts lie within as a whole.

import GRDB

/// What is added up for a filter. Its parts share no set and no day.
struct TotalsCover {
  /// A stretch of local days, all of whose sets are meant; nil where there is none.
  private(set) var days: ClosedRange<Int>?
  /// Sets that are looked at one by one.
  private(set) var edges: [Edge]
  private let filter: SetFilter

  /// A stretch of instants, without the days that are covered already.
  struct Edge {
    var since: String?
    var until: String?
    /// Only sets of local days before.
    var beforeDay: Int?
    /// Only sets of local days after.
    var afterDay: Int?

    var condition: SQL {
      var conditions: [SQL] = ["1"]
      if let since { conditions.append("startedAt >= \(since)") }
      if let until { conditions.append("startedAt < \(until)") }
      if let beforeDay { conditions.append("localDay < \(beforeDay)") }
      if let afterDay { conditions.append("localDay > \(afterDay)") }
      return conditions.joined(separator: " AND ")
    }
  }

  init(_ filter: SetFilter) {
    self.filter = filter
    edges = [Edge(since: filter.since, until: filter.until)]
    let sinceDay = filter.since.map(Self.utcDay)
    let untilDay = filter.until.map(Self.utcDay)
    // What is no time is compared as a text, set by set.
    guard !filter.isOfFew, sinceDay != .some(nil), untilDay != .some(nil) else { return }
    let first = (sinceDay ?? nil).map { $0 + 2 } ?? Self.farPast
    let last = (untilDay ?? nil).map { $0 - 2 } ?? Self.farFuture
    guard first <= last else { return }
    days = first...last
    edges = []
    if let since = filter.since {
      edges.append(Edge(since: since, until: Self.text(first + 1), beforeDay: first))
    }
    if let until = filter.until { edges.append(Edge(since: Self.text(last), until: until, afterDay: last)) }
  }

  private static let farPast = -100_000_000
  private static let farFuture = 100_000_000

  private static func utcDay(_ text: String) -> Int? {
    WallTime.unixMs(text).map { LocalDay.of(unixMs: $0, utcOffsetS: 0).number }
  }

  private static func text(_ day: Int) -> String { WallTime.text(unixMs: Int64(day) * 86_400_000) }

  /// The months that lie within `days` as a whole, and the days before and after them.
  var months: (whole: ClosedRange<Int>?, days: [ClosedRange<Int>]) {
    guard let days else { return (nil, []) }
    let first = LocalDay(number: days.lowerBound)
    let begin = first.firstOfMonth == first ? first : (first.firstOfMonth + 31).firstOfMonth
    // The first day of the month that is not whole any more.
    let end = LocalDay(number: days.upperBound + 1).firstOfMonth
    guard begin < end else { return (nil, [days]) }
    var rest: [ClosedRange<Int>] = []
    if first < begin { rest.append(first.number...(begin.number - 1)) }
    if end.number <= days.upperBound { rest.append(end.number...days.upperBound) }
    return (begin.number...(end.number - 1), rest)
  }

  /// Sets or sessions of an edge.
  func condition(_ edge: Edge, on table: FilteredTable) -> SQL {
    "\(filter.conditions(on: table)) AND \(edge.condition)"
  }

  /// Rows of totals of the walker and machine that are meant.
  var scope: SQL {
    let machine: SQL = filter.machine.map { "machine = \("=" + $0)" } ?? "machine = '*'"
    return "\(walkerScope) AND \(machine)"
  }

  /// Rows of totals of the walker that is meant, machine by machine.
  var scopeByMachine: SQL {
    let machine: SQL = filter.machine.map { "machine = \("=" + $0)" } ?? "machine <> '*'"
    return "\(walkerScope) AND \(machine)"
  }

  private var walkerScope: SQL {
    if let name = filter.walker { return "walker = (SELECT id FROM walker WHERE name = \(name))" }
    return filter.isAnonymous ? "walker = ''" : "walker = '*'"
  }
}

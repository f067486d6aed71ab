// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a filter is covered by totals of months and days, and by single sets at its two ends.
// Must not know: what is asked.
//
// A filter cuts at instants, totals cut at local midnights, and the clocks of a place are moved. No place is further
// than `farthestOffsetMs` from Greenwich: a local day that is that far within both cuts is meant as a whole, and sets of
// other days are not further than that from the cuts.

import GRDB
import Pulses

/// What is added up for a filter. Its parts share no set and no day.
struct TotalsCover {
  /// A stretch of local days, all of whose sets are meant; nil if there is none.
  private(set) var days: ClosedRange<Int>?
  /// Sets that are looked at one by one.
  private(set) var edges: [Edge]
  private let filter: SetFilter

  /// A stretch of instants, without the days that are covered already.
  struct Edge {
    var since: Instant?
    var until: Instant?
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
    guard !filter.isOfFew else { return }
    let first =
      filter.since.map { Self.day($0.unixMs + Self.farthestOffsetMs + Self.dayMs - 1) } ?? Self.farPast
    let last = filter.until.map { Self.day($0.unixMs - Self.farthestOffsetMs) - 1 } ?? Self.farFuture
    guard first <= last else { return }
    days = first...last
    edges = []
    if let since = filter.since {
      let endMs = Int64(first) * Self.dayMs + Self.farthestOffsetMs
      edges.append(Edge(since: since, until: Instant(unixMs: endMs), beforeDay: first))
    }
    if let until = filter.until {
      let beginMs = Int64(last + 1) * Self.dayMs - Self.farthestOffsetMs
      edges.append(Edge(since: Instant(unixMs: beginMs), until: until, afterDay: last))
    }
  }

  private static let dayMs: Int64 = 86_400_000
  /// The farthest places are 12 hours behind and 14 ahead.
  private static let farthestOffsetMs: Int64 = 18 * 3_600_000
  private static let farPast = -100_000_000
  private static let farFuture = 100_000_000

  private static func day(_ unixMs: Int64) -> Int { LocalDay.of(unixMs: unixMs, utcOffsetS: 0).number }

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
    let machine: SQL = filter.machine.map { "machineId = \(MachineName.idSQL($0))" } ?? "machineId = '*'"
    return "\(walkerScope) AND \(machine)"
  }

  /// Rows of totals of the walker that is meant, machine by machine.
  var scopeByMachine: SQL {
    let machine: SQL = filter.machine.map { "machineId = \(MachineName.idSQL($0))" } ?? "machineId <> '*'"
    return "\(walkerScope) AND \(machine)"
  }

  private var walkerScope: SQL {
    if let name = filter.walker { return "walker = \(WalkerName.idSQL(name))" }
    return filter.isAnonymous ? "walker = ''" : "walker = '*'"
  }
}

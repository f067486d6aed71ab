// SPDX-License-Identifier: Apache-2.0
//
// Owns: that totals, which are kept, are what all sets come to, whatever happened to the log.

import Foundation
import GRDB
import TestSupport
import Testing

@testable import SetLog

/// Sums may differ in the last digits: they are added up in another order.
private func isSame(_ a: SetTotals, _ b: SetTotals) -> Bool {
  var b = b
  for path in [
    \SetTotals.durationS, \.movingTimeS, \.distanceM, \.workJ, \.estimatedWorkJ,
  ] {
    if abs(a[keyPath: path] - b[keyPath: path]) > 1e-9 * max(1, abs(a[keyPath: path])) { return false }
    b[keyPath: path] = a[keyPath: path]
  }
  return a == b
}

/// Totals of each period by brute force.
private func periods(
  _ all: [SetRecord], _ filter: SetFilter, _ period: (String) -> String
) -> [String: SetTotals] {
  let sets = Dictionary(grouping: BruteForce.sets(all, filter)) { period(BruteForce.day($0)) }
  let firsts = BruteForce.sessions(all).compactMap(\.first)
  let begun = Dictionary(grouping: BruteForce.sets(firsts, filter)) { period(BruteForce.day($0)) }
  return sets.reduce(into: [:]) { result, item in
    result[item.key] = BruteForce.totals(item.value, sessions: begun[item.key]?.count ?? 0)
  }
}

private func monday(_ day: String) -> String { LocalDay(day)?.monday.description ?? "" }

private func check(_ log: SetLog, _ all: [SetRecord], _ filter: SetFilter) throws {
  let kinds: [([PeriodTotals], (String) -> String)] = [
    (try log.days(filter), { $0 }), (try log.weeks(filter), monday),
    (try log.months(filter), { $0.prefix(7) + "-01" }),
  ]
  for (found, period) in kinds {
    let expected = periods(all, filter, period)
    #expect(found.map(\.first.description) == expected.keys.sorted(), "\(filter)")
    for item in found {
      let truth = expected[item.first.description] ?? SetTotals()
      #expect(isSame(item.totals, truth), "\(filter) \(item.first)\n\(item.totals)\n\(truth)")
    }
  }
  let truth = periods(all, filter) { _ in "" }[""] ?? SetTotals()
  let sum = try log.summary(filter)
  #expect(isSame(sum, truth), "\(filter)\n\(sum)\n\(truth)")
}

private func checkBests(_ log: SetLog, _ all: [SetRecord], _ filter: SetFilter) throws {
  let groups = Dictionary(grouping: BruteForce.sets(all, filter)) { $0.machine + "\n" + $0.calibrationId }
  var expected: Set<String> = []
  for sets in groups.values {
    for kind in BestKind.allCases {
      let ranked = sets.compactMap { set in BruteForce.value(kind, set).map { (value: $0, set: set) } }
        .sorted { ($1.value, $0.set.id) < ($0.value, $1.set.id) }
      if let best = ranked.first {
        expected.insert("\(kind) \(best.value) \(best.set.id) \(best.set.walker ?? "")")
      }
    }
  }
  let found = try log.bests(filter)
  #expect(Set(found.map { "\($0.kind) \($0.value) \($0.setId) \($0.walker ?? "")" }) == expected, "\(filter)")
  #expect(found.count == expected.count)
}

private func checkSessions(_ log: SetLog, _ all: [SetRecord], _ filter: SetFilter) throws {
  let sessions = BruteForce.sessions(all).filter { sets in
    sets.first.map { !BruteForce.sets([$0], filter).isEmpty } ?? false
  }
  var found: [SessionTotals] = []
  var cursor: HistoryCursor?
  repeat {
    let page = try log.sessions(filter, before: cursor, limit: 3)
    found += page.sessions
    cursor = page.next
  } while cursor != nil && found.count <= sessions.count
  #expect(found.count == sessions.count, "\(filter)")
  #expect(found.map(\.startedAt) == sessions.compactMap(\.first?.startedAt).sorted(by: >))
  let key = { (id: String, walker: String?, machine: String) in "\(id)\n\(walker ?? "")\n\(machine)" }
  let truth = Dictionary(
    sessions.compactMap { sets in sets.first.map { (key($0.sessionId, $0.walker, $0.machine), sets) } },
    uniquingKeysWith: { a, _ in a })
  for session in found {
    let sets = truth[key(session.sessionId, session.walker, session.machine)] ?? []
    #expect(session.sets == sets.count && session.endedAt == sets.map(\.endedAt).max())
    #expect(abs(session.distanceM - sets.reduce(0) { $0 + $1.distanceM }) < 1e-9)
    #expect(session.setsWithWork == sets.count { $0.workJ != nil })
  }
}

private func checkHistory(_ log: SetLog, _ all: [SetRecord], _ filter: SetFilter, pageOf limit: Int) throws {
  let expected = BruteForce.sets(all, filter).sorted { ($1.startedAt, $1.id) < ($0.startedAt, $0.id) }
  var found: [SetRecord] = []
  var cursor: HistoryCursor?
  repeat {
    let page = try log.history(filter, before: cursor, limit: limit)
    found += page.sets
    cursor = page.next.flatMap { HistoryCursor($0.description) }
  } while cursor != nil && found.count <= expected.count
  #expect(found == expected, "\(filter)")
}

@Test(
  "whatever happens to a log, its totals are what its sets come to", arguments: 1...4 as ClosedRange<UInt64>)
func totalsFollow(seed: UInt64) throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  var history = try RandomHistory(log, seed: seed)
  for _ in 0..<12 {
    for _ in 0..<20 { try history.happen() }
    let kept = try log.sets()
    let all = kept.filter(\.counts)
    for _ in 0..<4 {
      let filter = history.filter()
      try check(log, all, filter)
      try checkBests(log, all, filter)
      try checkSessions(log, all, filter)
    }
    try checkHistory(log, kept, history.filter(), pageOf: Int.random(in: 1...7, using: &history.random))
  }
  #expect(try log.count() > 20, "seed \(seed)")
}

@Test("totals of a log that is brought up to date are those that triggers would have made")
func totalsOfOldLogs() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  var history = try RandomHistory(log, seed: 99)
  for _ in 0..<300 { try history.happen() }
  let tables = ["dayTotal", "monthTotal", "sessionTotal", "best"]
  func contents() throws -> [[String]] {
    try log.read { db in
      try tables.map { table in
        // Rounded, since sums may be in another order.
        try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { row in
          row.map { name, value in
            (value.storage.value as? Double).map { "\(name) \(($0 * 1e6).rounded())" } ?? "\(name) \(value)"
          }.joined(separator: ", ")
        }.sorted()
      }
    }
  }
  let kept = try contents()
  try log.computingTotalsOnce { _ in }
  #expect(try contents() == kept)
  #expect(kept.allSatisfy { !$0.isEmpty })
}

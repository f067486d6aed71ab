// SPDX-License-Identifier: Apache-2.0
//
// Owns: that no question goes through the whole table of sets.

import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing
import Training

@testable import SetLog

/// Every way to say which sets are meant.
private var filters: [SetFilter] {
  var filters: [SetFilter] = []
  for whose in 0..<3 {
    for isOfMachine in [false, true] {
      for times in 0..<4 {
        var filter = SetFilter()
        if whose == 1 { filter.walker = "Ann" }
        filter.isAnonymous = whose == 2
        if isOfMachine { filter.machine = "Sled" }
        if times & 1 != 0 { filter.since = "2026-03-01T10:00:00.000Z" }
        if times & 2 != 0 { filter.until = "2026-04-20T10:00:00.000Z" }
        filters.append(filter)
      }
    }
  }
  var one = SetFilter()
  one.id = "x"
  var session = SetFilter()
  session.sessionId = "session 1"
  return filters + [one, session]
}

private func askEverything(_ log: SetLog, _ filter: SetFilter) throws {
  let cursor = HistoryCursor("2026-03-20T10:00:00.000Z_x")
  _ = try log.history(filter, limit: 5)
  _ = try log.history(filter, before: cursor, limit: 5)
  _ = try log.sessions(filter, limit: 5)
  _ = try log.sessions(filter, before: try log.sessions(limit: 1).next, limit: 5)
  _ = try log.summary(filter)
  _ = try log.days(filter)
  _ = try log.weeks(filter)
  _ = try log.months(filter)
  _ = try log.bests(filter)
  _ = try log.trend(filter)
  _ = try log.streak(filter, daysAWeek: 3)
  _ = try log.standingBests()
  // All of the past is not asked for.
  if filter.since != nil { _ = try log.weeklyFeedback(filter) }
  for chosen in TrainingProtocol.builtIn { _ = try log.progress(chosen, filter) }
  try log.forEachSet(filter, newest: 3) { _ in }
}

/// The statements that work on a log executes, with their values.
private func statements(of log: SetLog, _ work: () throws -> Void) throws -> Set<String> {
  let seen = Mutex<Set<String>>([])
  try log.database.read { db in
    db.trace(options: .statement) { event in
      let text = event.expandedDescription
      _ = seen.withLock { $0.insert(text) }
    }
  }
  try work()
  try log.database.read { $0.trace() }
  return seen.withLock { $0 }
}

@Test("no question scans the table of sets, or the totals of all walkers, without an index")
func noScans() throws {
  let folder = try Folder()
  do {
    var history = try RandomHistory(SetLog(directory: folder.path), seed: 3)
    for _ in 0..<40 { try history.insert() }
  }
  // One connection, which is traced.
  let log = try SetLog(readingFrom: folder.path)
  let asked = try statements(of: log) { for filter in filters { try askEverything(log, filter) } }
  let queries = asked.filter { $0.hasPrefix("SELECT") }
  #expect(queries.count > 300)
  for query in queries {
    let plan = try log.read {
      try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN " + query).map { $0["detail"] as String }
    }
    for step in plan where step.hasPrefix("SCAN") {
      // In the order of an index, to stop after a page, or over answers of a query within.
      let isInOrder = step.contains("USING INDEX") || step.contains("USING COVERING INDEX")
      let isOfTable = ["finishedSet", "sessionTotal", "dayTotal", "monthTotal", "best"].contains {
        step.split(separator: " ").dropFirst().first.map(String.init) == $0
      }
      #expect(
        !isOfTable || (isInOrder && query.contains("LIMIT")), "\(query)\n\(plan.joined(separator: "\n"))")
    }
    // Sorting a session is fine, sorting all sets is not.
    let isOfFew = query.contains("session 1'") || query.contains("= 'x'")
    #expect(
      isOfFew || !plan.contains("USE TEMP B-TREE FOR ORDER BY"), "\(query)\n\(plan.joined(separator: "\n"))")
  }
}

/// The statements of a trigger, with values in the place of a row's.
private func statements(ofTrigger sql: String) -> [String] {
  guard let begin = sql.range(of: "BEGIN"), let end = sql.range(of: "END", options: .backwards) else {
    return []
  }
  return sql[begin.upperBound..<end.lowerBound].split(separator: ";").map {
    $0.trimmingCharacters(in: .whitespacesAndNewlines)
      .replacing(
        /\b(OLD|NEW)\.(localDay|durationS|movingTimeS|distanceM|meanSpeedMps|workJ)\b/, with: "20500"
      )
      .replacing(/\b(OLD|NEW)\.[a-zA-Z]+/, with: "'x'")
  }.filter { !$0.isEmpty }
}

@Test("the triggers find what they touch by an index, a session or some days at a time")
func noScansInTriggers() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try log.read { db in
    let triggers = try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    #expect(triggers.count == 20)
    for trigger in triggers {
      let name = trigger["name"] as String
      let all = statements(ofTrigger: trigger["sql"])
      #expect(!all.isEmpty, "\(name)")
      for statement in all {
        let steps = try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + statement).map {
          $0["detail"] as String
        }
        for step in steps where !["best_next"].contains(name) {
          let isOfTable = [
            "finishedSet", "other", "sessionTotal", "dayTotal", "monthTotal", "best", "change",
          ].contains {
            step.hasPrefix("SCAN " + $0)
          }
          #expect(!isOfTable, "\(name): \(step)\n\(statement)")
          // A machine, or a walker on a machine, has too many sets to look at for one.
          #expect(
            !step.hasSuffix("(machineId=?)") && !step.hasSuffix("(machineId=? AND walkerId=?)"),
            "\(name): \(step)")
          #expect(
            !step.hasSuffix("(walkerId=?)") && !step.hasSuffix("(walker=?)"), "\(name): \(step)\n\(statement)"
          )
        }
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the measured queries, with different names and times in each run, and the same in plain SQL.

import Foundation
import GRDB
import SetLog
import Training

struct Questions {
  private let log: SetLog
  private let plain: DatabaseQueue
  private let cursors: [HistoryCursor]
  private let sessionIds: [String]
  private let today = LocalDay(year: 2025, month: 12, day: 31) ?? LocalDay(number: 20_000)

  init(folder: String) throws {
    log = try SetLog(readingFrom: folder)
    var configuration = Configuration()
    configuration.readonly = true
    plain = try DatabaseQueue(path: folder + "/" + SetLog.fileName, configuration: configuration)
    // Places deep in the history, from its sets themselves.
    cursors = try plain.read { db in
      try stride(from: 30_000, to: 1_000_000, by: 97_000).compactMap { row in
        try Row.fetchOne(
          db, sql: "SELECT startedAt, id FROM finishedSet ORDER BY startedAt DESC, id DESC LIMIT 1 OFFSET ?",
          arguments: [row]
        ).flatMap { HistoryCursor("\($0["startedAt"] as String)_\($0["id"] as String)") }
      }
    }
    sessionIds = try plain.read {
      try String.fetchAll($0, sql: "SELECT sessionId FROM sessionTotal LIMIT 50000")
    }
  }

  private func filter(walker: Int? = nil, machine: Int? = nil, anonymous: Bool = false, month: Int? = nil)
    -> SetFilter
  {
    var filter = SetFilter()
    filter.walker = walker.map { LogFixture.walker($0 % LogFixture.walkers) }
    filter.machine = machine.map { LogFixture.machine($0 % LogFixture.machines) }
    filter.isAnonymous = anonymous
    if let month {
      let first = LocalDay(year: 2017 + month % 8, month: 1 + month % 12, day: 1) ?? today
      filter.since = Instant("\(first)T00:00:00Z")
      filter.until = Instant("\((first + 31).firstOfMonth)T00:00:00Z")
    }
    return filter
  }

  func measure() throws -> [Measurement] { try history() + totals() + others() }

  private func ask(_ name: String, plain sql: String? = nil, _ question: (Int) throws -> Void) throws
    -> Measurement
  {
    var measurement = try Measurement(name, goalMs: LogBench.goalMs, runs: LogBench.runs, question)
    if let sql {
      let without = try Measurement(name, goalMs: nil, runs: 3) { _ in
        try plain.read { db in _ = try Row.fetchAll(db, sql: sql) }
      }
      measurement.plainS = without.medianS
    }
    return measurement
  }

  private func history() throws -> [Measurement] {
    let page = "SELECT * FROM loggedSet %@ ORDER BY startedAt DESC, id DESC LIMIT 51 OFFSET %@"
    func sql(_ condition: String, _ offset: Int) -> String {
      page.replacing("%@ ORDER", with: condition + " ORDER").replacing("OFFSET %@", with: "OFFSET \(offset)")
    }
    return [
      try ask("history, first page", plain: sql("", 0)) { _ in _ = try log.history(limit: 50) },
      try ask("history, deep", plain: sql("", 500_000)) { run in
        _ = try log.history(before: cursors[run % cursors.count], limit: 50)
      },
      try ask("history of a walker", plain: sql("WHERE walker = 'Walker 3'", 0)) { run in
        _ = try log.history(filter(walker: run), limit: 50)
      },
      try ask("history of a walker, deep", plain: sql("WHERE walker = 'Walker 3'", 2000)) { run in
        _ = try log.history(filter(walker: run), before: cursors[run % cursors.count], limit: 50)
      },
      try ask("history of a machine", plain: sql("WHERE machine = 'Treadmill 3'", 0)) { run in
        _ = try log.history(filter(machine: run), limit: 50)
      },
      try ask("history of both", plain: sql("WHERE walker = 'Walker 3' AND machine = 'Treadmill 9'", 0)) {
        run in
        _ = try log.history(filter(walker: run, machine: run / 3), limit: 50)
      },
      try ask("history of a session", plain: sql("WHERE sessionId = '\(sessionIds[1000])'", 0)) { run in
        var filter = SetFilter()
        filter.sessionId = sessionIds[run * 997 % sessionIds.count]
        _ = try log.history(filter, limit: 50)
      },
      try ask(
        "sessions, first page",
        plain: """
          SELECT sessionId, walkerId, min(startedAt), max(endedAt), count(*), sum(distanceM) FROM finishedSet
          GROUP BY sessionId, walkerId ORDER BY 3 DESC LIMIT 50
          """
      ) { _ in _ = try log.sessions(limit: 50) },
      try ask("sessions of a walker") { run in _ = try log.sessions(filter(walker: run), limit: 50) },
    ]
  }

  private func totals() throws -> [Measurement] {
    let sums = """
      SELECT count(*), count(DISTINCT sessionId), sum(durationS), sum(movingTimeS), sum(distanceM), sum(workJ),
        max(durationS), max(distanceM), max(meanSpeedMps), max(workJ), max(meanPowerW) FROM finishedSet
      """
    let machine = "machineId = (SELECT id FROM machine WHERE name = 'Treadmill 3')"
    let walker = "WHERE walkerId = (SELECT id FROM walker WHERE name = 'Walker 3')"
    return [
      try ask("summary of all", plain: sums) { _ in _ = try log.summary() },
      try ask("summary of a walker", plain: "\(sums) \(walker)") { run in
        _ = try log.summary(filter(walker: run))
      },
      try ask("summary without a walker", plain: "\(sums) WHERE walkerId IS NULL") { _ in
        _ = try log.summary(filter(anonymous: true))
      },
      try ask("summary of a machine", plain: "\(sums) WHERE \(machine)") { run in
        _ = try log.summary(filter(machine: run))
      },
      try ask(
        "summary of a month",
        plain:
          "\(sums) WHERE startedAt >= '2020-03-01T00:00:00.000Z' AND startedAt < '2020-04-01T00:00:00.000Z'"
      ) { run in _ = try log.summary(filter(month: run)) },
      try ask(
        "weeks of all", plain: sums + " GROUP BY (localDay + 3) / 7"
      ) { _ in _ = try log.weeks() },
      try ask("weeks of a walker", plain: "\(sums) \(walker) GROUP BY (localDay + 3) / 7") { run in
        _ = try log.weeks(filter(walker: run))
      },
      try ask("weeks without a walker") { _ in _ = try log.weeks(filter(anonymous: true)) },
      try ask("weeks of a machine") { run in _ = try log.weeks(filter(machine: run)) },
      try ask("days of all", plain: sums + " GROUP BY localDay") { _ in _ = try log.days() },
      try ask("months of all", plain: sums + " GROUP BY substr(startedAt, 1, 7)") { _ in _ = try log.months()
      },
    ]
  }

  private func others() throws -> [Measurement] {
    let bests = """
      SELECT machineId, calibrationId, max(durationS), max(distanceM),
        max(CASE WHEN NOT recovered AND movingTimeS >= 30 THEN meanSpeedMps END), max(workJ), max(meanPowerW)
      FROM finishedSet %@ GROUP BY machineId, calibrationId
      """
    let machine = "machineId = (SELECT id FROM machine WHERE name = 'Treadmill 3')"
    func plan(_ run: Int) -> TrainingProtocol {
      TrainingProtocol.builtIn[run % TrainingProtocol.builtIn.count]
    }
    return [
      try ask("bests of all", plain: bests.replacing("%@", with: "")) { _ in _ = try log.bests() },
      try ask(
        "bests of a walker",
        plain: bests.replacing("%@", with: "WHERE walkerId = (SELECT id FROM walker WHERE name = 'Walker 3')")
      ) { run in _ = try log.bests(filter(walker: run)) },
      try ask("bests without a walker", plain: bests.replacing("%@", with: "WHERE walkerId IS NULL")) { _ in
        _ = try log.bests(filter(anonymous: true))
      },
      try ask("bests of a machine", plain: bests.replacing("%@", with: "WHERE \(machine)")) {
        run in
        _ = try log.bests(filter(machine: run))
      },
      try ask("streak of a walker") { run in
        _ = try log.streak(filter(walker: run), daysAWeek: 3, today: today)
      },
      try ask("streak of a machine") { run in
        _ = try log.streak(filter(machine: run), daysAWeek: 3, today: today)
      },
      try ask("trend of a walker") { run in _ = try log.trend(filter(walker: run)) },
      try ask("progress of a walker") { run in
        _ = try log.progress(plan(run), filter(walker: run), today: today)
      },
      try ask("progress without a walker") { run in
        _ = try log.progress(plan(run), filter(anonymous: true), today: today)
      },
    ]
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the cost of logging a set, with totals and without. Leaves the log unchanged.

import Foundation
import GRDB
import SetLog

struct Inserts {
  let folder: String

  func measure() throws -> [Measurement] {
    let log = try SetLog(directory: folder)
    let entries = (0..<LogBench.runs * 3).map(entry)
    var with = try Measurement("insert, to the disk", goalMs: LogBench.insertGoalMs, runs: LogBench.runs) {
      run in
      try log.insert(entries[run])
    }
    let claim = try Measurement("claim, to the disk", goalMs: LogBench.insertGoalMs, runs: LogBench.runs) {
      run in
      try log.claim(set: entries[run].record.id, for: LogFixture.walker(run * 7 % LogFixture.walkers))
    }
    with.plainS = try withoutTriggers {
      let without = try SetLog(directory: folder)
      return try Measurement("", goalMs: nil, runs: LogBench.runs) { run in
        try without.insert(entries[LogBench.runs + run])
      }.medianS
    }
    return [with, claim]
  }

  /// Runs something without triggers; afterwards the new sets are removed again with their totals.
  private func withoutTriggers(_ work: () throws -> Double) throws -> Double {
    let queue = try DatabaseQueue(path: folder + "/" + SetLog.fileName)
    let triggers = try queue.write { db in
      let triggers = try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
      for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger["name"] as String)") }
      return triggers.map { $0["sql"] as String }
    }
    let seconds = try work()
    try queue.write { db in
      for sql in triggers { try db.execute(sql: sql) }
      try db.execute(
        sql: "DELETE FROM finishedSet WHERE startedAt >= ?",
        arguments: [Instant(unixMs: LogFixture.endMs)])
    }
    return seconds
  }

  /// A new set without a walker, some days after the ten years.
  private func entry(_ number: Int) -> SetEntry {
    let startMs = LogFixture.endMs + 86_400_000 + Int64(number) * 180_000
    let calibration = CalibrationRecord(json: "{\"machine\":\(number % 16),\"number\":4}")
    var record = SetRecord(
      id: UUIDv7.make(unixMs: startMs, bits: (UInt64(number), 1)), sessionId: "new \(number / 3)",
      indexInSession: number % 3 + 1, startedAt: Instant(unixMs: startMs),
      endedAt: Instant(unixMs: startMs + 60_000),
      clock: RecordClock(
        quality: .synchronised, bootId: "new", monotonicNs: Int64(number), monotonicEndNs: Int64(number) + 1),
      durationS: 60, movingTimeS: 60, distanceM: 48 + Double(number % 10), distanceSdM: 0.1,
      meanSpeedMps: 0.8,
      maxSpeedMps: 1.1, machine: LogFixture.machine(number % 16),
      quality: RecordQuality(pulses: 1067, edges: 1067),
      calibrationId: calibration.id, softwareVersion: "0.3.0")
    record.meanPowerW = 100
    record.workJ = 6000
    return SetEntry(
      record: record, calibration: calibration, pulseTimesNs: (0..<1067).map { Int64($0) * 56_250_000 })
  }
}

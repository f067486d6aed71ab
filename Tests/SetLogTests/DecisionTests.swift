// SPDX-License-Identifier: Apache-2.0
//
// Suspect, accepted and discarded sets: what counts, what is kept, what is exported.

import Foundation
import GRDB
import Pulses
import SetExport
import TestSupport
import Testing
import Training

@testable import SetLog

private let hum = "equal gaps at 50.0 Hz, as mains hum makes them"

/// A log with a walk of 40 m and a suspect set of 90 m, both of one minute.
private struct SuspectLog {
  let folder: Folder
  let log: SetLog
  let calibration = CalibrationRecord(json: "{}")

  init() throws {
    folder = try Folder()
    log = try SetLog(directory: folder.path)
    try log.insert(entry(1, distanceM: 40))
    var suspect = entry(2, distanceM: 90)
    suspect.record.suspect = hum
    suspect.context = [Edge(timestampNs: 5), Edge(timestampNs: 20_000_005, line: 0, transition: .rising)]
    try log.insert(suspect)
  }

  func entry(_ number: Int, distanceM: Double) -> SetEntry {
    let startedAt: Instant = "2026-03-02T10:0\(number):00.000Z"
    let record = SetRecord(
      id: "set \(number)", sessionId: "s", indexInSession: number, startedAt: startedAt,
      endedAt: "2026-03-02T10:0\(number):59.000Z",
      clock: RecordClock(
        quality: .synchronised, bootId: "b", monotonicNs: Int64(number), monotonicEndNs: Int64(number) + 1),
      durationS: 60, movingTimeS: 60, distanceM: distanceM, distanceSdM: 0.1, meanSpeedMps: distanceM / 60,
      maxSpeedMps: 2, machine: "m", quality: RecordQuality(pulses: 1, edges: 1),
      calibrationId: calibration.id, softwareVersion: "0")
    var entry = SetEntry(record: record, calibration: calibration, pulseTimesNs: [Int64(number)])
    entry.record.quality.openingBounces = 7
    return entry
  }

  /// What the log says in total: sets, metres, the farthest set, days of the week.
  var sums: [String] {
    get throws {
      let totals = try log.summary()
      let farthest = try log.bests().first { $0.kind == .farthest }
      let week = try log.weeks().first?.totals
      var plan = TrainingProtocol.deadmill3x60
      plan.weekly = WeeklyAim(fewest: 1, most: 1)
      let sessions = try log.sessions(limit: 9).sessions.first?.sets ?? 0
      return [
        "\(totals.sets)", "\(totals.distanceM)", farthest?.setId ?? "-", "\(week?.sets ?? 0)", "\(sessions)",
        try log.newest(
          ComparableSets(walker: nil, machine: "m", calibrationId: calibration.id), notIn: nil, position: nil)?
          .id
          ?? "-",
      ]
    }
  }

  func exported(_ format: ExportFormat, _ options: ExportOptions = ExportOptions()) throws -> String {
    var bytes: [UInt8] = []
    try log.export(SetFilter(), as: format, options: options) { bytes += $0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}

@Test("a suspect set is listed and counts for nothing; accepted, it counts like any other")
func suspectCountsForNothing() throws {
  let suspect = try SuspectLog()
  #expect(try suspect.log.sets().map(\.suspect) == [nil, hum])
  #expect(try suspect.sums == ["1", "40.0", "set 1", "1", "1", "set 1"])
  #expect(try suspect.log.accept(set: "set 2", at: "2026-03-03T00:00:00.000Z"))
  let accepted = try suspect.log.set(id: "set 2")
  #expect(accepted.suspect == nil && accepted.counts)
  #expect(accepted.accepted == RecordAcceptance(at: "2026-03-03T00:00:00.000Z", suspect: hum))
  #expect(try suspect.sums == ["2", "130.0", "set 2", "2", "2", "set 2"])
  #expect(try !suspect.log.accept(set: "set 2") && suspect.log.set(id: "set 2") == accepted)
}

@Test("a discarded set is in no list and no sum, keeps its pulses, and comes back when it is accepted")
func discardedComesBack() throws {
  let suspect = try SuspectLog()
  let before = try suspect.log.set(id: "set 1")
  #expect(try suspect.log.discard(set: "set 1", at: "2026-03-03T00:00:00.000Z"))
  #expect(try !suspect.log.discard(set: "set 1"))
  #expect(try suspect.log.sets().map(\.id) == ["set 2"])
  #expect(try suspect.sums == ["0", "0.0", "-", "0", "0", "-"])
  var filter = SetFilter()
  filter.standing = .discarded
  #expect(try suspect.log.history(filter, limit: 9).sets.map(\.id) == ["set 1"])
  #expect(try suspect.log.edges(of: "set 1") == [Edge(timestampNs: 1)])
  #expect(try suspect.log.set(id: "set 1").discardedAt == "2026-03-03T00:00:00.000Z")
  #expect(try suspect.log.accept(set: "set 1", at: "2026-03-04T00:00:00.000Z"))
  var back = try suspect.log.set(id: "set 1")
  #expect(back.accepted == RecordAcceptance(at: "2026-03-04T00:00:00.000Z", suspect: nil))
  back.accepted = nil
  #expect(back == before)
  #expect(try suspect.sums == ["1", "40.0", "set 1", "1", "1", "set 1"])
  #expect(throws: SetLogError.noSuchSet(id: "x")) { try suspect.log.discard(set: "x") }
  #expect(throws: SetLogError.noSuchSet(id: "x")) { try suspect.log.accept(set: "x") }
}

@Test("recomputed figures keep what a person decided; only an undecided set becomes suspect or is cleared")
func recomputeKeepsDecisions() throws {
  let suspect = try SuspectLog()
  func recompute(_ id: String, suspect reason: String?, distanceM: Double) throws -> SetRecord {
    var fresh = try suspect.log.set(id: id)
    fresh.suspect = reason
    fresh.distanceM = distanceM
    try suspect.log.replace(
      fresh, trace: nil, calibration: suspect.calibration, replacedAt: "2026-04-01T00:00:00.000Z")
    return try suspect.log.set(id: id)
  }
  #expect(
    try recompute("set 1", suspect: "gaps that jump about", distanceM: 41).suspect == "gaps that jump about")
  #expect(try recompute("set 1", suspect: nil, distanceM: 42).suspect == nil)
  try suspect.log.accept(set: "set 2", at: "2026-03-03T00:00:00.000Z")
  let accepted = try recompute("set 2", suspect: "another reason", distanceM: 91)
  #expect(accepted.suspect == nil && accepted.distanceM == 91)
  #expect(accepted.accepted == RecordAcceptance(at: "2026-03-03T00:00:00.000Z", suspect: hum))
  // Nothing differs but a reason that does not count any more.
  var same = accepted
  same.suspect = hum
  #expect(
    try !suspect.log.replace(
      same, trace: nil, calibration: suspect.calibration, replacedAt: "2026-04-02T00:00:00.000Z"))
  try suspect.log.discard(set: "set 1", at: "2026-03-05T00:00:00.000Z")
  #expect(try recompute("set 1", suspect: nil, distanceM: 43).discardedAt == "2026-03-05T00:00:00.000Z")
}

@Test("the edges before a suspect set are kept, and only its own")
func keepsContext() throws {
  let suspect = try SuspectLog()
  #expect(try suspect.log.contextEdges(of: "set 2").map(\.timestampNs) == [5, 20_000_005])
  #expect(try suspect.log.contextEdges(of: "set 1") == [])
  try suspect.log.write { try $0.execute(sql: "DELETE FROM finishedSet WHERE id = 'set 2'") }
  #expect(try suspect.log.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM contextEdges") } == 0)
}

@Test("an upload leaves suspect sets out unless they are asked for", arguments: ExportFormat.allCases)
func exportsOfSuspects(format: ExportFormat) throws {
  let suspect = try SuspectLog()
  var options = ExportOptions()
  func sets() throws -> Int {
    try suspect.log.export(SetFilter(), as: format, options: options) { _ in }.sets
  }
  #expect(try sets() == (format.leavesOutSuspectSets ? 1 : 2))
  options.includesSuspectSets = true
  #expect(try sets() == 2)
  let isMarked = format != .fit && format != .csvTrace
  #expect(try suspect.exported(format, options).contains("mains hum") == isMarked)
  try suspect.log.discard(set: "set 2")
  #expect(try sets() == 1)
  #expect(try !suspect.exported(format, options).contains("set 2"))
}

@Test("the report shows a suspect set and keeps it out of its sums")
func reportOfSuspects() throws {
  let html = try SuspectLog().exported(.html)
  #expect(html.contains("data-set=\"set 2\"") && html.contains("Suspect: \(hum)."))
  #expect(html.contains("data-total=\"distanceM\">40.0 m"))
}

@Test("the archive carries suspicion, acceptance and the edges before a set to another log")
func archiveOfSuspects() throws {
  let suspect = try SuspectLog()
  let file = suspect.folder.path + "/log.json"
  func imported() throws -> SetLog {
    try Data(suspect.exported(.json).utf8).write(to: URL(fileURLWithPath: file))
    let other = try Folder()
    let log = try SetLog(directory: other.path)
    #expect(try LogImport.run(file, into: log).refused == [])
    #expect(try log.sets() == suspect.log.sets())
    #expect(try log.contextEdges(of: "set 2") == suspect.log.contextEdges(of: "set 2"))
    #expect(try log.summary() == suspect.log.summary())
    return log
  }
  #expect(try imported().summary().sets == 1)
  try suspect.log.accept(set: "set 2")
  #expect(try imported().summary().sets == 2)
}

@Test("an archive of an older program, without the newer keys, is imported")
func importsOlderArchive() throws {
  let suspect = try SuspectLog()
  try suspect.log.discard(set: "set 2")
  var text = try suspect.exported(.json)
  for key in [
    #""suspect":null,"accepted":null,"discardedAt":null,"#, #""openingBounces":7,"impossible":null,"#,
    #","contextEdges":null"#,
  ] {
    #expect(text.contains(key))
    text = text.replacing(key, with: "")
  }
  text = text.replacing("\"version\":2", with: "\"version\":1")
  let file = suspect.folder.path + "/old.json"
  try Data(text.utf8).write(to: URL(fileURLWithPath: file))
  let other = try Folder()
  let log = try SetLog(directory: other.path)
  let summary = try LogImport.run(file, into: log)
  #expect(summary.added == 1 && summary.refused == [])
  #expect(try log.set(id: "set 1").quality.openingBounces == nil)
}

@Test("a salvaged log keeps suspicion, decisions and context")
func salvageOfSuspects() throws {
  let suspect = try SuspectLog()
  try suspect.log.discard(set: "set 1")
  let other = try Folder()
  let found = try suspect.log.salvage(into: other.path + "/new")
  #expect(found.damages == [] && found.sound == 2)
  let log = try SetLog(readingFrom: other.path + "/new")
  #expect(try log.set(id: "set 1") == suspect.log.set(id: "set 1"))
  #expect(try log.set(id: "set 2") == suspect.log.set(id: "set 2"))
  #expect(try log.contextEdges(of: "set 2").count == 2)
}

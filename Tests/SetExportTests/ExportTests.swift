// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TestSupport
import Testing

@testable import SetExport
@testable import SetLog

/// Two sessions whose sets take turns, of two machines.
private func log(in folder: Folder) throws -> SetLog {
  let log = try SetLog(directory: folder.path)
  let calibration = CalibrationRecord(json: "{}")
  for (number, session) in ["s", "t", "s", "t", "t"].enumerated() {
    let startMs = ExportSample.startMs + Int64(number) * 100_000
    var record = ExportSample.record(number + 1, startMs: startMs, session: session)
    record.calibrationId = calibration.id
    record.machine = session == "s" ? "Séance 1 / Süd" : "Treadmill 3"
    let trace = number == 2 ? nil : ExportSample.set(record).trace
    try log.insert(SetEntry(record: record, trace: trace, calibration: calibration))
  }
  return log
}

private func exported(_ log: SetLog, _ filter: SetFilter, _ format: ExportFormat) throws -> (
  ExportCount, [UInt8]
) {
  var bytes: [UInt8] = []
  let count = try log.export(filter, as: format) { bytes += $0 }
  return (count, bytes)
}

@Test("sets that take turns are exported session by session, in the order of their first sets")
func sessionsInOrder() throws {
  let folder = try Folder()
  let (count, bytes) = try exported(log(in: folder), SetFilter(), .csv)
  let ids = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").dropFirst().map { $0.prefix(7) }
  #expect(ids == ["set-s-1", "set-s-3", "set-t-2", "set-t-4", "set-t-5"])
  #expect(count == ExportCount(sessions: 2, sets: 5))
}

@Test("a filter leaves what it names, and where that is nothing nothing is written")
func exportFilters() throws {
  let folder = try Folder()
  let log = try log(in: folder)
  var filter = SetFilter()
  filter.since = Instant(unixMs: ExportSample.startMs + 200_000)
  #expect(try exported(log, filter, .fit).0 == ExportCount(sessions: 2, sets: 3))
  filter.machine = "Treadmill 3"
  #expect(try exported(log, filter, .tcx).0 == ExportCount(sessions: 1, sets: 2))
  filter.machine = "none"
  for format in [ExportFormat.fit, .tcx, .csv, .csvTrace, .strong] {
    let (count, bytes) = try exported(log, filter, format)
    #expect(count == ExportCount() && bytes.isEmpty)
  }
}

@Test("each session for itself is what it is in one file")
func exportEach() throws {
  let folder = try Folder()
  let log = try log(in: folder)
  var names: [String] = []
  var bytes: [UInt8] = []
  let count = try log.exportEachSession(SetFilter(), as: .fit) { name, write in
    names.append(name)
    try write { bytes += $0 }
  }
  #expect(names.map { $0.dropFirst(16) } == ["seance-1-sud", "treadmill-3"])
  #expect(try bytes == exported(log, SetFilter(), .fit).1 && count.sets == 5)
}

@Test("an export changes nothing in the folder of the log")
func exportOnlyReads() throws {
  let folder = try Folder()
  do { _ = try log(in: folder) }
  let before = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + SetLog.fileName))
  for format in [ExportFormat.fit, .tcx, .csv, .csvTrace, .strong] {
    #expect(try exported(SetLog(readingFrom: folder.path), SetFilter(), format).0.sets == 5)
  }
  #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + SetLog.fileName)) == before)
}

@Test("an error of the sink is rethrown as it is, and a damaged trace is reported with its set")
func exportErrors() throws {
  struct Full: Error {}
  let folder = try Folder()
  let log = try log(in: folder)
  #expect(throws: Full.self) { try log.export(SetFilter(), as: .fit) { _ in throw Full() } }
  try log.write { try $0.execute(sql: "UPDATE speedTrace SET packed = x'0102' WHERE setId = 'set-t-4'") }
  let error = #expect(throws: SetLogError.self) { try log.export(SetFilter(), as: .fit) { _ in } }
  #expect("\(try #require(error))".contains("set-t-4"))
}

@Test("a session is found by the beginning of its identifier")
func sessionByPrefix() throws {
  let folder = try Folder()
  let log = try log(in: folder)
  #expect(try log.sessionId(beginning: "t") == "t")
  #expect(throws: ExportError.noSuchSession(id: "u")) { try log.sessionId(beginning: "u") }
  #expect(throws: ExportError.noSuchSession(id: "")) { try log.sessionId(beginning: "") }
}

@Test("names of files hold letters, digits and hyphens only")
func exportNames() {
  #expect(ExportedSession.slug("Treadmill 3") == "treadmill-3")
  #expect(ExportedSession.slug("../../Ümlaut & Söhne!") == "umlaut-sohne")
  #expect(ExportedSession.slug("日本 / ..") == "machine")
  var record = ExportSample.record()
  record.utcOffsetS = 9 * 3600 + 1800
  #expect(ExportSample.session(record).name(withWalker: false) == "2026-03-01-1930-treadmill-3")
  record.machine = "../../etc"
  #expect(ExportSample.session(record).name(withWalker: false) == "2026-03-01-1930-etc")
  record.walker = "../Zoë"
  #expect(ExportSample.session(record).name(withWalker: true) == "2026-03-01-1930-etc-zoe")
  record.walker = "花子"
  #expect(ExportSample.session(record).name(withWalker: true) == "2026-03-01-1930-etc-walker")
}

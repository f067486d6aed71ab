// SPDX-License-Identifier: Apache-2.0
//
// Owns: that an activity is one person's: what two people who took turns in a session get is their own, read back.

import Foundation
import TestSupport
import Testing

@testable import SetExport
@testable import SetLog

/// Ada, Bob, Ada, Bob and one set without a walker, a minute each, with two minutes between.
private func shared(_ folder: Folder) throws -> SetLog {
  let log = try SetLog(directory: folder.path)
  try log.addWalker(name: "Ada")
  try log.addWalker(name: "Bob")
  for (index, walker) in ["Ada", "Bob", "Ada", "Bob", nil].enumerated() {
    let startMs = ExportSample.startMs + Int64(index) * 180_000
    var record = ExportSample.record(index + 1, startMs: startMs, distanceM: 40 + Double(index))
    record.clock = RecordClock(
      quality: .synchronised, bootId: "b", monotonicNs: Int64(index) * 180_000_000_000,
      monotonicEndNs: Int64(index) * 180_000_000_000 + 60_000_000_000)
    record.restBeforeS = index == 0 ? nil : 120
    record.walker = walker
    record.note = "note of \(walker ?? "none") \(index)"
    record.pain = index
    let calibration = CalibrationRecord(json: "{}")
    record.calibrationId = calibration.id
    let trace = ExportSample.set(record).trace
    try log.insert(SetEntry(record: record, trace: trace, calibration: calibration))
  }
  return log
}

private func files(_ log: SetLog, _ format: ExportFormat, walker: String? = nil) throws -> [String: [UInt8]] {
  var filter = SetFilter()
  filter.walker = walker
  var files: [String: [UInt8]] = [:]
  _ = try log.exportEachSession(filter, as: format) { name, write in
    #expect(files[name] == nil, "\(name) is written twice")
    var bytes: [UInt8] = []
    try write { bytes += $0 }
    files[name] = bytes
  }
  return files
}

@Test(
  "each walker's part of a session is a file of its own, and carries nothing of the others",
  arguments: ExportFormat.allCases)
func filesOfASharedSession(format: ExportFormat) throws {
  let folder = try Folder()
  let log = try shared(folder)
  let files = try files(log, format)
  #expect(
    files.keys.sorted() == [
      "2026-03-01-1000-treadmill-3-ada", "2026-03-01-1003-treadmill-3-bob", "2026-03-01-1012-treadmill-3",
    ])
  guard format != .fit else { return }
  for (name, bytes) in files {
    let text = String(decoding: bytes, as: UTF8.self)
    let own = name.hasSuffix("ada") ? "Ada" : name.hasSuffix("bob") ? "Bob" : "none"
    for other in ["Ada", "Bob", "none"] where other != own {
      #expect(
        !text.contains("note of \(other)") && (other == "none" || !text.contains(other)),
        "\(format.rawValue): \(other) in \(name)")
    }
    if format != .csvTrace { #expect(text.contains("note of \(own)"), "\(format.rawValue): \(name)") }
  }
}

@Test("where one walker is chosen the file's name leaves the walker out, and the session is theirs alone")
func oneWalkersFile() throws {
  let folder = try Folder()
  let log = try shared(folder)
  let files = try files(log, .tcx, walker: "BOB")
  #expect(files.keys.sorted() == ["2026-03-01-1003-treadmill-3"])
  let text = String(decoding: files.values.first ?? [], as: UTF8.self)
  #expect(
    text.components(separatedBy: "<Lap ").count == 3 && text.components(separatedBy: "<Activity ").count == 2)
  #expect(text.contains("2 sets") && text.contains("Bob") && !text.contains("Ada"))
}

@Test(
  "FIT: laps, distance and time of an activity are one walker's, and their rests lie between their own sets")
func fitOfASharedSession() throws {
  let folder = try Folder()
  let files = try files(shared(folder), .fit)
  for (walker, sets, metres) in [("-ada", 2, 40.0 + 42), ("-bob", 2, 41.0 + 43), ("3", 1, 44)] {
    let bytes = try #require(files.first { $0.key.hasSuffix(walker) }?.value)
    let frames = try FITFrames(bytes)
    #expect(frames.files == 1 && frames.all(19).count == sets && frames.all(18).count == 1)
    #expect(frames.all(18).first?.value(9) == Int(metres * 100), "total_distance")
    // Sets of messages 225: sets and rests; the rest holds the other walker's set.
    let rests = frames.all(225).filter { $0.value(5) == 0 }
    #expect(rests.compactMap { $0.value(0) } == (sets == 2 ? [300_000] : []), "\(walker)")
  }
}

@Test("one file of all has an activity for each walker, numbered and rested as their own")
func oneFileOfAll() throws {
  let folder = try Folder()
  let log = try shared(folder)
  func text(_ format: ExportFormat) throws -> String {
    var bytes: [UInt8] = []
    let count = try log.export(SetFilter(), as: format) { bytes += $0 }
    #expect(count.sessions == 3 && count.sets == 5)
    return String(decoding: bytes, as: UTF8.self)
  }
  let tcx = try text(.tcx)
  #expect(tcx.components(separatedBy: "<Activity ").count == 4)
  let strong = try text(.strong).split(whereSeparator: \.isNewline).dropFirst()
  #expect(Set(strong.map { $0.split(separator: ";")[0] }).count == 3, "three workouts")
  let html = try text(.html)
  #expect(html.components(separatedBy: "<article").count == 4)
  let archive = try text(.json)
  #expect(archive.contains("\"indexInSession\":4"), "the archive keeps what the log has")
  #expect(try log.sessionCount(SetFilter()) == 3)
}

@Test(
  "a set that was entered by hand says so wherever there is a word for it",
  arguments: ["tcx", "strong", "strong-old", "fhir", "json", "csv", "csv-excel", "html"])
func enteredSetIsMarked(name: String) throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let set = EnteredSet(machine: "m", startedAt: "2026-03-01T09:00:00Z", durationS: 60, distanceM: 40)
  _ = try log.enter(set, software: "1.2.3")
  let format = try #require(ExportFormat(rawValue: name))
  var bytes: [UInt8] = []
  _ = try log.export(SetFilter(), as: format) { bytes += $0 }
  let text = String(decoding: bytes, as: UTF8.self)
  // Records and the page have it as a word of their own.
  let isWord = ["json", "csv", "csv-excel", "html"].contains(name)
  #expect(text.contains(isWord ? "entered" : "Entered by hand"))
}

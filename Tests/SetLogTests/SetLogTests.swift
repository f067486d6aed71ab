// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Pulses
import SetLog
import TestSupport
import Testing

extension Folder {
  /// Where a log in this folder lies.
  var database: String { path + "/" + SetLog.fileName }
}

private let calibration = CalibrationRecord(json: "{\"circumferenceM\":0.18}")
private let edges = (0..<100).map { Edge(timestampNs: Int64($0) * 56_000_000, sequence: Int64($0) + 1) }

private func record(_ number: Int, session: String = "s") -> SetRecord {
  let unixMs = 1_790_000_000_000 + Int64(number) * 120_000
  var quality = RecordQuality(pulses: 100, edges: 101)
  quality.bounces = 1
  quality.lostEdges = 0
  let minute = number < 10 ? "0\(number)" : "\(number)"
  var record = SetRecord(
    id: UUIDv7.make(unixMs: unixMs, hashing: "\(number)".utf8), sessionId: session, indexInSession: number,
    startedAt: "2026-03-01T10:\(minute):00.000Z", endedAt: "2026-03-01T10:\(minute):58.000Z",
    clock: RecordClock(quality: .synchronised, bootId: "b", monotonicNs: 5, monotonicEndNs: 6),
    durationS: 60.1 / 3, movingTimeS: 0.1 + 0.2, distanceM: 48.06, distanceSdM: 1e-300, meanSpeedMps: 0.8,
    maxSpeedMps: 1.0, machine: "Treadmill \"3\"\n", quality: quality, calibrationId: calibration.id,
    softwareVersion: "0.1.0")
  record.meanPowerW = 111.1
  record.restBeforeS = number > 1 ? 60 : nil
  return record
}

private func entry(_ record: SetRecord, _ edges: [Edge]) -> SetEntry {
  SetEntry(record: record, trace: nil, calibration: calibration, edges: edges)
}

@Test("a set that was logged is there after opening again, to the last bit, with its raw pulses")
func roundTripThroughFile() throws {
  let folder = try Folder()
  let original = record(1)
  do {
    let log = try SetLog(directory: folder.path)
    #expect(try log.insert(entry(original, edges)))
  }
  let log = try SetLog(directory: folder.path)
  #expect(try log.sets() == [original])
  #expect(try log.edges(of: original.id) == edges)
}

@Test("logging a set twice changes nothing")
func idempotent() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  #expect(try log.insert(entry(record(1), edges)))
  #expect(try !log.insert(entry(record(1), [])))
  #expect(try log.count() == 1)
  #expect(try log.edges(of: record(1).id) == edges)
}

@Test("sets come in the order of their start, from a time on, and by the beginning of an id")
func queries() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  for number in [3, 1, 2] { try log.insert(entry(record(number), edges)) }
  #expect(try log.sets().map(\.indexInSession) == [1, 2, 3])
  #expect(try log.sets(since: "2026-03-01T10:02:00.000Z").map(\.indexInSession) == [2, 3])
  #expect(try log.lastSet(machine: record(1).machine, bootId: "b")?.sessionId == "s")
  #expect(try log.lastSet(machine: "other", bootId: "b") == nil)
  #expect(try log.set(id: record(2).id) == record(2))
  #expect(throws: SetLogError.noSuchSet(id: "ffff")) { try log.set(id: "ffff") }
  #expect(throws: SetLogError.noSuchSet(id: "")) { try log.set(id: "") }
  let error = #expect(throws: SetLogError.self) { try log.set(id: "01") }
  #expect("\(try #require(error))".contains(record(1).id))
}

@Test("another program reads while one writes")
func readersBesideWriter() throws {
  let folder = try Folder()
  let writer = try SetLog(directory: folder.path)
  try writer.insert(entry(record(1), edges))
  let reader = try SetLog(readingFrom: folder.path)
  #expect(try reader.count() == 1)
  try writer.insert(entry(record(2), edges))
  #expect(try reader.count() == 2)
}

@Test("reading where there is no log creates nothing")
func readingNothing() throws {
  let folder = try Folder()
  let error = #expect(throws: SetLogError.self) { try SetLog(readingFrom: folder.path) }
  #expect("\(try #require(error))".contains("no log here yet"))
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
}

@Test("a log of a newer version is refused untouched", arguments: [true, false])
func newerVersion(reading: Bool) throws {
  let folder = try Folder()
  do {
    let queue = try DatabaseQueue(path: folder.database)
    try queue.write { db in
      try db.execute(sql: "CREATE TABLE future (id TEXT)")
      try db.execute(sql: "PRAGMA user_version = 99")
    }
  }
  let before = try Data(contentsOf: URL(fileURLWithPath: folder.database))
  #expect(throws: SetLogError.newerSchema(path: folder.database)) {
    _ = reading ? try SetLog(readingFrom: folder.path) : try SetLog(directory: folder.path)
  }
  #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)) == before)
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [SetLog.fileName])
}

@Test("another program's database is refused untouched, whether it has a version or not", arguments: [0, 1])
func foreignDatabase(version: Int) throws {
  let folder = try Folder()
  do {
    let queue = try DatabaseQueue(path: folder.database)
    try queue.write { db in
      try db.execute(sql: "CREATE TABLE bookmarks (id TEXT)")
      try db.execute(sql: "PRAGMA user_version = \(version)")
    }
  }
  let before = try Data(contentsOf: URL(fileURLWithPath: folder.database))
  #expect(throws: SetLogError.foreignDatabase(path: folder.database)) { try SetLog(directory: folder.path) }
  #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)) == before)
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [SetLog.fileName])
}

@Test("a file that is no database is refused untouched")
func noDatabase() throws {
  let folder = try Folder()
  let text = Data(String(repeating: "not a database\n", count: 20).utf8)
  try text.write(to: URL(fileURLWithPath: folder.database))
  #expect(throws: SetLogError.self) { try SetLog(directory: folder.path) }
  #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)) == text)
}

@Test("a damaged database says so instead of trapping")
func damagedDatabase() throws {
  let folder = try Folder()
  do {
    let log = try SetLog(directory: folder.path)
    for number in 1...9 { try log.insert(entry(record(number), edges)) }
  }
  var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.database))
  for index in stride(from: 4096, to: bytes.count, by: 7) { bytes[index] ^= 0x5A }
  try bytes.write(to: URL(fileURLWithPath: folder.database))
  #expect(throws: SetLogError.self) { _ = try SetLog(directory: folder.path).sets() }
}

@Test("an error about a folder that cannot be created names it")
func unwritableFolder() throws {
  let folder = try Folder()
  let file = folder.path + "/file"
  try Data().write(to: URL(fileURLWithPath: file))
  let error = #expect(throws: SetLogError.self) { try SetLog(directory: file + "/below") }
  #expect("\(try #require(error))".contains(file))
}

@Test("a full database refuses a set as a whole, and takes it when there is room")
func fullDatabase() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let many = (0..<60_000).map { (index: UInt64) in
    let scattered = index &* 0x9E37_79B9_7F4A_7C15
    return Edge(
      timestampNs: Int64(truncatingIfNeeded: (scattered ^ scattered >> 29) &* 0xBF58_476D_1CE4_E5B9))
  }
  // SQLite's own limit on the file stands for a full disk: the same error, at the same place.
  try log.limitPages(60)
  #expect(throws: SetLogError.full(path: log.path)) {
    try log.insert(entry(record(1), many))
  }
  #expect(try log.count() == 0)
  try log.limitPages(1_000_000)
  #expect(try log.insert(entry(record(1), many)))
  #expect(try log.edges(of: record(1).id) == many)
}

@Test("JSON has every key in its order, unknown as null, and reads back the same")
func json() throws {
  let original = record(2)
  let decoded = try JSONDecoder().decode(
    [SetRecord].self, from: Data(SetRecord.json([original, record(3)]).utf8))
  #expect(decoded == [original, record(3)])
  #expect(original.json.hasPrefix("{\"id\":\"\(original.id)\",\"sessionId\":\"s\",\"indexInSession\":2,"))
  #expect(original.json.contains("\"cadenceSpm\":null") && original.json.contains("\"walker\":null"))
  #expect(SetRecord.json([]) == "[]")
}

@Test("identifiers are of version 7, sort by time and are the same for the same input")
func identifiers() {
  let a = UUIDv7.make(unixMs: 1_790_000_000_000, hashing: "a".utf8)
  #expect(a == UUIDv7.make(unixMs: 1_790_000_000_000, hashing: "a".utf8))
  #expect(a != UUIDv7.make(unixMs: 1_790_000_000_000, hashing: "b".utf8))
  #expect(a < UUIDv7.make(unixMs: 1_790_000_000_001, hashing: "a".utf8))
  #expect(UUID(uuidString: a) != nil)
  let characters = Array(a)
  #expect(characters[14] == "7" && "89ab".contains(characters[19]))
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: notes within their ranges, and that an erased walker is nowhere any more.

import Foundation
import GRDB
import TestSupport
import Testing

@testable import SetLog

private let calibration = CalibrationRecord(json: "{}")

private func logged(_ log: SetLog, _ number: Int, walker: String?) throws -> SetRecord {
  let startMs = 1_790_000_000_000 + Int64(number) * 120_000
  var record = SetRecord(
    id: UUIDv7.make(unixMs: startMs, bits: (UInt64(number), 1)), sessionId: "s", indexInSession: number,
    startedAt: Instant(unixMs: startMs), endedAt: Instant(unixMs: startMs + 60_000),
    clock: RecordClock(quality: .synchronised, bootId: "b", monotonicNs: 5, monotonicEndNs: 6),
    durationS: 60,
    movingTimeS: 60, distanceM: 48, distanceSdM: 0.1, meanSpeedMps: 0.8, maxSpeedMps: 1, machine: "Treadmill",
    quality: RecordQuality(pulses: 1, edges: 1), calibrationId: calibration.id, softwareVersion: "0")
  record.walker = walker
  try log.insert(SetEntry(record: record, calibration: calibration))
  return record
}

@Test("a note is kept, replaced and removed; it is trimmed")
func notes() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let record = try logged(log, 1, walker: nil)
  try log.put(SetNote(rpe: 0, pain: 10, text: "  left knee\n"), on: record.id)
  #expect(try log.set(id: record.id).feedback == SetNote(rpe: 0, pain: 10, text: "left knee"))
  try log.put(SetNote(rpe: 6.5), on: record.id)
  #expect(try log.set(id: record.id).feedback == SetNote(rpe: 6.5))
  try log.put(SetNote(rpe: 7), on: record.id)
  #expect(try log.set(id: record.id).feedback == SetNote(rpe: 7))
  try log.put(SetNote(text: " \n"), on: record.id)
  #expect(try log.set(id: record.id).feedback == SetNote())
  // A note is nothing that was measured.
  #expect(try log.verify().damages == [])
}

@Test(
  "a note out of range is refused and changes nothing",
  arguments: [
    SetNote(rpe: 11), SetNote(rpe: 6.3), SetNote(rpe: .nan), SetNote(rpe: -1), SetNote(pain: 11),
    SetNote(pain: -1), SetNote(text: "a\u{1B}[2J"),
    SetNote(text: String(repeating: "x", count: SetNote.longestText + 1)),
  ])
func badNotes(note: SetNote) throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let record = try logged(log, 1, walker: nil)
  #expect(throws: SetLogError.self) { try log.put(note, on: record.id) }
  #expect(try log.set(id: record.id).feedback == SetNote())
  #expect(throws: SetLogError.noSuchSet(id: "none")) { try log.put(SetNote(rpe: 1), on: "none") }
}

/// Where a text stands in the log's files, whatever its case.
private func traces(of text: String, in folder: String) throws -> [String] {
  let wanted = text.lowercased()
  return try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
    let bytes = FileManager.default.contents(atPath: folder + "/" + name) ?? Data()
    // Every byte is a character of its own, so that nothing hides in what is no text.
    return String(decoding: bytes.map { UInt16($0) }, as: UTF16.self).lowercased().contains(wanted)
  }
}

@Test(
  "an erased walker's name is in no byte of the log's files, while others read it", arguments: [false, true])
func erasedBytes(deletingSets: Bool) throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let name = "Wilhelmina Quux"
  try log.addWalker(name: name, massKg: 61.5)
  try log.addWalker(name: "Bo")
  try log.use(walker: name, on: "Treadmill")
  var records = [
    try logged(log, 1, walker: name), try logged(log, 2, walker: name), try logged(log, 3, walker: "Bo"),
  ]
  _ = try logged(log, 4, walker: nil)
  try log.put(SetNote(rpe: 8, text: "\(name) was tired"), on: records[0].id)
  // Figures of before, with the name; also of a set that was given to another walker later.
  for index in 0..<2 {
    records[index].distanceM += 1
    try log.replace(
      records[index], trace: nil, calibration: calibration, replacedAt: "2026-09-01T00:00:00.000Z")
  }
  try log.claim(set: records[1].id, for: "Bo")
  let reader = try SetLog(readingFrom: folder.path)
  #expect(try reader.walkers().count == 2)
  #expect(try !traces(of: name, in: folder.path).isEmpty)
  let erasure = try log.eraseWalker(name, deletingSets: deletingSets)
  #expect(erasure.sets == 1)
  #expect(try traces(of: name, in: folder.path) == [])
  #expect(try traces(of: "Quux", in: folder.path) == [])
  // The others' are whole, and the reader goes on.
  #expect(try reader.walkers().map(\.name) == ["Bo"])
  #expect(try reader.sets().count == (deletingSets ? 3 : 4))
  #expect(try reader.sets().count { $0.walker == "Bo" } == 2)
  #expect(try reader.machines().first?.walker == nil)
  var bo = SetFilter()
  bo.walker = "Bo"
  #expect(try reader.summary(bo).sets == 2)
  #expect(try reader.summary().sets == (deletingSets ? 3 : 4))
}

@Test("a reader in the middle of reading does not keep an erased name")
func erasedWhileReading() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let name = "Wilhelmina Quux"
  try log.addWalker(name: name)
  for number in 1...20 { _ = try logged(log, number, walker: name) }
  let reader = try SetLog(readingFrom: folder.path)
  var seen = 0
  // What was begun goes on with what was there.
  try reader.forEachSet(SetFilter()) { record in
    #expect(record.walker == name)
    seen += 1
    if seen == 5 {
      let erasure = try log.eraseWalker(name)
      #expect(erasure == SetLog.Erasure(sets: 20, isFinal: false))
    }
  }
  #expect(seen == 20)
  #expect(try reader.sets().allSatisfy { $0.walker == nil })
  #expect(try !traces(of: name, in: folder.path).isEmpty)
  // Once no reader sees an older state, it is done for good.
  _ = try SetLog(directory: folder.path)
  #expect(try traces(of: name, in: folder.path) == [])
}

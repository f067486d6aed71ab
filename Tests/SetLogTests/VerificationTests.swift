// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Pulses
import SetLog
import TestSupport
import Testing

private let calibration = CalibrationRecord(json: "{\"circumferenceM\":0.18}")

private func entry(_ number: Int) -> SetEntry {
  let unixMs = 1_790_000_000_000 + Int64(number) * 120_000
  let text = Instant(unixMs: unixMs)
  let record = SetRecord(
    id: UUIDv7.make(unixMs: unixMs, hashing: "\(number)".utf8), sessionId: "s", indexInSession: number,
    startedAt: text, endedAt: text,
    clock: RecordClock(quality: .synchronised, bootId: "b", monotonicNs: 5, monotonicEndNs: 6),
    durationS: 60,
    movingTimeS: 60, distanceM: 48.06, distanceSdM: 0.1, meanSpeedMps: 0.8, maxSpeedMps: 1, machine: "m",
    quality: RecordQuality(pulses: 100, edges: 100), calibrationId: calibration.id, softwareVersion: "0.3.0")
  let points = (0...240).map {
    SetTrace.Point(timeS: Double($0) / 4, distanceM: 48.06 * Double($0) / 240, speedMps: 0.8, workJ: nil)
  }
  return SetEntry(
    record: record, trace: SetTrace(points: points), calibration: calibration,
    pulseTimesNs: (0..<100).map { $0 * 600_000_250 })
}

/// A log of so many sets, and its file while no program has it open.
private func filled(_ count: Int) throws -> Folder {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  for number in 1...count { try log.insert(entry(number)) }
  return folder
}

@Test("a sound log is found sound, and so are logs of older programs, whose sets have no sum")
func soundLog() throws {
  let folder = try filled(5)
  let found = try SetLog(readingFrom: folder.path).verify()
  #expect(found.sound == 5 && found.damages == [])
}

@Test(
  "a figure, a pulse and a point of the trace that have changed are named with their set, and the rest is saved"
)
func changedByHand() throws {
  let folder = try filled(6)
  let ids = (1...6).map { entry($0).record.id }
  do {
    let queue = try DatabaseQueue(path: folder.database)
    try queue.write { db in
      try db.execute(
        sql: "UPDATE finishedSet SET distanceM = distanceM + 1e-12 WHERE id = ?", arguments: [ids[1]])
      for (table, id) in [("rawPulses", ids[2]), ("speedTrace", ids[3])] {
        var blob = try #require(
          try Data.fetchOne(db, sql: "SELECT packed FROM \(table) WHERE setId = ?", arguments: [id]))
        blob[blob.count / 2] ^= 4
        try db.execute(sql: "UPDATE \(table) SET packed = ? WHERE setId = ?", arguments: [blob, id])
      }
      // What people and clocks may change is no damage.
      try db.execute(
        sql: "UPDATE finishedSet SET note = 'hello', startedAt = '2026-01-01T00:00:00.000Z' WHERE id = ?",
        arguments: [ids[4]])
    }
  }
  let log = try SetLog(readingFrom: folder.path)
  let found = try log.verify()
  #expect(found.sound == 3)
  #expect(found.damages.map(\.location) == [ids[1], ids[2], ids[3]].map { "set \($0)" })
  let rescued = try Folder()
  #expect(try log.salvage(into: rescued.path).sound == 3)
  #expect(try SetLog(directory: rescued.path).verify().damages == [])
}

/// Every set of a log is what was written.
private func compare(_ log: SetLog, _ originals: [String: SetEntry], _ trial: String) throws {
  for record in try log.sets() {
    let original = try #require(originals[record.id], "\(trial)")
    #expect(record.distanceM == original.record.distanceM, "\(trial)")
    let edges = try log.edges(of: record.id)
    #expect(edges == original.edges, "\(trial)")
  }
}

@Test(
  "a flipped bit anywhere in the file is named, or is in nothing that matters; what is saved is as it was written"
)
func flippedBitsInFile() throws {
  let folder = try filled(40)
  let sound = try Data(contentsOf: URL(fileURLWithPath: folder.database))
  let originals = Dictionary(uniqueKeysWithValues: (1...40).map { (entry($0).record.id, entry($0)) })
  var state: UInt64 = 11
  var named = 0
  for trial in 0..<20 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    // Behind the header: a file whose first page is gone is no database and refused as a whole.
    let bit = 800 + Int((state >> 20) % UInt64(sound.count * 8 - 800))
    var damaged = sound
    damaged[bit / 8] ^= 1 << (bit % 8)
    let folder = try Folder()
    try damaged.write(to: URL(fileURLWithPath: folder.database))
    let rescued = try Folder()
    do {
      let log = try SetLog(readingFrom: folder.path)
      let found = try log.verify()
      // What is found sound is what was written.
      if found.damages.isEmpty { try compare(log, originals, "trial \(trial), bit \(bit)") }
      if found.damages.isEmpty { continue }
      named += 1
      _ = try log.salvage(into: rescued.path)
    } catch {
      named += 1
      continue
    }
    let saved = try SetLog(directory: rescued.path)
    try compare(saved, originals, "trial \(trial), bit \(bit)")
    // One page holds so many sets at most.
    let count = try saved.count()
    #expect(count >= 20, "trial \(trial), bit \(bit)")
  }
  #expect(named >= 3, "\(named) of 20")
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import SetLog
import TestSupport
import Testing

private let calibration = CalibrationRecord(json: "{}")

private func entry(_ number: Int) -> SetEntry {
  let unixMs = 1_790_000_000_000 + Int64(number) * 120_000
  let record = SetRecord(
    id: UUIDv7.make(unixMs: unixMs, hashing: "\(number)".utf8), sessionId: "s", indexInSession: number,
    startedAt: Instant(unixMs: unixMs), endedAt: Instant(unixMs: unixMs + 60_000),
    clock: RecordClock(quality: .unsure, bootId: "b", monotonicNs: 0, monotonicEndNs: 60_000_000_000),
    durationS: 60, movingTimeS: 60, distanceM: 48.06, distanceSdM: 0.1, meanSpeedMps: 0.8, maxSpeedMps: 1,
    machine: "m", quality: RecordQuality(pulses: 100, edges: 100), calibrationId: calibration.id,
    softwareVersion: "0.3.0")
  return SetEntry(record: record, calibration: calibration, pulseTimesNs: (0..<100).map { $0 * 600_000_250 })
}

/// A folder as a killed program leaves it: the last three of five sets are in the write-ahead log only.
private func killed() throws -> Folder {
  let (live, folder) = (try Folder(), try Folder())
  do {
    let log = try SetLog(directory: live.path)
    for number in 1...2 { try log.insert(entry(number)) }
  }
  let log = try SetLog(directory: live.path)
  for number in 3...5 { try log.insert(entry(number)) }
  for name in [SetLog.fileName, SetLog.fileName + "-wal"] {
    try FileManager.default.copyItem(atPath: live.path + "/" + name, toPath: folder.path + "/" + name)
  }
  return folder
}

private func damages(_ folder: Folder) throws -> [LogDamage] {
  try SetLog(readingFrom: folder.path).verify().damages
}

@Test("a write-ahead log that was left is sound, and all its sets are read")
func soundWriteAheadLog() throws {
  let folder = try killed()
  #expect(try damages(folder) == [])
  #expect(try SetLog(readingFrom: folder.path).count() == 5)
}

@Test("a flipped bit in the write-ahead log hides sets, and is named")
func flippedWriteAheadLog() throws {
  let folder = try killed()
  let path = folder.database + "-wal"
  let sound = [UInt8](try #require(FileManager.default.contents(atPath: path)))
  var hidden: Set<Int> = []
  // Every byte of the two headers, and some in all pages.
  for at in Array(0..<56) + Array(stride(from: 56, to: sound.count, by: 5003)) {
    var bytes = sound
    bytes[at] ^= 0x10
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let log = try SetLog(readingFrom: folder.path)
    hidden.insert(5 - (try log.count()))
    #expect(try log.verify().damages.map(\.location) == ["write-ahead log"], "byte \(at)")
  }
  #expect(hidden == [1, 2, 3])
}

@Test("what a power cut leaves of a transaction that was never acknowledged is no damage")
func tornWriteAheadLog() throws {
  let folder = try killed()
  let path = folder.database + "-wal"
  let sound = [UInt8](try #require(FileManager.default.contents(atPath: path)))
  for length in stride(from: 0, through: 4120 * 3, by: 1030) {
    try Data(sound.dropLast(length)).write(to: URL(fileURLWithPath: path))
    #expect(try damages(folder) == [], "cut by \(length)")
  }
}

@Test("a settled log has an empty write-ahead log; a reader in the way is not waited for")
func settles() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try log.insert(entry(1))
  let wal = folder.database + "-wal"
  func length() -> Int { FileManager.default.contents(atPath: wal)?.count ?? 0 }
  #expect(length() > 4096)
  log.settle()
  #expect(length() == 0)
  try log.insert(entry(2))
  #expect(try SetLog(readingFrom: folder.path).count() == 2)
}

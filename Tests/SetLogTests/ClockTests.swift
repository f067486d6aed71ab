// SPDX-License-Identifier: Apache-2.0

import Foundation
import SetLog
import TestSupport
import Testing

private let hourNs: Int64 = 3_600_000_000_000
private let base = Int64(1_790_000_000_000) * 1_000_000

private func entry(_ number: Int, boot: String, atS: Int64, offsetNs: Int64, isSynchronised: Bool = false)
  -> SetEntry
{
  let startNs = atS * 1_000_000_000
  let calibration = CalibrationRecord(json: "{}")
  func text(_ timeNs: Int64) -> Instant { Instant(unixMs: (timeNs + offsetNs) / 1_000_000) }
  let record = SetRecord(
    id: UUIDv7.make(unixMs: Int64(number), hashing: boot.utf8), sessionId: boot, indexInSession: number,
    startedAt: text(startNs), endedAt: text(startNs + 60_000_000_000),
    clock: RecordClock(
      quality: isSynchronised ? .synchronised : .unsure, bootId: boot, monotonicNs: startNs,
      monotonicEndNs: startNs + 60_000_000_000),
    durationS: 60, movingTimeS: 60, distanceM: 48, distanceSdM: 0.1, meanSpeedMps: 0.8, maxSpeedMps: 1,
    machine: "m", quality: RecordQuality(pulses: 1, edges: 1), calibrationId: calibration.id,
    softwareVersion: "0.3.0")
  return SetEntry(record: record, calibration: calibration)
}

private func startsS(_ log: SetLog) throws -> [Int64] {
  try log.sets().map { $0.startedAt.unixMs * 1_000_000 - base }.map {
    $0 / 1_000_000_000
  }
}

@Test(
  "when the clock is synchronised, the wall times of that boot's sets are corrected, in either direction",
  arguments: [-9, 9, -40_000])
func datedAnew(wrongHours: Int64) throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let wrong = base + wrongHours * hourNs
  try log.insert(entry(1, boot: "a", atS: 100, offsetNs: wrong))
  try log.insert(entry(2, boot: "a", atS: 300, offsetNs: wrong))
  #expect(try log.correctWallTimes(boot: "a", clock: .init(offsetNs: base, isSynchronised: true)) == 2)
  #expect(try startsS(log) == [100, 300])
  #expect(try log.sets().allSatisfy { $0.clock.quality == .synchronised && $0.durationS == 60 })
  // What is sure stays, whatever is said later.
  #expect(
    try log.correctWallTimes(boot: "a", clock: .init(offsetNs: base + hourNs, isSynchronised: false)) == 0)
  #expect(
    try log.correctWallTimes(boot: "a", clock: .init(offsetNs: base - hourNs, isSynchronised: true)) == 0)
  #expect(try startsS(log) == [100, 300])
}

@Test("a clock set by hand before it is sure moves all sets of the boot together", arguments: [-5, 5])
func movedTogether(hours: Int64) throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try log.insert(entry(1, boot: "a", atS: 100, offsetNs: base))
  try log.correctWallTimes(boot: "a", clock: .init(offsetNs: base + hours * hourNs, isSynchronised: false))
  try log.insert(entry(2, boot: "a", atS: 300, offsetNs: base + hours * hourNs))
  #expect(try log.sets().map(\.indexInSession) == [1, 2])
  #expect(try startsS(log) == [hours * 3600 + 100, hours * 3600 + 300])
}

@Test(
  "sets of earlier boots that would lie in the future of a sure one are moved before it, in order; others stay"
)
func earlierBoots() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try log.insert(entry(1, boot: "sure", atS: 10, offsetNs: base - 100 * hourNs, isSynchronised: true))
  try log.insert(entry(2, boot: "right", atS: 10, offsetNs: base - 50 * hourNs))
  try log.insert(entry(3, boot: "ahead", atS: 10, offsetNs: base + 9000 * hourNs))
  try log.insert(entry(4, boot: "ahead", atS: 200, offsetNs: base + 9000 * hourNs))
  try log.insert(entry(5, boot: "now", atS: 30, offsetNs: base + 9001 * hourNs))
  #expect(try log.correctWallTimes(boot: "now", clock: .init(offsetNs: base, isSynchronised: true)) == 3)
  #expect(try log.sets().map(\.indexInSession) == [1, 2, 3, 4, 5])
  #expect(try startsS(log) == [-100 * 3600 + 10, -50 * 3600 + 10, -250, -60, 30])
  #expect(
    try log.sets().map(\.clock.quality) == [.synchronised, .unsure, .unsure, .unsure, .synchronised])
}

@Test("a boot that is not known yet is noted for the sets to come")
func unknownBoot() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  #expect(try log.clock(ofBoot: "a") == nil)
  #expect(try log.correctWallTimes(boot: "a", clock: .init(offsetNs: 7, isSynchronised: false)) == 0)
  #expect(try log.clock(ofBoot: "a") == .init(offsetNs: 7, isSynchronised: false))
  #expect(try log.latestEndMs(exceptBoot: "a") == nil)
  try log.insert(entry(1, boot: "b", atS: 0, offsetNs: base))
  #expect(try log.latestEndMs(exceptBoot: "a") == base / 1_000_000 + 60_000)
  #expect(try log.latestEndMs(exceptBoot: "b") == nil)
}

@Test("a running log is copied as it is, and a copy never takes another file's place")
func backup() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try log.insert(entry(1, boot: "a", atS: 10, offsetNs: base))
  let copy = folder.path + "/copy"
  try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
  #expect(try log.backup(to: copy + "/" + SetLog.fileName) > 10_000)
  #expect(try SetLog(directory: copy).sets() == log.sets())
  #expect(throws: SetLogError.self) { try log.backup(to: copy + "/" + SetLog.fileName) }
  #expect(throws: SetLogError.self) { try log.backup(to: folder.path + "/nowhere/copy") }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: which sets hold a best, what was said in a week, and a glance at a log.

import GRDB
import TestSupport
import Testing

@testable import SetLog

private func record(_ number: Int, walker: String?, distanceM: Double, calibration: String, day: Int = 2)
  -> SetRecord
{
  let startedAt: Instant = "2026-03-0\(day)T10:0\(number):00.000Z"
  var record = SetRecord(
    id: "set \(number)", sessionId: "session", indexInSession: number, startedAt: startedAt,
    endedAt: startedAt,
    clock: RecordClock(
      quality: .synchronised, bootId: "b", monotonicNs: Int64(number), monotonicEndNs: Int64(number) + 1),
    durationS: 60, movingTimeS: 60, distanceM: distanceM, distanceSdM: 0.1, meanSpeedMps: distanceM / 60,
    maxSpeedMps: 2, machine: "Sled", quality: RecordQuality(pulses: 1, edges: 1), calibrationId: calibration,
    softwareVersion: "0")
  record.walker = walker
  return record
}

private func log(_ records: [(SetRecord, CalibrationRecord)]) throws -> (SetLog, Folder) {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  for name in ["Ann", "Bo"] { try log.addWalker(name: name) }
  for (record, calibration) in records { try log.insert(SetEntry(record: record, calibration: calibration)) }
  return (log, folder)
}

@Test("a best stands where its walker has other sets with the machine's present calibration")
func bestsThatStand() throws {
  let old = CalibrationRecord(json: "{\"old\":1}")
  let new = CalibrationRecord(json: "{}")
  let (log, _) = try log([
    // As calibrated before: farther than all, and no best any more.
    (record(1, walker: "Ann", distanceM: 99, calibration: old.id), old),
    (record(2, walker: "Ann", distanceM: 50, calibration: old.id), old),
    (record(3, walker: "Ann", distanceM: 40, calibration: new.id), new),
    (record(4, walker: "Ann", distanceM: 45, calibration: new.id), new),
    // The only set of its walker.
    (record(5, walker: "Bo", distanceM: 80, calibration: new.id), new),
    (record(6, walker: nil, distanceM: 60, calibration: new.id), new),
    (record(7, walker: nil, distanceM: 30, calibration: new.id), new),
  ])
  let standing = try log.standingBests()
  #expect(standing["set 4"] == [.farthest, .fastest])
  #expect(standing["set 3"] == [.longest])
  #expect(standing["set 6"] == [.longest, .farthest, .fastest])
  #expect(Set(standing.keys) == ["set 3", "set 4", "set 6"])
  // For a page of sets it is the same.
  for ids in [["set 4"], ["set 1", "set 5"], ["set 3", "set 6", "set 7"], []] {
    #expect(try log.standingBests(among: ids) == standing.filter { ids.contains($0.key) })
  }
}

@Test("a week's exertion is the mean of what was said, its pain the worst")
func saidInAWeek() throws {
  let calibration = CalibrationRecord(json: "{}")
  // The second of March is a Monday, the first a Sunday.
  let days = [1: 1, 2: 2, 3: 2, 4: 8, 5: 9]
  let (log, _) = try log(
    days.sorted { $0.key < $1.key }.map {
      (record($0.key, walker: "Ann", distanceM: 40, calibration: calibration.id, day: $0.value), calibration)
    })
  try log.put(SetNote(rpe: 8), on: "set 1")
  try log.put(SetNote(rpe: 3, pain: 1), on: "set 2")
  try log.put(SetNote(rpe: 4, pain: 5), on: "set 4")
  let weeks = try log.weeklyFeedback(SetFilter())
  let sunday = try #require(LocalDay("2026-03-01"))
  #expect(weeks.map(\.first) == [sunday.monday, sunday + 1])
  #expect(weeks.map(\.meanRPE) == [8, 3.5] && weeks.map(\.worstPain) == [nil, 5])
  var later = SetFilter()
  later.since = "2026-03-05T00:00:00Z"
  #expect(try log.weeklyFeedback(later).map(\.meanRPE) == [4])
}

@Test("a glance sees names and identifiers, and nothing where it would have to wait or to change anything")
func glances() throws {
  let calibration = CalibrationRecord(json: "{}")
  let (log, folder) = try log(
    (1...5).map { (record($0, walker: nil, distanceM: 40, calibration: calibration.id), calibration) })
  let glance = try #require(CompletionQuery.at(folder.path))
  #expect(glance.walkers == ["Ann", "Bo"] && glance.machines == ["Sled"])
  #expect(glance.sets(beginning: "et", atMost: 3).map(\.set.id) == ["set 5", "set 4", "set 3"])
  #expect(glance.sets(beginning: "et 2", atMost: 3).map(\.id) == ["et 2"])
  #expect(glance.sets(beginning: "set", atMost: 3).isEmpty, "only the end distinguishes")
  #expect(glance.sessions(beginning: "et", atMost: 3).map(\.session.sessionId) == ["session"])
  #expect(glance.sessions(beginning: "", atMost: 3).map(\.id) == ["et 1"])
  #expect(glance.newest(2).map(\.id) == ["set 5", "set 4"])
  #expect(CompletionQuery.at("/nowhere") == nil)
  try log.write { try $0.execute(sql: "PRAGMA user_version = 99") }
  log.settle()
  #expect(CompletionQuery.at(folder.path) == nil)
}

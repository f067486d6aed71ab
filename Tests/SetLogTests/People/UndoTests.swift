// SPDX-License-Identifier: Apache-2.0
//
// Owns: that what people change in sets can be taken back: do, undo is as before.

import Foundation
import GRDB
import TestSupport
import Testing
import Training

@testable import SetLog

extension SetLog {
  /// Everything that a person sees of the sets, row by row, with all totals and bests.
  fileprivate func picture() throws -> [String] {
    try read { db in
      try ["finishedSet", "sessionTotal", "dayTotal", "monthTotal", "best"].flatMap { table in
        try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map { row in
          table + row.map { "\($0.0)=\($0.1)" }.sorted().joined(separator: ",")
        }.sorted()
      }
    }
  }
}

@Test("whatever is changed, taking it back gives what was before, sums and bests included", arguments: 1...6)
func doAndUndo(seed: UInt64) throws {
  let folder = try Folder()
  var history = try RandomHistory(SetLog(directory: folder.path), seed: seed)
  let log = history.log
  for _ in 0..<25 { try history.insert() }
  var pictures: [(picture: [String], number: Int64)] = []
  for step in 0..<30 {
    let before = try log.picture()
    let last = try log.edits(limit: 1).first?.number ?? 0
    try change(log, &history)
    guard let edit = try log.edits(limit: 1).first, edit.number > last else {
      #expect(
        try log.picture() == before, "seed \(seed), step \(step): nothing is noted where nothing differs")
      continue
    }
    #expect(edit.undoneAt == nil && !edit.what.isEmpty && !edit.sets.isEmpty)
    pictures.append((before, edit.number))
  }
  #expect(pictures.count > 10, "seed \(seed)")
  for (picture, number) in pictures.reversed() {
    let undone = try log.undo()
    #expect(undone.number == number && undone.undoneAt != nil, "seed \(seed), change \(number)")
    #expect(
      try log.picture() == picture, "seed \(seed), change \(number): \(undone.kind.rawValue), \(undone.what)")
  }
  #expect(throws: SetLogError.self) { try log.undo() }
}

/// Something that a person may change in a random set.
private func change(_ log: SetLog, _ history: inout RandomHistory) throws {
  let ids = try log.read {
    try String.fetchAll($0, sql: "SELECT id FROM finishedSet WHERE replacedBy IS NULL ORDER BY id")
  }
  guard let id = ids.randomElement(using: &history.random) else { return }
  let name = RandomHistory.names.randomElement(using: &history.random)
  switch Int.random(in: 0..<7, using: &history.random) {
  case 0: try log.claim(set: id, for: Bool.random(using: &history.random) ? nil : name)
  case 1: try log.put(SetNote(rpe: 4, pain: 2, text: "knee"), on: id)
  case 2: try log.discard(set: id)
  // Both are refused where a set was entered meanwhile, and nothing is noted.
  case 3: _ = try? log.accept(set: id)
  case 4: _ = try? log.restore(set: id)
  case 5: try log.edit(set: id, note: SetNote(pain: 7), walker: name, protocol: "deadmill-3x60")
  default:
    let startedAt = Instant(unixMs: history.momentMs())
    var entered = EnteredSet(machine: "Sled", startedAt: startedAt, durationS: 61, distanceM: 40)
    entered.walker = name
    // Where the machine has a set already it is refused, and nothing is noted.
    _ = try? log.enter(entered, software: "test")
  }
}

private func made(_ log: SetLog, _ numbers: Range<Int> = 0..<3, walker: String? = nil) throws -> [String] {
  let calibration = CalibrationRecord(json: "{}")
  return try numbers.map { number in
    let startMs = 1_772_359_200_000 + Int64(number) * 180_000
    var record = SetRecord(
      id: "set \(number)", sessionId: "s", indexInSession: number + 1, startedAt: Instant(unixMs: startMs),
      endedAt: Instant(unixMs: startMs + 60_000),
      clock: RecordClock(
        quality: .synchronised, bootId: "b", monotonicNs: Int64(number) * 180_000_000_000,
        monotonicEndNs: Int64(number) * 180_000_000_000 + 60_000_000_000),
      durationS: 60, movingTimeS: 60, distanceM: 40, distanceSdM: 0.1, meanSpeedMps: 0.7, maxSpeedMps: 1,
      machine: "m", quality: RecordQuality(pulses: 1, edges: 1), calibrationId: calibration.id,
      softwareVersion: "0")
    record.walker = walker
    try log.insert(SetEntry(record: record, calibration: calibration))
    return record.id
  }
}

@Test("a change that later ones rest on is taken back after them, and each one once")
func orderOfUndo() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let id = try made(log)[0]
  try log.put(SetNote(pain: 3), on: id)
  try log.put(SetNote(pain: 5), on: id)
  let edits = try log.edits()
  #expect(edits.map(\.what) == ["pain 3 -> 5", "pain none -> 3"])
  do {
    try log.undo(edit: edits[1].number)
    Issue.record("it was taken back")
  } catch { #expect(error.code == .refused && "\(error)".contains("undo \(edits[0].number)")) }
  try log.undo(edit: edits[0].number)
  #expect(try log.set(id: id).pain == 3)
  #expect(throws: SetLogError.self) { try log.undo(edit: edits[0].number) }
  #expect(throws: SetLogError.self) { try log.undo(edit: 999) }
  try log.undo(edit: edits[1].number)
  #expect(try log.set(id: id).pain == nil)
}

@Test("a discarded set does not come back where a set was made over it: the walk would count twice")
func noSetOverAnother() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let ids = try made(log)
  try log.discard(set: ids[1])
  let startedAt = Instant(unixMs: 1_772_359_200_000 + 170_000)
  let entered = try log.enter(
    EnteredSet(machine: "m", startedAt: startedAt, durationS: 100, distanceM: 40), software: "test")
  let picture = try log.picture()
  let attempts: [() throws -> Void] = [
    { try log.restore(set: ids[1]) }, { try log.accept(set: ids[1]) }, { try log.undo(edit: 1) },
  ]
  for attempt in attempts {
    let error = #expect(throws: SetLogError.self) { try attempt() }
    #expect(error.map { "\($0)" }?.contains("set \(entered.id) covers its time") == true)
    #expect(error.map { "\($0)" }?.hasSuffix("deadmill undo 2") == true)
    #expect(try log.picture() == picture)
  }
  try log.discard(set: entered.id)
  #expect(try log.restore(set: ids[1]))
  let error = #expect(throws: SetLogError.self) { try log.restore(set: entered.id) }
  #expect(error.map { "\($0)" }?.hasSuffix("deadmill discard \(ids[1])") == true)
  // Sets before and after do not hinder it.
  try log.discard(set: ids[1])
  _ = try log.enter(
    EnteredSet(
      machine: "m", startedAt: Instant(unixMs: startedAt.unixMs + 70_500), durationS: 60, distanceM: 40),
    software: "test")
  #expect(try log.restore(set: ids[1]))
}

@Test(
  "a set that gets another walker does not take the body mass of the one before along",
  arguments: [false, true])
func massStaysWithItsWalker(isEdit: Bool) throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  for name in ["Ada", "Bob"] { try log.addWalker(name: name) }
  let ids = try made(log)
  try log.write { try $0.execute(sql: "UPDATE finishedSet SET walkerMassKg = 62") }
  func give(_ name: String?) throws -> SetRecord {
    if isEdit {
      try log.edit(set: ids[0], note: SetNote(), walker: name, protocol: nil)
    } else {
      try log.claim(set: ids[0], for: name)
    }
    return try log.set(id: ids[0])
  }
  #expect(try give("Ada").walkerMassKg == 62, "a set without a walker has the machine's")
  #expect(try give("ada").walkerMassKg == 62)
  let bobs = try give("Bob")
  #expect(bobs.walker == "Bob" && bobs.walkerMassKg == nil)
  try log.undo()
  #expect(try log.set(id: ids[0]).walkerMassKg == 62)
  #expect(try give(nil).walkerMassKg == nil)
  try log.undo()
  #expect(try log.set(id: ids[0]).walkerMassKg == 62 && log.set(id: ids[1]).walkerMassKg == 62)
}

@Test("restore brings a suspect set back as suspect; accept alone counts it")
func restoreIsNoAcceptance() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let id = try made(log)[0]
  try log.write {
    try $0.execute(sql: "UPDATE finishedSet SET suspect = 'hum' WHERE id = ?", arguments: [id])
  }
  #expect(try log.discard(set: id) && !log.discard(set: id))
  #expect(try log.restore(set: id) && !log.restore(set: id))
  #expect(try log.set(id: id).suspect == "hum" && log.summary().sets == 2)
  #expect(throws: SetLogError.self) { try log.restore(set: "nothing") }
}

@Test("a set that is entered by hand counts for sums and weeks, is no best, and says what it is")
func enteredSet() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try log.addWalker(name: "Ada", massKg: 62)
  _ = try made(log, 0..<2, walker: "Ada")
  var entered = EnteredSet(machine: "M", startedAt: "2026-03-01T10:02:00Z", durationS: 30, distanceM: 5000)
  entered.walker = "ADA"
  entered.note.pain = 2
  let record = try log.enter(entered, software: "test")
  #expect(record.isEntered && record.walker == "Ada" && record.machine == "m" && record.pain == 2)
  #expect(record.sessionId == "s" && record.indexInSession == 2 && record.distanceSdM == 250)
  #expect(try log.set(id: "set 1").indexInSession == 3, "the one after it has moved")
  #expect(try log.summary().distanceM == 5080 && log.weeks().first?.totals.sets == 3)
  let bests = try log.bests()
  #expect(!bests.isEmpty && bests.allSatisfy { $0.setId != record.id })
  #expect(try log.standingBests()[record.id] == nil && log.standingBests()["set 0"] != nil)
  #expect(try log.verify().damages == [])
  #expect(record.json.contains("\"endReason\":\"entered\""))
  for wrong in [(30.0, -1.0), (0, 10), (90_000, 10), (30, .infinity)] {
    let set = EnteredSet(
      machine: "m", startedAt: "2026-03-01T09:00:00Z", durationS: wrong.0, distanceM: wrong.1)
    #expect(throws: SetLogError.self) { try log.enter(set, software: "test") }
  }
  let overlapping = EnteredSet(machine: "m", startedAt: "2026-03-01T10:00:30Z", durationS: 30, distanceM: 9)
  #expect(throws: SetLogError.self) { try log.enter(overlapping, software: "test") }
  let later = EnteredSet(machine: "m", startedAt: Instant.now, durationS: 30, distanceM: 9)
  #expect(throws: SetLogError.self) { try log.enter(later, software: "test") }
  try log.undo()
  #expect(try log.count() == 2 && log.set(id: "set 1").indexInSession == 2)
}

@Test("a set of another boot is put into the clock of its session by its wall time")
func protocolSetsOverBoots() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let ids = try made(log, 0..<2)
  let last = try log.set(id: ids[1])
  var before = try log.set(id: ids[0])
  #expect(ProtocolSet(before, clockOf: last) == ProtocolSet(before))
  let own = ProtocolSet(before)
  before.clock.bootId = "earlier"
  before.clock.monotonicNs += 7_000_000_000_000
  before.clock.monotonicEndNs += 7_000_000_000_000
  #expect(ProtocolSet(before, clockOf: last) == own)
}

@Test("an erasure forgets what was changed in the walker's sets, too")
func erasureForgetsEdits() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try log.addWalker(name: "Ada")
  try log.addWalker(name: "Bo")
  let ids = try made(log, walker: "Ada")
  try log.put(SetNote(pain: 9, text: "hipXYZ"), on: ids[0])
  try log.claim(set: ids[1], for: "Bo")
  try log.claim(set: ids[2], for: nil)
  try log.discard(set: ids[1])
  _ = try log.eraseWalker("Ada")
  #expect(try log.edits().map(\.kind) == [.discard])
  let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.database))
  for word in ["hipXYZ", "Ada"] { #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word)") }
}

@Test("a personal log is its owner's alone; one in a folder that was made for a group is that group's")
func modes() throws {
  func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
  }
  let folder = try Folder()
  let personal = folder.path + "/a/b"
  let log = try SetLog(directory: personal)
  try log.addWalker(name: "Ada")
  #expect(try mode(personal) == 0o700 && mode(personal + "/sets.sqlite") == 0o600)
  #expect(try mode(personal + "/sets.sqlite-wal") == 0o600)
  try log.backup(to: personal + "/copy.sqlite")
  #expect(try mode(personal + "/copy.sqlite") == 0o600)
  for (folderMode, fileMode) in [(0o750, 0o640), (0o755, 0o600), (0o700, 0o600)] {
    let path = folder.path + "/\(folderMode)"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: folderMode])
    _ = try SetLog(directory: path)
    #expect(try mode(path + "/sets.sqlite") == fileMode && mode(path) == folderMode)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Files of each schema that has shipped, made by the programs that wrote them (three simulated sets, seed 7).

import Foundation
import GRDB
import SetLog
import TestSupport
import Testing

private let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
  "Samples")

private func folder(withSchema version: Int) throws -> Folder {
  let folder = try Folder()
  let sample = samples.appendingPathComponent("schema-v\(version).sqlite")
  try FileManager.default.copyItem(at: sample, to: URL(fileURLWithPath: folder.database))
  return folder
}

private func check(_ log: SetLog) throws {
  let sets = try log.sets()
  #expect(sets.map(\.indexInSession) == [1, 2, 3])
  for set in sets {
    #expect(abs(set.durationS - 60) < 1 && set.walker == nil && set.rpe == nil && set.utcOffsetS == 0)
    // Raw pulses of the old form are still read, every one of them.
    #expect(Int64(try log.edges(of: set.id).count) == set.quality.edges)
    #expect(try log.trace(of: set) == nil)
    #expect(try log.calibration(id: set.calibrationId) != nil)
  }
  let machine = try #require(try log.machines().first)
  #expect(machine.name == "Simulated belt" && machine.walker == nil)
  #expect(abs(machine.distanceM - sets.reduce(0) { $0 + $1.distanceM }) < 1e-9)
}

@Test("a log of an old schema is brought up to date and keeps everything", arguments: [1, 2])
func migrates(version: Int) throws {
  let folder = try folder(withSchema: version)
  try check(SetLog(directory: folder.path))
  try check(SetLog(directory: folder.path))
}

@Test("a log of an old schema is read without being touched", arguments: [1, 2])
func readsOldSchema(version: Int) throws {
  let folder = try folder(withSchema: version)
  let before = try Data(contentsOf: URL(fileURLWithPath: folder.database))
  try check(SetLog(readingFrom: folder.path))
  #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)) == before)
}

@Test("a log of schema 3 counts as before when it is brought up to date, and takes decisions then")
func migratesFrom3() throws {
  let folder = try folder(withSchema: 3)
  let tables = ["dayTotal", "monthTotal", "sessionTotal", "best"]
  func rows(_ sql: String) throws -> [String] {
    let queue = try DatabaseQueue(path: folder.database)
    return try queue.read { db in try Row.fetchAll(db, sql: sql).map { "\($0)" } }
  }
  let before = try tables.map { try rows("SELECT * FROM \($0)") }
  let log = try SetLog(directory: folder.path)
  #expect(try tables.map { try rows("SELECT * FROM \($0)") } == before)
  #expect(try rows("PRAGMA foreign_key_check") == [])
  let sets = try log.sets()
  #expect(sets.allSatisfy { $0.suspect == nil && $0.accepted == nil && $0.quality.openingBounces == nil })
  let (sum, bests) = (try log.summary(), try log.bests())
  #expect(sum.sets == 3 && !bests.isEmpty)
  for set in sets { try log.discard(set: set.id) }
  #expect(try log.summary() == SetTotals() && log.bests() == [] && log.sets() == [])
  for set in sets { try log.accept(set: set.id) }
  #expect(try log.bests() == bests && log.summary().sets == 3)
  #expect(abs(try log.summary().distanceM - sum.distanceM) < 1e-9)
}

@Test("a schema 4 that was migrated is the same as one that was made new")
func schemasAreAlike() throws {
  func schema(_ path: String) throws -> [String] {
    let queue = try DatabaseQueue(path: path)
    return try queue.read { db in
      try String.fetchAll(
        db, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'grdb%' ORDER BY name"
      )
    }
  }
  let new = try Folder()
  _ = try SetLog(directory: new.path)
  let migrated = try folder(withSchema: 3)
  _ = try SetLog(directory: migrated.path)
  #expect(try schema(migrated.database) == schema(new.database))
}

@Test("a log of this schema is read as it was written: suspicion, decisions and context")
func readsThisSchema() throws {
  let folder = try folder(withSchema: 4)
  let log = try SetLog(readingFrom: folder.path)
  let sets = try log.sets()
  #expect(sets.map(\.suspect) == [nil, "equal gaps at 50.0 Hz, as mains hum makes them"])
  #expect(sets[0].accepted?.suspect == "gaps that jump about, as a magnet at the switching point makes them")
  #expect(try log.summary().sets == 1 && log.contextEdges(of: sets[1].id).count == 3)
  var filter = SetFilter()
  filter.standing = .discarded
  #expect(try log.history(filter, limit: 9).sets.map(\.indexInSession) == [3])
  let found = try log.verify()
  #expect(found.sound == 3 && found.damages == [])
}

@Test("a log of schema 3 is read as it was written: walker, note, traces and sums")
func readsSchema3() throws {
  let folder = try folder(withSchema: 3)
  let log = try SetLog(readingFrom: folder.path)
  let sets = try log.sets()
  #expect(
    sets.map(\.walker) == ["Ada", nil, nil] && sets.map(\.rpe) == [4, nil, nil] && sets[0].note == "left knee"
  )
  for set in sets { #expect(try log.trace(of: set)?.points.last?.distanceM == set.distanceM) }
  let found = try log.verify()
  #expect(found.sound == 3 && found.damages == [])
}

@Test("there is a sample of every schema, with the number that it says")
func samplesAreComplete() throws {
  let newest = try Folder()
  _ = try SetLog(directory: newest.path)
  let queue = try DatabaseQueue(path: newest.database)
  let version = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
  let names = try FileManager.default.contentsOfDirectory(atPath: samples.path).sorted()
  #expect(names == (1...(version ?? 0)).map { "schema-v\($0).sqlite" })
}

@Test("a glance leaves an older program's log alone", arguments: [1, 2, 3, 4])
func glanceAtOlder(version: Int) throws {
  let folder = try folder(withSchema: version)
  let before = FileManager.default.contents(atPath: folder.database)
  #expect(SetLog.isOfOlderProgram(folder.path) == (version < 4))
  #expect((GlanceAtLog.at(folder.path) == nil) == (version < 4))
  #expect(FileManager.default.contents(atPath: folder.database) == before)
  #expect(SetLog.expectedMigrationBytes(folder.path) == (version < 3 ? 3 * 800 : nil))
  #expect(!SetLog.isOfOlderProgram("/nowhere"))
}

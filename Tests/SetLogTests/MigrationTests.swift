// SPDX-License-Identifier: Apache-2.0
//
// Files of each schema that has shipped, made by the programs that wrote them (three simulated sets, seed 7).

import Foundation
import GRDB
import SetLog
import Testing

private let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
  "Samples")

private func folder(withSchema version: Int) throws -> TemporaryFolder {
  let folder = try TemporaryFolder()
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

@Test("a log of this schema is read as it was written: walker, note, traces and sums")
func readsThisSchema() throws {
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
  let newest = try TemporaryFolder()
  _ = try SetLog(directory: newest.path)
  let queue = try DatabaseQueue(path: newest.database)
  let version = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
  let names = try FileManager.default.contentsOfDirectory(atPath: samples.path).sorted()
  #expect(names == (1...(version ?? 0)).map { "schema-v\($0).sqlite" })
}

@Test("a glance leaves an older program's log alone", arguments: [1, 2, 3])
func glanceAtOlder(version: Int) throws {
  let folder = try folder(withSchema: version)
  let before = FileManager.default.contents(atPath: folder.database)
  #expect(SetLog.isOfOlderProgram(folder.path) == (version < 3))
  #expect((GlanceAtLog.at(folder.path) == nil) == (version < 3))
  #expect(FileManager.default.contents(atPath: folder.database) == before)
  #expect(SetLog.expectedMigrationBytes(folder.path) == (version < 3 ? 3 * 800 : nil))
  #expect(!SetLog.isOfOlderProgram("/nowhere"))
}

// SPDX-License-Identifier: Apache-2.0
//
// A file of each schema that was released, made by the program that wrote it, stays readable.

import Foundation
import GRDB
import SetLog
import TestSupport
import Testing

private let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
  "Samples")

private func sampleFolder(_ version: Int) throws -> Folder {
  let folder = try Folder()
  let sample = samples.appendingPathComponent("schema-v\(version).sqlite")
  try FileManager.default.copyItem(at: sample, to: URL(fileURLWithPath: folder.database))
  return folder
}

/// What the sample of this schema holds: see `SampleMaker`.
private func checkSample(_ log: SetLog, version: Int) throws {
  let sets = try log.sets()
  #expect(sets.map(\.walker) == ["Ada", nil] && sets.map(\.rpe) == [4, nil] && sets[0].note == "left knee")
  #expect(sets[1].accepted?.suspect == "equal gaps at 50.0 Hz, as mains hum makes them")
  for set in sets {
    #expect(try log.trace(of: set)?.points.last?.distanceM == set.distanceM)
    #expect(Int64(try log.edges(of: set.id).count) == set.quality.edges)
  }
  #expect(try log.contextEdges(of: sets[1].id).count == 3)
  var discarded = SetFilter()
  discarded.standing = .discarded
  #expect(try log.history(discarded, limit: 9).sets.map(\.indexInSession) == [3])
  let machine = try #require(try log.machines().first)
  #expect(machine.name == "Treadmill 3" && machine.kind == "motorised-off" && machine.marks == 3)
  #expect(machine.distanceM == 144 && machine.servicedAt != nil)
  #expect(try log.revisions(of: sets[0].id).count == 1)
  let heartRate = try log.heartRate(of: sets[0])
  if version >= 4 {
    #expect(heartRate?.samples.count == 60 && heartRate?.maxBpm == 129)
  } else {
    #expect(heartRate == nil)
  }
  #expect(try log.summary().sets == 2 && log.latestChange > 0)
  let found = try log.verify()
  #expect(found.sound == 3 && found.damages == [])
}

@Test("a log of each schema is read as it was written, for reading and for writing", arguments: 1...4)
func readsSample(version: Int) throws {
  let folder = try sampleFolder(version)
  let before = try Data(contentsOf: URL(fileURLWithPath: folder.database))
  try checkSample(SetLog(readingFrom: folder.path), version: version)
  #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)) == before)
  try checkSample(SetLog(directory: folder.path), version: version)
}

@Test(
  "a walker on a machine of schema 1 stays, since an unknown time, and the next one is a change with its time"
)
func migratesWalkerOnMachine() throws {
  let folder = try sampleFolder(1)
  let file = try DatabaseQueue(path: folder.database)
  try file.write { try $0.execute(sql: "UPDATE machine SET walkerId = (SELECT id FROM walker)") }
  try file.close()
  let before = try #require(SetLog(readingFrom: folder.path).machines().first)
  #expect(before.walker == "Ada" && before.walkerSince == nil)
  let log = try SetLog(directory: folder.path)
  #expect(try log.machines() == [before])
  try log.use(walker: "Ada", on: before.name)
  #expect(try log.machines() == [before], "she has been there all the time")
  let seen = try log.latestChange
  try log.use(walker: nil, on: before.name)
  try log.use(walker: "Ada", on: before.name)
  let after = try #require(log.machines().first)
  #expect(after.walker == "Ada" && after.walkerSince != nil)
  #expect(try log.changes(after: seen, limit: 9).map(\.id) == [before.id])
}

@Test("a log that is made new has the schema of the newest sample")
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
  let sample = try sampleFolder(4)
  #expect(try schema(sample.database) == schema(new.database))
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

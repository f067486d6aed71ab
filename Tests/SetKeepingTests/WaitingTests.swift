// SPDX-License-Identifier: Apache-2.0
//
// A set that cannot be written keeps no other set from the log, and sets that wait need little memory.

import Foundation
import GRDB
import Motion
import Pulses
import Sets
import Simulation
import TestSupport
import Testing

@testable import SetKeeping
@testable import SetLog

/// A walk of six sets, in a log of its own.
private struct Walk {
  let folder: Folder
  let log: SetLog
  private let profile: MachineProfile
  private let edges: [Edge]
  private let endNs: Int64

  init() throws {
    folder = try Folder()
    log = try SetLog(directory: folder.path)
    let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
    profile = scenario.profile
    let recording = SimulatedRun(scenario, seed: 2).recording
    let spanNs = recording.endNs - recording.startNs
    let later = recording.edges.map { edge in
      var edge = edge
      edge.timestampNs += spanNs
      edge.sequence += Int64(recording.edges.count)
      return edge
    }
    edges = recording.edges + later
    endNs = recording.endNs + spanNs
  }

  /// Plays it; every set is journalled and none is written yet.
  func keeper() -> SetKeeper {
    var keeper = SetKeeper(log: log, directory: folder.path, machine: "m", profile: profile, bootId: "b")
    let clock = BeltClock(offsetNs: 1_790_000_000_000_000_000, isSynchronised: true, bootId: "b")
    var pipeline = BeltPipeline(profile: profile)
    for edge in edges {
      pipeline.step(edge) { _ = keeper.take(.event($0), clock: clock) }
      _ = keeper.take(.edge(edge), clock: clock)
    }
    pipeline.advance(silentUntilNs: endNs) { _ = keeper.take(.event($0), clock: clock) }
    pipeline.finish(.inputEnded) { _ = keeper.take(.event($0), clock: clock) }
    return keeper
  }

  func refuse(_ condition: String) throws {
    try log.write { db in
      try db.execute(
        sql: """
          CREATE TRIGGER refusal BEFORE INSERT ON finishedSet WHEN \(condition)
          BEGIN SELECT RAISE(ABORT, 'refused'); END
          """)
    }
  }

  func accept() throws { try log.write { try $0.execute(sql: "DROP TRIGGER refusal") } }
}

/// What an undisturbed keeper logs.
private func undisturbed() throws -> (walk: Walk, sets: [SetRecord]) {
  let walk = try Walk()
  var keeper = walk.keeper()
  keeper.write()
  return (walk, try walk.log.sets())
}

@Test(
  "a set that cannot be written waits and is reported, the sets after it are logged", arguments: [1, 3, 6])
func refusedSetBlocksNoOther(index: Int) throws {
  let (_, wanted) = try undisturbed()
  #expect(wanted.count == 6)
  let walk = try Walk()
  try walk.refuse("NEW.indexInSession = \(index)")
  var keeper = walk.keeper()
  #expect(keeper.write().map(\.indexInSession) == (1...6).filter { $0 != index })
  #expect(keeper.unwritten == 1 && keeper.report.trouble?.reason == "refused")
  #expect(SetJournal.left(in: walk.folder.path).count == 1)
  // Trying again changes nothing while the cause is there.
  #expect(keeper.write().isEmpty && keeper.unwritten == 1)
  try walk.accept()
  #expect(keeper.write().map(\.indexInSession) == [index])
  #expect(keeper.unwritten == 0 && keeper.report.trouble == nil && keeper.report.logged == 6)
  #expect(try walk.log.sets() == wanted)
}

@Test("of many sets that wait, the older ones are in their journals only, and nothing of them is lost")
func waitingSetsAreBounded() throws {
  let (other, wanted) = try undisturbed()
  let walk = try Walk()
  try walk.refuse("1")
  var keeper = walk.keeper()
  #expect(keeper.write().isEmpty && keeper.unwritten == 6)
  let newest = wanted.suffix(WaitingSets.mostWhole).reduce(0) { $0 + Int($1.quality.edges) }
  #expect(keeper.waitingEdges == newest)
  try walk.accept()
  #expect(keeper.write().count == 6)
  #expect(try walk.log.sets() == wanted)
  for set in wanted {
    #expect(try walk.log.edges(of: set.id) == other.log.edges(of: set.id))
    #expect(try walk.log.trace(of: set) == other.log.trace(of: set))
  }
}

@Test("a set whose journal is damaged while it waits stays and is reported, the others are logged")
func damagedJournal() throws {
  let walk = try Walk()
  try walk.refuse("1")
  var keeper = walk.keeper()
  keeper.write()
  let names = try FileManager.default.contentsOfDirectory(atPath: walk.folder.path).filter {
    $0.hasSuffix(".journal")
  }
  let first = walk.folder.path + "/" + (try #require(names.min()))
  try Data("nothing of a set".utf8).write(to: URL(fileURLWithPath: first))
  try walk.accept()
  #expect(keeper.write().count == 5)
  #expect(keeper.unwritten == 1 && keeper.report.trouble != nil)
  #expect(try walk.log.count() == 5)
}

@Test("a walker who is renamed while sets wait has them under the new name, and one who is erased has none")
func renamedWhileWaiting() throws {
  let walk = try Walk()
  for name in ["Ada", "Ben"] { try walk.log.addWalker(name: name) }
  try walk.log.use(walker: "Ada", on: "m")
  try walk.refuse("NEW.indexInSession > 2")
  var keeper = walk.keeper()
  #expect(keeper.write().map(\.walker) == ["Ada", "Ada"] && keeper.unwritten == 4)
  try walk.log.rename(walker: "Ada", to: "Eva")
  // The name that she had is another person's now.
  try walk.log.rename(walker: "Ben", to: "Ada")
  try walk.accept()
  try walk.refuse("NEW.indexInSession > 4")
  #expect(keeper.write().map(\.walker) == ["Eva", "Eva"])
  _ = try walk.log.eraseWalker("Eva")
  try walk.accept()
  #expect(keeper.write().map(\.walker) == [nil, nil])
  #expect(try walk.log.sets().allSatisfy { $0.walker == nil })
}

@Test("the newest set that waits takes another walker along, with their mass, and the sets before it do not")
func correctedWhileWaiting() throws {
  func walked(by walker: String) throws -> Walk {
    let walk = try Walk()
    try walk.log.addWalker(name: "Ada", massKg: 60)
    try walk.log.addWalker(name: "Ben", massKg: 95)
    try walk.log.use(walker: walker, on: "m")
    return walk
  }
  let other = try walked(by: "Ben")
  var unhindered = other.keeper()
  let wanted = try #require(unhindered.write().last)
  let walk = try walked(by: "Ada")
  try walk.refuse("1")
  var keeper = walk.keeper()
  #expect(keeper.write().isEmpty && keeper.report.unlogged?.walker == "Ada")
  try walk.log.use(walker: "Ben", on: "m")
  try keeper.lookWhoWalks()
  let endNs = try #require(keeper.report.unlogged?.endNs)
  #expect(keeper.isUnloggedOfAnother && !keeper.isSetOfAnother)
  #expect(keeper.giveUnloggedAway(nowNs: endNs + 1)?.walker == "Ben")
  #expect(!keeper.isUnloggedOfAnother && keeper.giveUnloggedAway(nowNs: endNs + 2) == nil)
  #expect(keeper.report.lastRecord?.walker == "Ben" && keeper.report.unlogged?.givenNs == endNs + 1)
  try walk.accept()
  let written = keeper.write()
  #expect(written.map(\.walker) == ["Ada", "Ada", "Ada", "Ada", "Ada", "Ben"])
  #expect(written.last?.walkerMassKg == 95 && written.last?.meanPowerW == wanted.meanPowerW)
  var expected = wanted
  // The end of the set before depends on Ada's mass.
  expected.restBeforeS = written.last?.restBeforeS
  #expect(written.last == expected)
  #expect(keeper.report.unlogged == nil)
}

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

// SPDX-License-Identifier: Apache-2.0
//
// Owns: whose a set is when the walker changes while a whole daemon runs: on the screen, in the answer and in the log.

import Foundation
import GRDB
import LiveFeed
import SetLog
import Simulation
import TestSupport
import Testing

@testable import Daemon

private func use(_ walker: String?, _ machine: String) -> ControlRequest {
  var request = ControlRequest(.walker)
  request.machine = machine
  request.walker = ControlValue(walker)
  return request
}

private func add(_ name: String) -> ControlRequest {
  var request = ControlRequest(.walkerAdd)
  request.name = name
  return request
}

/// One after the other: each is a whole daemon.
@Suite("another walker while a daemon runs", .serialized)
struct WalkerChanges {
  @Test("a set without a walker goes to the one who is chosen in the middle of it")
  func anonymousSetGoesAlong() async throws {
    let time = ReplayGate()
    let daemon = try await RunningDaemon.run([try RunningDaemon.machine("Treadmill 3", time)]) { daemon in
      time.open(untilS: 20)
      _ = try daemon.ask(add("Ada"))
      var client = try daemon.client()
      let walking = try #require(try frame(&client) { $0.set.elapsedS ?? 0 > 4 })
      #expect(walking.set.number == 1 && walking.set.walker == nil)
      let answer = try daemon.ask(use("Ada", walking.machine))
      #expect(answer.walker == "Ada" && answer.from == "this-set" && answer.elsewhere == nil)
      let hers = try #require(try frame(&client) { $0.set.walker == "Ada" })
      #expect(hers.set.elapsedS != nil && hers.walker == "Ada")
      time.open(untilS: 85)
      _ = try frame(&client) { $0.set.last != nil }
    }
    let sets = try daemon.log().sets().sorted { $0.startedAt < $1.startedAt }
    #expect(sets.first?.walker == "Ada")
  }

  @Test(
    "a set that has had its walker for long stays theirs; the next one is the other's, and the screen has both"
  )
  func laterChangeIsForTheNextSet() async throws {
    let time = ReplayGate()
    let daemon = try await RunningDaemon.run([try RunningDaemon.machine("Treadmill 3", time)]) { daemon in
      for name in ["Ada", "Ben"] { _ = try daemon.ask(add(name)) }
      var client = try daemon.client()
      let first = try #require(try frame(&client) { _ in true })
      let ben = try daemon.ask(use("Ben", first.machine))
      #expect(ben.walker == "Ben")
      _ = try #require(try frame(&client) { $0.walker == "Ben" })
      time.open(untilS: 50)
      let walking = try #require(try frame(&client) { $0.set.elapsedS ?? 0 > 36 })
      #expect(walking.set.walker == "Ben")
      daemon.settle()
      let answer = try daemon.ask(use("Ada", walking.machine))
      #expect(answer.from == "next-set")
      let both = try #require(try frame(&client) { $0.walker == "Ada" })
      #expect(both.set.elapsedS != nil && both.set.walker == "Ben")
      time.open(untilS: 150)
      let next = try #require(try frame(&client) { $0.set.number == 2 && $0.set.elapsedS != nil })
      #expect(next.set.walker == "Ada")
      time.open(untilS: 205)
      _ = try frame(&client) { $0.set.last?.indexInSession == 2 }
    }
    let sets = try daemon.log().sets().sorted { $0.startedAt < $1.startedAt }
    #expect(sets.prefix(2).map(\.walker) == ["Ben", "Ada"])
  }

  @Test("a set that could not be logged at first takes the walker who is chosen before it is")
  func unloggedSetGoesAlong() async throws {
    let time = ReplayGate()
    let daemon = try await RunningDaemon.run([try RunningDaemon.machine("Treadmill 3", time)]) { daemon in
      var client = try daemon.client()
      let machine = try #require(try frame(&client) { _ in true }?.machine)
      _ = try daemon.ask(add("Ada"))
      let file = try DatabaseQueue(path: daemon.folder.path + "/" + SetLog.fileName)
      // As on a disk that has room for a word and not for a set.
      try file.write { db in
        try db.execute(
          sql: "CREATE TRIGGER refusal BEFORE INSERT ON finishedSet BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
      }
      time.open(untilS: 75)
      #expect(daemon.says("not logged yet"))
      daemon.settle()
      #expect(try daemon.ask(use("Ada", machine)).from == "this-set")
      _ = try #require(try frame(&client) { $0.set.last?.walker == "Ada" })
      try file.write { try $0.execute(sql: "DROP TRIGGER refusal") }
      #expect(try comesTrue { try daemon.log().sets().map(\.walker) == ["Ada"] })
    }
    #expect(try daemon.log().sets().map(\.walker) == ["Ada"])
  }

  @Test("the list of walkers says on which machine each is, and one on two machines is pointed out")
  func walkersAreListed() async throws {
    let time = ReplayGate()
    let machines = try ["Left", "Right"].map { try RunningDaemon.machine($0, time, scenario: "bump") }
    _ = try await RunningDaemon.run(machines) { daemon in
      for name in ["Ben", "Ada"] { _ = try daemon.ask(add(name)) }
      var client = try daemon.client()
      let left = try #require(try frame(&client) { $0.name == "Left" }?.machine)
      let right = try #require(try frame(&client) { $0.name == "Right" }?.machine)
      #expect(try daemon.ask(use("Ada", left)).elsewhere == nil)
      let twice = try daemon.ask(use("Ada", right))
      #expect(twice.from == "next-set" && twice.elsewhere == "Left")
      let lines = daemon.lines.all.count
      let list = try daemon.ask(ControlRequest(.walkers)).walkers
      #expect(list?.map(\.name) == ["Ada", "Ben"] && list?.last?.machine == nil)
      #expect(["Left", "Right"].contains(list?.first?.machine))
      // Looking is no news for the system journal.
      #expect(!daemon.lines.all.dropFirst(lines).contains { $0.contains("walkers") })
    }
  }
}

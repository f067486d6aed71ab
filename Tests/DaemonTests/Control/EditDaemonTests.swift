// SPDX-License-Identifier: Apache-2.0
//
// Owns: that changes of sets on request count at once in a running session, and can be taken back there.

import Foundation
import LiveFeed
import SetLog
import Settings
import Simulation
import TestSupport
import Testing

@testable import Daemon

private func request(_ action: ControlAction, set: String? = nil, other: String? = nil) -> ControlRequest {
  var request = ControlRequest(action)
  request.set = set
  request.other = other
  return request
}

/// One after the other: each is a whole daemon.
@Suite("changes of sets in a running daemon", .serialized)
struct ChangesInADaemon {
  @Test("a set is discarded and restored in the middle of a session, which counts it at once")
  func discardAndRestore() async throws {
    let time = ReplayGate()
    _ = try await RunningDaemon.run([try RunningDaemon.machine("M", time)]) { daemon in
      time.open(untilS: 85)
      var client = try daemon.client()
      let first = try #require(try frame(&client) { $0.training?.setsDone == 1 }?.set.last?.id)
      #expect(try daemon.ask(request(.discard, set: first)).changed == true)
      _ = try #require(try frame(&client) { $0.training?.setsDone == 0 })
      #expect(try daemon.ask(request(.restore, set: first)).changed == true)
      #expect(try daemon.ask(request(.restore, set: first)).changed == false)
      _ = try #require(try frame(&client) { $0.training?.setsDone == 1 })
      var edit = request(.edit, set: first)
      edit.pain = .value(4)
      edit.protocol = .value("free")
      let edited = try daemon.ask(edit)
      #expect(try daemon.log().set(id: first).pain == 4 && daemon.log().set(id: first).protocol == "free")
      var undo = request(.undo)
      undo.number = edited.number
      #expect(try daemon.ask(undo).set == first)
      #expect(try daemon.log().set(id: first).pain == nil)
      #expect(try daemon.log().edits().map(\.kind) == [.edit, .restore, .discard])
    }
  }

  @Test("two sets are merged during the session, and the next one is numbered after them")
  func mergeInASession() async throws {
    let time = ReplayGate()
    let daemon = try await RunningDaemon.run([try RunningDaemon.machine("M", time)]) { daemon in
      time.open(untilS: 205)
      var client = try daemon.client()
      let sets = try #require(try frame(&client) { $0.service.setsLogged == 2 }).service.setsLogged
      #expect(sets == 2)
      let ids = try daemon.log().sets().map(\.id)
      let merged = try daemon.ask(request(.merge, set: ids[0], other: ids[1]))
      #expect(merged.made?.count == 1 && merged.number == 1)
      time.open(untilS: 400)
      _ = try #require(try frame(&client) { $0.service.setsLogged == 3 })
    }
    let log = try daemon.log()
    #expect(try log.sets().map(\.indexInSession) == [1, 2] && Set(log.sets().map(\.sessionId)).count == 1)
    #expect(try log.verify().damages == [])
    let writing = try SetLog(directory: daemon.folder.path)
    try writing.undo()
    #expect(try log.sets().map(\.indexInSession) == [1, 2, 3])
  }

  @Test("a machine that is renamed is shown so by a running daemon, and keeps its sets at the next start")
  func renameMachine() async throws {
    let plan = try RunningDaemon.machine("Left", ReplayGate())
    let daemon = try await RunningDaemon.run([plan]) { daemon in
      var client = try daemon.client()
      _ = try frame(&client) { _ in true }
      var rename = ControlRequest(.renameMachine)
      rename.machine = "LEFT"
      rename.name = "Hall"
      #expect(try daemon.ask(rename).changed == true)
      #expect(try comesTrue { try daemon.client(FeedWatch([.live])).hello.machines.map(\.name) == ["Hall"] })
    }
    let log = try daemon.log()
    #expect(try log.machines().map(\.name) == ["Hall"])
    // The configuration still has the former name.
    _ = try BeltDaemon(
      plan: DaemonPlan(machines: [plan], stateDirectory: daemon.folder.path, socketPath: nil),
      logger: daemon.lines.logger)
    #expect(try log.machines().map(\.name) == ["Hall"])
  }
}

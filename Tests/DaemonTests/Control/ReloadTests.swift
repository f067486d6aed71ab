// SPDX-License-Identifier: Apache-2.0
//
// Owns: that a reload ends no set but those whose own line changes, and leaves no ghost on any screen.

import Foundation
import LiveFeed
import Motion
import Pulses
import SetLog
import Settings
import Simulation
import TestSupport
import Testing

@testable import Daemon

private func isWalked(_ frame: LiveFrame) -> Bool { frame.phase == "active" && (frame.set.elapsedS ?? 0) > 5 }

/// One after the other: each is a whole daemon.
@Suite("reloads of a running daemon", .serialized)
struct Reloads {
  @Test(
    "a machine that a reload removes ends its set, after saying so, and leaves every screen; the others go on"
  )
  func removedMachine() async throws {
    let time = ReplayGate()
    let machines = try ["Left", "Right"].enumerated().map {
      try RunningDaemon.machine($1, time, seed: UInt64($0 + 1))
    }
    let daemon = try await RunningDaemon.run(machines) { daemon in
      time.open(untilS: 30)
      var client = try daemon.client()
      #expect(client.hello.machines.map(\.name) == ["Left", "Right"])
      var walked: Set<String> = []
      _ = try frame(&client) { frame in
        if isWalked(frame) { walked.insert(frame.name) }
        return walked.count == 2
      }
      daemon.reload([machines[0]])
      let received = try messages(&client) { if case .machines = $0 { true } else { false } }
      guard case .machines(let left) = received.last else { return }
      #expect(left.map(\.name) == ["Left"])
      #expect(
        daemon.lines.all.contains {
          $0.contains("Right: is no longer in the configuration; the set in progress ends now")
        })
      // Left's set goes on to its end; no frame is Right's any more.
      time.open(untilS: 85)
      let rest = try messages(&client) {
        if case .live(let frame) = $0 { frame.set.restElapsedS ?? 0 > 5 } else { false }
      }
      let names = rest.compactMap { if case .live(let frame) = $0 { frame.name } else { nil } }
      #expect(Set(names) == ["Left"])
    }
    let sets = try daemon.log().sets()
    let right = sets.filter { $0.machine == "Right" }
    #expect(right.count == 1 && right[0].durationS < 55)
    #expect(sets.first { $0.machine == "Left" }.map { $0.durationS > 55 } == true)
  }

  @Test("a machine gets its new name once its set has ended, keeps its identifier, and leaves no ghost")
  func renamedMachine() async throws {
    let time = ReplayGate()
    let old = try RunningDaemon.machine("Old", time)
    let daemon = try await RunningDaemon.run([old]) { daemon in
      time.open(untilS: 30)
      var client = try daemon.client()
      let id = try #require(client.hello.machines.first?.id)
      _ = try frame(&client, where: isWalked)
      var new = old
      new.name = "New"
      daemon.reload([new])
      #expect(daemon.says("Old: is called New once the set in progress has ended"))
      time.open(untilS: 85)
      let received = try messages(&client) { if case .machines = $0 { true } else { false } }
      guard case .machines(let machines) = received.last else { return }
      #expect(machines.map(\.name) == ["New"] && machines.map(\.id) == [id])
      let first = try frame(&client) { $0.name == "New" }
      #expect(first?.machine == id)
    }
    #expect(try daemon.log().machines().map(\.name) == ["New"])
    let sets = try daemon.log().sets()
    // The set that was in progress ended by itself, and is the renamed machine's.
    #expect(sets.first.map { $0.durationS > 55 && $0.machine == "New" } == true)
  }

  @Test("a new calibration ends no set, and applies to the one in progress when it ends")
  func recalibratedMachine() async throws {
    let time = ReplayGate()
    let machine = try RunningDaemon.machine("M", time)
    _ = try await RunningDaemon.run([machine]) { daemon in
      time.open(untilS: 30)
      var client = try daemon.client()
      _ = try frame(&client, where: isWalked)
      var longer = machine
      longer.profile.wheel = try MagnetWheel(
        circumferenceM: machine.profile.wheel.circumferenceM * 2, magnets: machine.profile.wheel.magnets)
      daemon.reload([longer])
      #expect(daemon.says("M: profile reloaded"))
      daemon.settle()
      time.open(untilS: 85)
      let last = try frame(&client) { $0.set.last != nil }?.set.last
      #expect(last.map { $0.durationS > 55 && $0.distanceM > 80 } == true)
    }
  }

  @Test("a machine that is added starts beside the others and is listed in the configuration's order")
  func addedMachine() async throws {
    let time = ReplayGate()
    let machine = try RunningDaemon.machine("B", time)
    _ = try await RunningDaemon.run([machine]) { daemon in
      time.open(untilS: 30)
      var client = try daemon.client()
      _ = try frame(&client) { $0.phase == "active" }
      daemon.reload([try RunningDaemon.machine("A", time, seed: 2), machine])
      let received = try messages(&client) { if case .machines = $0 { true } else { false } }
      guard case .machines(let machines) = received.last else { return }
      #expect(machines.map(\.name) == ["A", "B"])
      _ = try frame(&client) { $0.name == "A" }
    }
  }
}

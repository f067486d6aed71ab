// SPDX-License-Identifier: Apache-2.0
//
// Owns: that requests to a running daemon change its log and every screen at once.

import Foundation
import Hardware
import LiveFeed
import SetLog
import Simulation
import TestSupport
import Testing

@testable import Daemon

private func request(
  _ action: ControlAction, machine: String? = nil, set: String? = nil,
  walker: ControlValue<String> = .absent, name: String? = nil, massKg: Double? = nil, token: String? = nil,
  rpe: ControlValue<Double> = .absent, text: ControlValue<String> = .absent
) -> ControlRequest {
  var request = ControlRequest(action)
  (request.machine, request.set, request.name) = (machine, set, name)
  (request.massKg, request.token) = (massKg, token)
  (request.walker, request.rpe, request.text) = (walker, rpe, text)
  return request
}

private func fault(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return (error as? FeedFault)?.code ?? "\(error)"
  }
}

/// One after the other: each is a whole daemon.
@Suite("requests to a running daemon", .serialized)
struct RequestsToADaemon {
  @Test(
    "a set is claimed with its code during the session: it counts at once, the code is spent, the change is sent"
  )
  func claimInASession() async throws {
    let time = ReplayGate()
    let daemon = try await RunningDaemon.run([try RunningDaemon.machine("Treadmill 3", time)]) { daemon in
      time.open(untilS: 85)
      var client = try daemon.client()
      _ = try daemon.ask(request(.walkerAdd, name: "Ada", massKg: 62))
      _ = try daemon.ask(request(.walkerAdd, name: "Bo"))
      let offered = try #require(try frame(&client) { $0.set.claim != nil && $0.training?.setsDone == 1 })
      let claim = try #require(offered.set.claim)
      #expect(offered.set.last?.id == claim.set && offered.walker == nil && offered.training?.setsDone == 1)
      // Another walker steps on: the set that was walked before does not count for her yet.
      let used = try daemon.ask(request(.walker, machine: offered.machine, walker: .value("ada")))
      #expect(used.walker == "Ada" && used.machine == offered.machine)
      let hers = try #require(try frame(&client) { frame in frame.walker == "Ada" })
      #expect(hers.training?.setsDone == 0)
      let ask = request(.claim, set: claim.set, walker: .value("Ada"), token: claim.token)
      var wrong = ask
      wrong.token = "000000000000"
      let refused = fault { _ = try daemon.ask(wrong) }
      #expect(refused == "token_expired")
      let answer = try daemon.ask(ask)
      #expect(answer.set == claim.set && answer.walker == "Ada" && answer.changed == true)
      let counted = try #require(try frame(&client) { $0.training?.setsDone == 1 })
      #expect(counted.walker == "Ada" && counted.set.claim?.set != claim.set)
      #expect(fault { _ = try daemon.ask(ask) } == "token_used")
      #expect(try daemon.log().set(id: claim.set).walker == "Ada")
      var changes = try daemon.client(FeedWatch([.changes], fromSequence: 0))
      let sent = try messages(&changes) {
        if case .change(let change) = $0 {
          change.id == claim.set && change.set?.walker == "Ada"
        } else {
          false
        }
      }
      #expect(!sent.isEmpty)
      // The journal says who asked.
      let line = daemon.lines.all.first {
        $0.contains("claim: set \(claim.set)") && $0.contains("with a code")
      }
      #expect(line?.contains("uid \(getuid()), pid \(getpid())") == true)
    }
    #expect(!FileManager.default.fileExists(atPath: daemon.control))
    #expect(ControlLink.target(in: daemon.folder.path) == nil)
  }

  @Test("every request has its effect in the log and its answer")
  func everyRequest() async throws {
    let time = ReplayGate()
    _ = try await RunningDaemon.run([try RunningDaemon.machine("M", time)]) { daemon in
      time.open(untilS: 85)
      var client = try daemon.client()
      let id = try #require(try frame(&client) { $0.set.last != nil }?.set.last?.id)
      _ = try daemon.ask(request(.walkerAdd, name: "Ada", massKg: 62))
      #expect(try daemon.ask(request(.walkerNext, machine: "M")).walker == "Ada")
      #expect(try daemon.ask(request(.walkerNext, machine: "M")).walker == nil)
      var note = request(.note, set: id, rpe: .value(5), text: .value("good"))
      note.by = "staff on the page\u{1B}[2J"
      let noted = try daemon.ask(note)
      #expect(noted.changed == true)
      // Who asked is the kernel's word; for whom, the client's, without what could harm a screen.
      let author = try #require(daemon.log().edits(of: id).first?.author)
      #expect(author.hasPrefix("\(NSUserName()): staff on the page") && !author.contains("\u{1B}"))
      _ = try daemon.ask(request(.note, set: id, text: .null))
      #expect(try daemon.log().set(id: id).feedback.rpe == 5 && daemon.log().set(id: id).feedback.text == nil)
      let discarded = try daemon.ask(request(.discard, set: id))
      #expect(discarded.changed == true)
      #expect(try daemon.log().set(id: id).discardedAt != nil)
      let accepted = try daemon.ask(request(.accept, set: id))
      let again = try daemon.ask(request(.accept, set: id))
      #expect(accepted.changed == true && again.changed == false)
      _ = try daemon.ask(request(.serviceMark, machine: "M"))
      #expect(try daemon.log().machines().first?.servicedAt != nil)
      _ = try daemon.ask(request(.claim, set: id, walker: .value("Ada")))
      let erased = try daemon.ask(request(.walkerErase, name: "Ada"))
      #expect(erased.sets == 1)
      #expect(try daemon.log().walkers().isEmpty && daemon.log().set(id: id).walker == nil)
    }
  }

  @Test("a strap's heart rates are shown at once, and logged with the set in which they came")
  func heartRates() async throws {
    let time = ReplayGate()
    _ = try await RunningDaemon.run([try RunningDaemon.machine("M", time)]) { daemon in
      func send(_ bpm: Int?, machine: String = "m", agoNs: Int64 = 0) throws -> FeedAnswer {
        var sample = ControlRequest(.heartRate)
        (sample.machine, sample.timeNs, sample.bpm) = (machine, MonotonicClock.nowNs - agoNs, bpm)
        return try daemon.ask(sample)
      }
      time.open(untilS: 30)
      var client = try daemon.client()
      let walking = try #require(try frame(&client) { ($0.set.elapsedS ?? 0) > 20 })
      let first = try send(121)
      #expect(first.machine == walking.machine && first.changed == true)
      // Sent again while the machine is busy: a value is shown for five seconds.
      let isShown = try comesTrue {
        _ = try send(121)
        var newest = try daemon.client()
        return try frame(&newest) { _ in true }?.motion.heartRateBpm == 121
      }
      #expect(isShown)
      let late = try send(90, agoNs: 5_000_000_000)
      #expect(late.changed == false, "out of order")
      time.open(untilS: 40)
      _ = try frame(&client) { ($0.set.elapsedS ?? 0) > 34 }
      #expect(comesTrue { (try? send(255))?.changed == true })
      _ = try frame(&client) { $0.motion.heartRateBpm == nil }
      time.open(untilS: 85)
      let id = try #require(try frame(&client) { $0.set.last != nil }?.set.last?.id)
      let log = try daemon.log()
      let trace = try #require(try log.heartRate(of: log.set(id: id)))
      let known = trace.samples.filter { $0.bpm != nil }
      #expect(!known.isEmpty && known.allSatisfy { $0.bpm == 121 && (20_000...30_000).contains($0.timeMs) })
      let last = try #require(trace.samples.last)
      #expect(last.bpm == nil && (30_000...40_000).contains(last.timeMs))
      #expect(fault { _ = try send(121, machine: "X") } == "no_such_machine")
      #expect(fault { _ = try send(256) } == "bad_value")
      #expect(fault { _ = try send(121, agoNs: 61_000_000_000) } == "bad_value")
      #expect(fault { _ = try send(121, agoNs: -5_000_000_000) } == "bad_value")
      let all = daemon.lines.all
      #expect(!all.contains { $0.contains("heart-rate") }, "no line for every second")
    }
  }

  @Test("what cannot be done has its own code")
  func faults() async throws {
    _ = try await RunningDaemon.run([try RunningDaemon.machine("M", ReplayGate())]) { daemon in
      let cases: [(ControlRequest, String)] = [
        (request(.walker, machine: "X", walker: .null), "no_such_machine"),
        (request(.walker, machine: "M"), "bad_value"), (request(.walkerNext), "bad_value"),
        (request(.walker, machine: "M", walker: .value("Nemo")), "no_such_walker"),
        (request(.claim, set: "ffff", walker: .null), "no_such_set"),
        (request(.note, set: "ffff"), "no_such_set"),
        (request(.walkerAdd, name: " "), "unusable_name"),
        (request(.walkerAdd, name: "A", massKg: 5), "bad_value"),
        (request(.walkerErase, name: "Nemo"), "no_such_walker"),
        (request(.serviceMark, machine: "X"), "no_such_machine"),
      ]
      for (request, code) in cases { #expect(fault { _ = try daemon.ask(request) } == code, "\(request)") }
      var later = ControlRequest(.accept)
      later.action = "blood-pressure"
      #expect(fault { _ = try daemon.ask(later) } == "unknown_kind")
    }
  }

  @Test("finished sets are sent after they are in the log, and replayed to a client that was away")
  func setsAreReplayed() async throws {
    let time = ReplayGate()
    _ = try await RunningDaemon.run([try RunningDaemon.machine("M", time)]) { daemon in
      time.open(untilS: 85)
      var client = try daemon.client(FeedWatch([.changes]))
      var sequence: Int64 = 0
      var seen: [String] = []
      func take(_ count: Int) throws {
        while seen.count < count {
          let found = try messages(&client) {
            if case .change(let change) = $0 { change.set != nil } else { false }
          }
          guard case .change(let change) = found.last, let set = change.set else { return }
          // Durable before it was sent.
          #expect(try daemon.log().set(id: set.id).distanceM == set.distanceM)
          sequence = max(sequence, change.sequence)
          if !seen.contains(set.id) { seen.append(set.id) }
        }
      }
      try take(1)
      // Away for a set.
      client = try daemon.client(FeedWatch([.live]))
      time.open(untilS: 205)
      _ = try frame(&client) { $0.service.setsLogged == 2 }
      client = try daemon.client(FeedWatch([.changes], fromSequence: sequence))
      try take(2)
      #expect(try seen == daemon.log().sets().prefix(2).map(\.id))
    }
  }
}

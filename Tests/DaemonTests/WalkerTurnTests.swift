// SPDX-License-Identifier: Apache-2.0
//
// Owns: from when on another walker counts, and when a walker is taken off a machine.

import Foundation
import LiveFeed
import SetKeeping
import SetLog
import Sets
import Testing
import Training

@testable import Daemon

private let second: Int64 = 1_000_000_000

@Test(
  "a set without a walker takes one until it is logged; a walker can be corrected for half a minute",
  arguments: [
    (nil, 0, 5, WalkerTurn.thisSet), (nil, 0, 500, .thisSet), ("Ben", 0, 29, .thisSet),
    ("Ben", 0, 30, .nextSet),
    ("Ben", 0, 500, .nextSet), ("Ben", 60, 89, .thisSet), ("Ben", 60, 91, .nextSet), (nil, nil, 5, .nextSet),
    ("Ben", nil, 5, .nextSet),
  ] as [(String?, Int64?, Int64, WalkerTurn)])
func turns(walker: String?, givenS: Int64?, nowS: Int64, turn: WalkerTurn) {
  var report = KeeperReport()
  report.isSetOpen = givenS != nil
  report.setWalker = walker
  report.setGivenNs = givenS.map { $0 * second }
  #expect(WalkerTurn(report, nowNs: nowS * second) == turn)
}

@Test(
  "a set that has begun and is not in the report yet takes the change, if it is young",
  arguments: [
    (false, nil, 5, WalkerTurn.nextSet), (false, 0, 0, .thisSet), (false, 0, 29, .thisSet),
    (false, 0, 30, .nextSet),
    (false, 60, 75, .thisSet), (true, 0, 5, .nextSet),
  ] as [(Bool, Int64?, Int64, WalkerTurn)])
func turnsOfYoungSets(isReported: Bool, begunS: Int64?, nowS: Int64, turn: WalkerTurn) {
  var report = KeeperReport()
  report.isSetOpen = isReported
  #expect(WalkerTurn(report, begunNs: begunS.map { $0 * second }, nowNs: nowS * second) == turn)
}

@Test(
  "a set that waits to be logged takes a change for half a minute, from its end if it has no walker",
  arguments: [
    (nil, 0, 60, nil, 89, WalkerTurn.thisSet), (nil, 0, 60, nil, 90, .nextSet),
    ("Ben", 0, 20, nil, 29, .thisSet),
    ("Ben", 0, 20, nil, 30, .nextSet), ("Ben", 70, 60, nil, 99, .thisSet),
    // Another set has begun, whose change it is.
    (nil, 0, 60, 65, 70, .thisSet), (nil, 0, 60, 65, 99, .nextSet),
  ] as [(String?, Int64, Int64, Int64?, Int64, WalkerTurn)])
func turnsOfWaitingSets(
  walker: String?, givenS: Int64, endS: Int64, begunS: Int64?, nowS: Int64, turn: WalkerTurn
) {
  var report = KeeperReport()
  report.unlogged = UnloggedSet(walker: walker, givenNs: givenS * second, endNs: endS * second)
  #expect(WalkerTurn(report, begunNs: begunS.map { $0 * second }, nowNs: nowS * second) == turn)
}

/// A machine seen once a second; the wall clock goes along.
private struct Watched {
  var leave = WalkerLeave()
  var nowS: Int64 = 0
  var walker: String? = "ada"
  var day = LocalDay(number: 20_000)
  var offsetNs: Int64 = 7
  var restMin = 10.0

  /// The second at which the walker leaves, and why; nil if that does not happen.
  mutating func pass(_ seconds: Int64, isBusy: Bool = false) -> (atS: Int64, reason: WalkerLeave.Reason)? {
    for _ in 0..<seconds {
      nowS += 1
      let look = WalkerLeave.Look(
        walker: walker, isBusy: isBusy, nowNs: nowS * second, day: day, clockOffsetNs: offsetNs)
      if let reason = leave.take(look, restMin: restMin) { return (nowS, reason) }
    }
    return nil
  }
}

@Test("a walker leaves after ten minutes without walking, counted from the last motion or the choice")
func longRest() {
  var watched = Watched()
  #expect(watched.pass(599) == nil)
  #expect(watched.pass(3, isBusy: true) == nil)
  let left = watched.pass(1000)
  #expect(left?.atS == 602 + 600 && left?.reason == .rest)
  // Another walker begins their own rest.
  watched.walker = "ben"
  #expect(watched.pass(600) == nil)
  #expect(watched.pass(1)?.reason == .rest)
  watched.walker = nil
  #expect(watched.pass(5000) == nil)
}

@Test(
  "the rest is configurable, and 0 is any",
  arguments: [(0.0, nil), (0.5, 31), (1440, 86_401)] as [(Double, Int64?)])
func restIsConfigurable(minutes: Double, leftS: Int64?) {
  var watched = Watched(restMin: minutes)
  #expect(watched.pass(90_000)?.atS == leftS)
}

@Test("at the day's turn a walker leaves, but not in the middle of a set, nor because the clock was set")
func dayTurns() {
  var watched = Watched(restMin: 0)
  #expect(watched.pass(100) == nil)
  watched.day = watched.day + 1
  #expect(watched.pass(60, isBusy: true) == nil)
  let left = watched.pass(10)
  #expect(left?.atS == 161 && left?.reason == .day)
  var set = Watched(restMin: 0)
  #expect(set.pass(100) == nil)
  set.day = set.day + 500
  set.offsetNs += 500 * 86_400 * second
  #expect(set.pass(100) == nil)
  set.day = set.day + 1
  #expect(set.pass(10)?.reason == .day)
}

@Test("the daemon takes the walker off, says why, and the next choice clears that")
func leavingIsShown() throws {
  let path = NSTemporaryDirectory() + "deadmill-" + UUID().uuidString
  defer { try? FileManager.default.removeItem(atPath: path) }
  let log = try SetLog(directory: path)
  try log.register(machine: "m")
  try log.addWalker(name: "Ada")
  try log.use(walker: "Ada", on: "m")
  var keeper = TrainingKeeper(log: log, machine: "m", training: .free)
  keeper.restore(last: nil)
  #expect(keeper.state.onMachine == "Ada")
  try keeper.leave(.rest)
  #expect(keeper.state.onMachine == nil && keeper.state.walkerLeft == .rest)
  #expect(try log.walker(on: "m") == nil)
  try log.use(walker: "Ada", on: "m")
  _ = keeper.refresh()
  #expect(keeper.state.onMachine == "Ada" && keeper.state.walkerLeft == nil)
}

@Test("since when a walker is on the machine survives a restart, and ends with their being there")
func walkerSince() throws {
  let path = NSTemporaryDirectory() + "deadmill-" + UUID().uuidString
  defer { try? FileManager.default.removeItem(atPath: path) }
  let log = try SetLog(directory: path)
  try log.register(machine: "m")
  for name in ["Ada", "Ben"] { try log.addWalker(name: name) }
  let start = Instant.now
  try log.use(walker: "Ada", on: "m")
  func restarted() throws -> TrainingState {
    var keeper = TrainingKeeper(log: try SetLog(directory: path), machine: "m", training: .free)
    keeper.restore(last: nil)
    return keeper.state
  }
  let since = try #require(try restarted().onMachineSince)
  #expect(since >= start && since <= .now)
  try log.use(walker: "ada", on: "m")
  #expect(try restarted().onMachineSince == since, "who is chosen again has been there all the time")
  try log.use(walker: "Ben", on: "m")
  #expect(try #require(try restarted().onMachineSince) >= since)
  _ = try log.eraseWalker("Ben")
  #expect(try log.machines().map(\.walkerSince) == [nil])
  try log.use(walker: "Ada", on: "m")
  try log.retire(try #require(log.machines().first?.id), .now)
  #expect(try restarted().onMachineSince == nil)
  var frame = LiveFrame()
  var state = TrainingState(.free)
  (state.onMachine, state.onMachineSince) = ("Ada", since)
  FrameComposer.fill(&frame, state, BeltSnapshot())
  #expect(frame.walker == "Ada" && frame.walkerSince == "\(since)")
}

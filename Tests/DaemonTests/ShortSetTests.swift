// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a daemon says of a set that is too short, that its figures while it runs are those of the finished set, and
// that what a walker walks against is found.

import Foundation
import LiveFeed
import Logging
import Motion
import Pulses
import SetLog
import Settings
import Simulation
import Synchronization
import Testing
import Training

@testable import Daemon

private struct Unused: Error {}

/// Walks on a machine of the daemon; its frames in order.
///
/// Time goes on by a quarter of a second once a frame of the one before is there, however busy the computer is.
private func walk(
  _ acts: [Act]?, scenario name: String = "three-one-minute-sets",
  _ training: TrainingProtocol = .deadmill3x60,
  in folder: String
) async throws -> [LiveFrame] {
  var scenario = try ScenarioCatalogue.scenario(name)
  if let acts { scenario.acts = acts }
  let time = ReplayGate()
  let input = BeltInput.recording(
    SimulatedRun(scenario, seed: 3).recording, pace: .through(time), isSimulated: false)
  let plan = MachinePlan(name: "m", profile: scenario.profile, input: input, training: training)
  let log = try SetLog(directory: folder)
  let known = try log.register(machine: "m", marks: scenario.profile.wheel.magnets)
  let belt = try Belt(
    plan, known: LiveMachine(id: known.id, name: "m", kind: nil, marks: scenario.profile.wheel.magnets),
    log: log, stateDirectory: folder, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    wakePipe: nil, liveClock: { throw Unused() })
  let frames = Mutex<[LiveFrame]>([])
  let watching = Thread {
    var elapsedS = 0.0
    // The turn of the logging loop that has seen all that there was up to this instant.
    var due: Int64?
    while !belt.isKept {
      // In this order: a turn counts only if it began after the belt's time had come this far.
      let isReached = time.isReached
      let turns = belt.kept.turns
      if isReached, turns >= due ?? .max {
        frames.withLock { $0.append(belt.frame()) }
        elapsedS += 0.25
        time.open(untilS: elapsedS)
        due = nil
      } else if isReached, due == nil {
        due = turns + 2
      }
      Thread.sleep(forTimeInterval: 0.001)
    }
  }
  try belt.start()
  watching.start()
  _ = await belt.keep(pollEvery: .milliseconds(5)) { _ in }
  while !watching.isFinished { await Task.yield() }
  return frames.withLock { $0 } + [belt.frame()]
}

private func work(_ seconds: Double, _ mps: Double = 0.8) -> Act {
  .work(targetMps: mps, durationS: seconds, load: WalkerLoad(statedMassKg: 80), ending: .stepsOff)
}

private func folder() -> String { NSTemporaryDirectory() + "deadmill-" + UUID().uuidString }

@Test("a set that is too short is asked for again under its number, and the next one has that number")
func shortSetIsAskedForAgain() async throws {
  let path = folder()
  defer { try? FileManager.default.removeItem(atPath: path) }
  // 25 seconds, eight beside the belt, 35 seconds, and then a whole one.
  let frames = try await walk(
    [
      .rest(durationS: 5), work(25), .rest(durationS: 20), work(35), .rest(durationS: 30), work(61),
      .rest(durationS: 15),
    ], in: path)
  let records = try SetLog(readingFrom: path).sets().sorted { $0.startedAt < $1.startedAt }
  try #require(records.count == 3)
  let verdicts = frames.compactMap(\.training?.lastSet)
  for (record, verdict) in zip(records, ["short", "short", "met"]) {
    let said = Set(
      verdicts.filter { $0.id == record.id }.map { "\($0.set) \($0.verdict) \($0.targetS ?? 0)" })
    #expect(said == ["1 \(verdict) 60.0"], "\(record.durationS)")
  }
  // Never another number than 1 until one has counted.
  for frame in frames where frame.set.last?.id != records[2].id {
    #expect(frame.training?.setIndex == 1 && frame.training?.setsDone == 0)
  }
  #expect(frames.last?.training?.setsDone == 1 && frames.last?.training?.setIndex == 2)
}

@Test(
  "what is shown of a set when the belt has stopped is what is logged, coasting left out",
  arguments: ["three-one-minute-sets", "sprint", "two-walkers"])
func shownIsLogged(scenario: String) async throws {
  let path = folder()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let frames = try await walk(nil, scenario: scenario, in: path)
  let records = try SetLog(readingFrom: path).sets().sorted { $0.startedAt < $1.startedAt }
  #expect(!records.isEmpty)
  for record in records {
    let number = record.indexInSession
    let stopped = frames.last { $0.set.number == number && $0.phase == "paused" && $0.set.elapsedS != nil }
    let shown = try #require(stopped, "set \(number)")
    let elapsedS = try #require(shown.set.elapsedS)
    let distanceM = try #require(shown.set.distanceM)
    #expect(abs(elapsedS - record.durationS) < 0.1, "set \(number): \(elapsedS) \(record.durationS)")
    #expect(abs(distanceM - record.distanceM) < 0.1, "set \(number): \(distanceM) \(record.distanceM)")
  }
  if scenario == "sprint" {
    // Most of what the belt ran was coasting, and it was left out while the belt still moved.
    let coasted = frames.filter { $0.phase == "active" && $0.set.coastedM ?? 0 > 5 }
    let record = try #require(records.first)
    #expect(!coasted.isEmpty)
    for frame in coasted { #expect(abs((frame.set.distanceM ?? 0) - record.distanceM) < 2.5) }
  }
}

@Test(
  "a driven belt is hardly ever taken for a coasting one",
  arguments: ["retro-walk-5min", "three-one-minute-sets"])
func drivenIsNotCoasting(scenario: String) async throws {
  let path = folder()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let frames = try await walk(nil, scenario: scenario, in: path)
  let records = try SetLog(readingFrom: path).sets()
  let active = frames.filter { $0.phase == "active" }
  // Before the walker has left: the last three seconds may be a coast.
  let walking = active.filter { frame in
    let record = records.first { $0.indexInSession == frame.set.number }
    return (frame.set.elapsedS ?? 0) < (record?.durationS ?? 0) - 3
  }
  let wrong = walking.count { $0.set.coastedM != nil }
  #expect(walking.count > 20 && wrong * 50 <= walking.count, "\(wrong) of \(walking.count)")
}

@Test("a set runs against the best and the previous one at the same second, and is even with itself")
func aheadAndBehind() async throws {
  let path = folder()
  defer { try? FileManager.default.removeItem(atPath: path) }
  _ = try await walk([.rest(durationS: 5), work(60, 0.8), .rest(durationS: 15)], in: path)
  let same = try await walk([.rest(durationS: 5), work(60, 0.8), .rest(durationS: 15)], in: path)
  // The start of the set is known a moment late.
  let level = same.filter { frame in
    frame.phase == "active" && frame.set.coastedM == nil && (10.0...50).contains(frame.set.elapsedS ?? 0)
  }.compactMap(\.set.aheadOfPreviousM)
  #expect(level.count > 5 && level.allSatisfy { $0.magnitude < 0.3 }, "\(level)")
  let faster = try await walk([.rest(durationS: 5), work(60, 1.2), .rest(durationS: 15)], in: path)
  let ahead = faster.filter { $0.phase == "active" && $0.set.elapsedS ?? 0 > 50 }.compactMap(
    \.set.aheadOfBestM)
  #expect(ahead.allSatisfy { $0 > 10 && $0 < 30 } && !ahead.isEmpty, "\(ahead)")
}

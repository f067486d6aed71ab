// SPDX-License-Identifier: Apache-2.0
//
// The whole daemon on a simulated belt: what its frames say of training while sets run, end and are logged.

import Foundation
import LiveFeed
import Logging
import SetLog
import Settings
import Simulation
import Synchronization
import Testing
import Training

@testable import Daemon

/// Walks a scenario in a daemon and keeps what its frames said, without repetitions.
private func walk(
  _ scenario: String, _ training: TrainingProtocol, in folder: String, machines: [String] = ["m"]
) async throws -> [LiveFrame] {
  let scenario = try ScenarioCatalogue.scenario(scenario)
  let plans = machines.enumerated().map { number, name in
    MachinePlan(
      name: name, profile: scenario.profile,
      input: .recording(
        SimulatedRun(scenario, seed: UInt64(number + 1)).recording, pace: .times(60), isSimulated: true),
      training: training)
  }
  let frames = Mutex<[LiveFrame]>([])
  let daemon = try BeltDaemon(
    plan: DaemonPlan(machines: plans, stateDirectory: folder, socketPath: nil),
    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  ) { frame in frames.withLock { $0.append(frame) } }
  try await daemon.run()
  return frames.withLock { $0 }
}

private func folder() -> String { NSTemporaryDirectory() + "deadmill-" + UUID().uuidString }

@Test("three sets of a minute go from set 1 to done, and are logged as the protocol's")
func threeSetsToDone() async throws {
  let path = folder()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let frames = try await walk("three-one-minute-sets", .deadmill3x60, in: path)
  var places: [String] = []
  for frame in frames {
    let training = try #require(frame.training)
    let isSet = frame.phase == "active" || frame.phase == "paused"
    let place =
      (isSet ? "set " : "rest ") + "\(training.setIndex ?? 0)" + (training.isDone == true ? " done" : "")
    if frame.phase != "candidate", places.last != place { places.append(place) }
    #expect(training.setCount == 3 && training.setTargetS == 60 && frame.clockIsSure == nil)
    #expect(training.restRemainingS.map { $0 >= 0 && $0 <= 60 } != false)
  }
  // No display ever falls back to a set that is over. On a busy machine a rest may be over, at this pace, before the
  // figures of its set are there, or nobody may have looked for a while.
  var rest = ["rest 1", "set 1", "rest 2", "set 2", "rest 3", "set 3", "rest 3 done"][...]
  for place in places {
    let found = try #require(rest.firstIndex(of: place), "\(places)")
    rest = rest[(found + 1)...]
  }
  #expect(places.first == "rest 1" && places.last == "rest 3 done")
  let last = try #require(frames.last)
  #expect(last.training?.week?.sessionsDone == 1 && last.training?.nextStep == .finished)
  #expect(last.lastSet?.speedVariation != nil && last.lastSet?.fade != nil && last.lastSet?.day != nil)
  let records = try SetLog(readingFrom: path).sets()
  #expect(records.map(\.protocol) == Array(repeating: "deadmill-3x60", count: 3))
  // The second walk compares with the first, set by set.
  let second = try #require(try await walk("three-one-minute-sets", .deadmill3x60, in: path).last)
  #expect(second.previous?.id == records[2].id)
  #expect(second.best != nil && second.best?.id != second.lastSet?.id)
}

@Test("on several machines each frame knows all of them")
func framesOfSeveral() async throws {
  let path = folder()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let frames = try await walk("three-one-minute-sets", .free, in: path, machines: ["Left", "Right"])
  #expect(frames.allSatisfy { $0.machines?.map(\.name) == ["Left", "Right"] })
  let last = try #require(frames.last { $0.machine == "Left" }?.machines)
  #expect(last.allSatisfy { $0.sensor == .ended && $0.setNumber == 3 && $0.health == nil })
  let records = try SetLog(readingFrom: path).sets()
  #expect(records.count == 6 && records.allSatisfy { $0.protocol == nil })
}

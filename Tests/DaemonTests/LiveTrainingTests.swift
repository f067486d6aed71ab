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
        SimulatedRun(scenario, seed: UInt64(number + 1)).recording, pace: .times(15), isSimulated: true),
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
  var stages: [String] = []
  for frame in frames {
    let training = try #require(frame.training)
    let isSet = frame.phase == "active" || frame.phase == "paused"
    let stage =
      (isSet ? "set " : "rest ") + "\(training.setIndex ?? 0)" + (training.isDone == true ? " done" : "")
    if frame.phase != "candidate", stages.last != stage { stages.append(stage) }
    #expect(training.setCount == 3 && training.setTargetS == 60 && frame.service.clockIsSynchronised == nil)
    #expect(training.restRemainingS.map { $0 >= 0 && $0 <= 60 } != false)
  }
  // No display ever falls back to a set that is over. On a busy machine a rest may be over, at this pace, before the
  // figures of its set are there, or no frame may have been made for a while.
  var rest = ["rest 1", "set 1", "rest 2", "set 2", "rest 3", "set 3", "rest 3 done"][...]
  for stage in stages {
    let found = try #require(rest.firstIndex(of: stage), "\(stages)")
    rest = rest[(found + 1)...]
  }
  #expect(stages.first == "rest 1" && stages.last == "rest 3 done")
  let last = try #require(frames.last)
  #expect(last.training?.week?.sessionsDone == 1 && last.training?.nextStep == .finished)
  #expect(last.set.last?.speedVariation != nil && last.set.last?.fade != nil && last.set.last?.day != nil)
  let records = try SetLog(readingFrom: path).sets()
  #expect(records.map(\.protocol) == Array(repeating: "deadmill-3x60", count: 3))
  // The second walk compares with the first, set by set.
  let second = try #require(try await walk("three-one-minute-sets", .deadmill3x60, in: path).last)
  #expect(second.set.previous?.id == records[2].id)
  #expect(second.set.best != nil && second.set.best?.id != second.set.last?.id)
}

@Test("several machines each have their own frames")
func framesOfSeveral() async throws {
  let path = folder()
  defer { try? FileManager.default.removeItem(atPath: path) }
  let frames = try await walk("three-one-minute-sets", .free, in: path, machines: ["Left", "Right"])
  for name in ["Left", "Right"] {
    let last = try #require(frames.last { $0.name == name })
    #expect(last.health.sensor == .ended && last.set.number == 3 && last.health.summary == nil)
  }
  // The same machine has the same identifier in every frame, and no two have one.
  let ids = Set(frames.map { "\($0.name) \($0.machine)" })
  #expect(ids.count == 2 && Set(frames.map(\.machine)).count == 2)
  let records = try SetLog(readingFrom: path).sets()
  #expect(records.count == 6 && records.allSatisfy { $0.protocol == nil })
}

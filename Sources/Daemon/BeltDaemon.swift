// SPDX-License-Identifier: Apache-2.0
//
// Owns: the composition: input -> pulse thread -> sets -> log, and frames to whoever looks.
// Read it from top to bottom; everything the daemon does starts here.

import Foundation
import Hardware
import LiveFeed
import Logging
import Motion
import ServiceLifecycle
import SetLog
import Sets
import Simulation
import Synchronization

/// What a daemon is to do.
package struct DaemonPlan: Sendable {
  package var machineName: String
  package var profile: MachineProfile
  package var gpio: GPIOConfiguration
  package var input: BeltInput
  package var stateDirectory: String
  /// Where to listen; nil for nobody.
  package var socketPath: String?

  package init(
    machineName: String, profile: MachineProfile, gpio: GPIOConfiguration = GPIOConfiguration(),
    input: BeltInput,
    stateDirectory: String, socketPath: String?
  ) {
    self.machineName = machineName
    self.profile = profile
    self.gpio = gpio
    self.input = input
    self.stateDirectory = stateDirectory
    self.socketPath = socketPath
  }
}

/// Sets that could not be written by the time the daemon ended.
package struct UnwrittenSets: Error, CustomStringConvertible {
  package let count: Int
  package let reason: SetLogError

  package var description: String { "\(count) finished set(s) could not be logged: \(reason)" }
}

/// The daemon as one service: it ends when its input ends or when it is asked to stop gracefully.
package final class BeltDaemon: Service {
  /// Pause between two looks at the belt.
  private static let lookEvery = Duration.milliseconds(10)
  /// At most ten frames a second.
  private static let framesEvery = Duration.milliseconds(100)

  private let plan: DaemonPlan
  private let log: SetLog
  private let feed: FeedServer?
  private let pulses: PulseThread
  private let logger: Logger
  private let onFrame: @Sendable (LiveFrame) -> Void
  private let clock: DaemonClock
  private let shared = KeeperShared(runId: UUID().uuidString.lowercased())

  /// Opens the log and the socket, so that what is wrong with them is told before anything starts.
  package init(plan: DaemonPlan, logger: Logger, onFrame: @escaping @Sendable (LiveFrame) -> Void = { _ in })
    throws
  {
    self.plan = plan
    self.logger = logger
    self.onFrame = onFrame
    log = try SetLog(directory: plan.stateDirectory)
    feed = try plan.socketPath.map {
      try FeedServer(path: $0, softwareVersion: SoftwareVersion.current, machine: plan.machineName)
    }
    switch plan.input {
    case .gpio:
      pulses = try PulseThread(mayWait: false)
      clock = try DaemonClock(bootId: BootId.read(), log: log)
    case .recording(let recording, let pace, _):
      pulses = try PulseThread(mayWait: true)
      // Its end falls on the present when it has played: nothing is dated in the future, however fast it plays.
      let spanNs = Double(recording.endNs &- recording.startNs)
      let begunNs = BeltClock.wallNowNs - Int64(spanNs * max(0, 1 - 1 / pace))
      // A run of its own: its clock has nothing to do with any other's.
      clock = DaemonClock(
        recordedOffsetNs: begunNs &- recording.startNs, bootId: UUID().uuidString.lowercased())
    }
  }

  package func run() async throws {
    try pulses.start(plan.input, plan.profile, plan.gpio)
    defer { feed?.stop(reason: "stopped") }
    let feed = feed
    let keeping = LogKeeping(outlet: pulses.outlet, clock: clock, logger: logger, shared: shared) {
      feed?.publish(setJSON: $0.json)
    }
    // Not a child task: cancellation must not keep it from closing the set in progress.
    let kept = Task.detached { [plan, log, clock] in
      var keeper = SetKeeper(
        log: log, directory: plan.stateDirectory, machine: plan.machineName, profile: plan.profile,
        bootId: clock.bootId)
      await keeping.run(&keeper)
      return keeper.report
    }
    let pulses = pulses
    await withGracefulShutdownHandler {
      await follow()
    } onGracefulShutdown: {
      pulses.stop()
    }
    pulses.join()
    let done = await kept.value
    publish(isLast: true)
    if let trouble = done.trouble { throw UnwrittenSets(count: done.unwritten, reason: trouble) }
  }

  /// Shows the belt until the pulse thread has finished.
  private func follow() async {
    var nextFrame = ContinuousClock.now
    var told = SensorReport(state: .waiting, text: "", backend: nil)
    while !pulses.outlet.isFinished {
      tell(&told)
      let now = ContinuousClock.now
      if now >= nextFrame {
        publish(isLast: false)
        nextFrame = now + Self.framesEvery
      }
      // Cancellation is no way to end: the set in progress must be closed first. The handler has asked for that.
      try? await Task.sleep(for: Self.lookEvery)
      if Task.isCancelled { pulses.stop() }
    }
    tell(&told)
  }

  private func tell(_ told: inout SensorReport) {
    let sensor = pulses.sensor
    guard sensor != told else { return }
    told = sensor
    let backend = sensor.backend.map { ", \($0)" } ?? ""
    logger.notice("sensor \(sensor.state.rawValue): \(sensor.text)\(backend)")
    if sensor.state == .ok, let realtime = pulses.realtime { logger.notice("pulse thread: \(realtime.text)") }
  }

  private func publish(isLast: Bool) {
    let belt = pulses.outlet.latest.read()
    shared.odometer.withLock { $0.see(belt) }
    var frame = FrameComposer.frame(
      belt, machine: plan.machineName, profile: plan.profile, sensor: pulses.sensor, clock: clock.now,
      keeper: shared.report.withLock { $0 })
    frame.realtime = pulses.realtime?.text
    if case .recording(_, _, let isSimulated) = plan.input { frame.isSimulated = isSimulated }
    let refused = pulses.outlet.refused.load(ordering: .relaxed)
    if frame.health == nil { frame.health = health(refused: refused) }
    feed?.publish(frame)
    onFrame(frame)
  }

  private func health(refused: Int64) -> String? {
    if refused > 0 { return "\(refused) pulses could not be handed over for the log" }
    return clock.disagreementS.map {
      "the wall clock was set \(Int($0.magnitude.rounded())) s \($0 > 0 ? "ahead" : "back"); sets are dated as before"
    }
  }
}

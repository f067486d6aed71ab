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
  /// Pause between two looks at what the pulse thread left.
  private static let lookEvery = Duration.milliseconds(10)
  /// At most ten frames a second.
  private static let framesEvery = Duration.milliseconds(100)
  private static let retryEvery = Duration.seconds(5)

  private let plan: DaemonPlan
  private let log: SetLog
  private let feed: FeedServer?
  private let pulses: PulseThread
  private let logger: Logger
  private let onFrame: @Sendable (LiveFrame) -> Void
  private let bootId: String
  /// Of a recording: wall time at its clock's zero; nil for a live line, which asks the system each time.
  private let recordedOffsetNs: Int64?

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
      bootId = BootId.read()
      recordedOffsetNs = nil
    case .recording(let recording, let pace, _):
      pulses = try PulseThread(mayWait: true)
      // A run of its own: its clock has nothing to do with any other's.
      bootId = UUID().uuidString.lowercased()
      // Its end falls on the present when it has played: nothing is dated in the future, however fast it plays.
      let spanNs = Double(recording.endNs &- recording.startNs)
      let begunNs = BeltClock.wallNowNs - Int64(spanNs * max(0, 1 - 1 / pace))
      recordedOffsetNs = begunNs &- recording.startNs
    }
  }

  package func run() async throws {
    var keeper = try SetKeeper(log: log, machine: plan.machineName, profile: plan.profile, bootId: bootId)
    try pulses.start(plan.input, plan.profile, plan.gpio)
    defer { feed?.stop(reason: "stopped") }
    let pulses = pulses
    await withGracefulShutdownHandler {
      await follow(&keeper)
    } onGracefulShutdown: {
      pulses.stop()
    }
    pulses.join()
    if let trouble = keeper.trouble { throw UnwrittenSets(count: keeper.unwritten, reason: trouble) }
  }

  /// Follows the pulse thread until it has finished.
  private func follow(_ keeper: inout SetKeeper) async {
    var nextFrame = ContinuousClock.now
    var nextRetry = ContinuousClock.now
    var told = SensorReport(state: .waiting, text: "", backend: nil)
    while true {
      // Asked before draining: whatever was handed over before the end is then surely drained.
      let isLast = pulses.outlet.isFinished
      let hasNews = drain(&keeper)
      let now = ContinuousClock.now
      if hasNews || (keeper.unwritten > 0 && (now >= nextRetry || isLast)) {
        write(&keeper)
        nextRetry = now + Self.retryEvery
      }
      tell(&told)
      if now >= nextFrame || isLast {
        publish(keeper)
        nextFrame = now + Self.framesEvery
      }
      if isLast { return }
      // Cancellation is no way to end: the set in progress must be closed first. The handler has asked for that.
      try? await Task.sleep(for: Self.lookEvery)
      if Task.isCancelled { pulses.stop() }
    }
  }

  private func drain(_ keeper: inout SetKeeper) -> Bool {
    var hasNews = false
    while let note = pulses.outlet.queue.pop() {
      if let record = keeper.take(note, clock: clock) {
        hasNews = true
        logger.notice(
          "set \(record.indexInSession): \(record.durationS) s, \(record.distanceM) m, id \(record.id)")
        feed?.publish(setJSON: record.json)
      }
    }
    return hasNews
  }

  private func write(_ keeper: inout SetKeeper) {
    keeper.write()
    if let trouble = keeper.trouble { logger.error("not logged yet: \(trouble)") }
  }

  private func tell(_ told: inout SensorReport) {
    let sensor = pulses.sensor
    guard sensor != told else { return }
    told = sensor
    let backend = sensor.backend.map { ", \($0)" } ?? ""
    logger.notice("sensor \(sensor.state.rawValue): \(sensor.text)\(backend)")
    if sensor.state == .ok, let realtime = pulses.realtime { logger.notice("pulse thread: \(realtime.text)") }
  }

  private func publish(_ keeper: SetKeeper) {
    var frame = FrameComposer.frame(
      pulses.outlet.latest.read(), machine: plan.machineName, profile: plan.profile, sensor: pulses.sensor,
      clock: clock, keeper: keeper)
    frame.realtime = pulses.realtime?.text
    if case .recording(_, _, let isSimulated) = plan.input { frame.isSimulated = isSimulated }
    let refused = pulses.outlet.refused.load(ordering: .relaxed)
    if refused > 0, frame.health == nil {
      frame.health = "\(refused) pulses could not be handed over for the log"
    }
    feed?.publish(frame)
    onFrame(frame)
  }

  private var clock: BeltClock {
    if let recordedOffsetNs {
      return BeltClock(
        offsetNs: recordedOffsetNs, isSynchronised: BeltClock.systemIsSynchronised, bootId: bootId)
    }
    return BeltClock(
      offsetNs: BeltClock.wallNowNs &- MonotonicClock.nowNs, isSynchronised: BeltClock.systemIsSynchronised,
      bootId: bootId)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: one machine of the daemon: its pulse thread, its sets, its odometer. Must not know: sockets, other machines.

import Foundation
import Hardware
import LiveFeed
import Logging
import Motion
import Pulses
import SetKeeping
import SetLog
import Sets
import Settings
import Simulation
import Synchronization
import Waking

/// One running machine.
final class Belt: Sendable {
  /// As it was started.
  let plan: MachinePlan
  /// As it is now.
  let machine: CurrentMachine
  /// The machine's identifier in the log.
  let id: String
  /// Its kind in the log; nil if unknown.
  let kind: String?
  private let log: SetLog
  private let stateDirectory: String
  let clock: DaemonClock
  let logger: Logger
  let pulses: PulseThread
  /// Single pulses for the feed; nil if no client can ask for them.
  let pulseSubscription: PulseSubscription?
  /// Raw edges for the feed; nil if no client can ask for them.
  let edgeSubscription: EdgeSubscription?
  let reader: BeltReader
  let kept: KeptState
  let health: BeltHealth
  let heartRates = HeartRateBuffer()
  private let news = LogNews()
  /// The newest snapshot with a set in it.
  private let newestSet = Mutex(BeltSnapshot())
  private let reported = Mutex(SensorReport())
  /// Set once everything is logged.
  private let hasKept = Atomic<Bool>(false)
  /// Set when a reload removes the machine: no screen shows it any more.
  private let leaving = Atomic<Bool>(false)

  /// - Parameters:
  ///   - known: the machine as the log has it.
  ///   - wakePipe: wakes the feed that single pulses go to; nil if there is none.
  ///   - liveClock: of all machines with a GPIO line; made when the first one asks.
  init(
    _ plan: MachinePlan, known: LiveMachine, log: SetLog, stateDirectory: String, logger: Logger,
    wakePipe: WakePipe?,
    liveClock: () throws -> DaemonClock
  ) throws {
    self.plan = plan
    id = known.id
    kind = known.kind
    kept = KeptState(plan.training)
    health = BeltHealth(plan)
    machine = CurrentMachine(plan)
    self.log = log
    self.stateDirectory = stateDirectory
    self.logger = logger
    pulseSubscription = wakePipe.map { PulseSubscription(machine: known.id, wakePipe: $0) }
    edgeSubscription = wakePipe.map { EdgeSubscription(machine: known.id, wakePipe: $0) }
    switch plan.input {
    case .line:
      pulses = try PulseThread(
        mayWait: false, pulseSubscription: pulseSubscription, edgeSubscription: edgeSubscription)
      clock = try liveClock()
    case .recording(let recording, let pace, _):
      pulses = try PulseThread(
        mayWait: true, pulseSubscription: pulseSubscription, edgeSubscription: edgeSubscription)
      // Dated so that it ends at the present: nothing is dated in the future, however fast it plays.
      let spanNs = Double(recording.endNs &- recording.startNs)
      let begunNs = WallClock.nowNs - Int64(spanNs * max(0, 1 - pace.realShare))
      // A boot id of its own: its clock is unrelated to any other.
      clock = DaemonClock(
        recordedOffsetNs: begunNs &- recording.startNs, bootId: UUID().uuidString.lowercased())
    }
    reader = BeltReader(pulses.handoff, runId: UUID().uuidString.lowercased())
  }

  /// Whether the pulse thread has ended and handed over everything.
  var isFinished: Bool { pulses.handoff.isFinished }

  /// Whether the first attempt to open the sensor's line is over.
  var hasTriedSensor: Bool { pulses.sensor != SensorReport() }

  /// How often the pulse thread has polled its source.
  var looks: Int64 { pulses.handoff.looks.load(ordering: .relaxed) }

  func start() throws { try pulses.start(machine) }

  /// Whether everything is logged.
  var isKept: Bool { hasKept.load(ordering: .acquiring) }

  /// Whether a reload has taken the machine away.
  var isLeaving: Bool { leaving.load(ordering: .relaxed) }

  func leave() { leaving.store(true, ordering: .relaxed) }

  /// Whether a set is in progress, or may be.
  var isWalked: Bool { reader.look().phase != .idle }

  /// Whether a plan reads the same sensor with the same settings, so that nothing has to be opened again.
  func listens(as new: MachinePlan) -> Bool {
    switch (plan.input, new.input) {
    case (.line(let line), .line(let newLine)):
      let now = machine.version.plan.profile
      return line == newLine && now.pulseEdge == new.profile.pulseEdge && now.sensor == new.profile.sensor
    case (.recording(_, let pace, let isSimulated), .recording(_, let newPace, let isNewSimulated)):
      // The recording cannot change while the daemon runs: an option names it, not the configuration.
      return pace == newPace && isSimulated == isNewSimulated
    case (.line, _), (.recording, _): return false
    }
  }

  /// As it is configured now.
  var current: MachinePlan { machine.version.plan }

  /// As the feed lists it.
  var listed: LiveMachine {
    LiveMachine(id: id, name: plan.name, kind: kind, marks: machine.version.plan.profile.wheel.magnets)
  }

  /// Takes a reloaded plan: the pulse thread applies it once the belt is stopped, the logging loop to the next set that
  /// ends.
  func update(_ new: MachinePlan) { machine.change(new) }

  /// Has the logging loop read the log again at once, after a request changed it.
  func requestRefresh() { news.announce() }

  /// A request has put another walker on the machine.
  /// - Returns: from when on that counts.
  func decideTurn() -> WalkerTurn { news.decideTurn(reader.look(), kept.report) }

  /// Asks the pulse thread to close the set in progress and end.
  func stop() { pulses.stop() }

  /// Takes what a heart-rate strap has sent.
  /// - Parameter sample: on this computer's CLOCK_MONOTONIC.
  /// - Returns: false if it is out of order, or too soon after the one before.
  func take(_ sample: HeartRateSample) -> Bool {
    guard case .recording(_, let pace, _) = plan.input else { return heartRates.take(sample, shiftNs: 0) }
    // A recording's clock is unrelated to the computer's, and may run at another pace.
    let ageNs = max(0, MonotonicClock.nowNs &- sample.timestampNs)
    let realShare = pace.realShare
    let beltAgeNs = realShare > 0 ? Int64(min(Double(ageNs) / realShare, 1e15)) : ageNs
    let beltNs = reader.look().motion.timeNs &- beltAgeNs
    return heartRates.take(sample, shiftNs: beltNs &- sample.timestampNs)
  }

  /// Keeps and logs sets until the pulse thread has finished and everything has been handled.
  ///
  /// On a thread of its own: smoothing a long set, SQLite and a slow disk take seconds, which no thread of the cooperative
  /// pool may be held for.
  /// - Parameter pollEvery: pause between two reads of what the pulse thread left.
  func keep(
    pollEvery: Duration = SetLoggingLoop.pollEvery, onLogged: @escaping @Sendable (SetRecord) -> Void
  ) async -> KeeperReport {
    let thread = Mutex<RealtimeThread?>(nil)
    let report = await withCheckedContinuation { done in
      do {
        let started = try RealtimeThread(name: "deadmill-log", priority: nil) { @Sendable in
          done.resume(returning: self.keepHere(pollEvery, onLogged))
        }
        thread.withLock { $0 = started }
      } catch {
        // No thread is available: better on this one than not at all.
        logger.error("\(error); sets are logged on a shared thread")
        done.resume(returning: keepHere(pollEvery, onLogged))
      }
    }
    thread.withLock { $0 }?.join()
    return report
  }

  private func keepHere(_ pollEvery: Duration, _ onLogged: @escaping @Sendable (SetRecord) -> Void)
    -> KeeperReport
  {
    let keeping = SetLoggingLoop(
      handoff: pulses.handoff, clock: clock, logger: logger, reader: reader, health: health, news: news,
      kept: kept, machine: machine, pollEvery: pollEvery, onLogged: onLogged)
    var keeper = SetKeeper(
      log: log, directory: stateDirectory, machine: plan.name, profile: plan.profile, rules: plan.rules,
      configuredMassKg: plan.walkerMassKg, bootId: clock.bootId)
    keeper.heartRates = { [heartRates] in heartRates.samples(fromNs: $0, toNs: $1) }
    var training = TrainingKeeper(
      log: log, machine: plan.name, training: plan.training, beginnerSessions: plan.beginnerSessions)
    keeping.run(&keeper, &training)
    pulses.join()
    hasKept.store(true, ordering: .releasing)
    return keeper.report
  }

  /// The frame to show now. One caller at a time.
  func frame() -> LiveFrame {
    let keeper = kept.report
    let belt = shown(reader.look(), keeper)
    var frame = FrameComposer.frame(
      belt, machine: listed, profile: machine.version.plan.profile, sensor: pulses.sensor,
      clock: clock.now,
      keeper: keeper)
    FrameComposer.fill(&frame, kept.training, belt)
    // A set begins on the display a moment before it is kept: it will be that of the walker on the machine.
    if frame.set.elapsedS != nil, !keeper.isSetOpen { frame.set.walker = frame.walker }
    frame.service.realtime = pulses.realtime?.text
    if case .recording(_, _, let isSimulated) = plan.input {
      frame.service.isSimulated = isSimulated
    } else {
      frame.service.clockIsSynchronised = clock.now.isSynchronised
    }
    frame.motion.heartRateBpm = heartRates.newest(nowNs: MonotonicClock.nowNs)
    fillHealth(&frame, belt)
    return frame
  }

  /// A set that has ended stays on the displays as paused until its figures are there, so that no display falls back to
  /// the previous set for a moment.
  private func shown(_ belt: BeltSnapshot, _ keeper: KeeperReport) -> BeltSnapshot {
    newestSet.withLock { set in
      if belt.phase == .active || belt.phase == .paused { set = belt }
      guard belt.phase == .idle, keeper.isSetOpen, set.phase != .idle else { return belt }
      var shown = set
      shown.phase = .paused
      shown.motion = belt.motion
      shown.counters = belt.counters
      return shown
    }
  }

  /// Pulses and raw edges for the feed; empty if no client can ask for them.
  var streams: [FeedStream] {
    let pulses = pulseSubscription.map { subscription in
      FeedStream(
        machine: id, kind: .pulses, fetch: { subscription.lines() }, setWanted: { subscription.setWanted($0) }
      )
    }
    let edges = edgeSubscription.map { subscription in
      FeedStream(
        machine: id, kind: .edges,
        head: { [self] in FeedMessage.line(machine.version.plan.profile.liveLine(machine: id)).line },
        fetch: { subscription.lines() }, setWanted: { subscription.setWanted($0) })
    }
    // A client that begins to watch frames gets the speed before them, for its trace.
    let trace = FeedStream(
      machine: id, kind: .live,
      head: { [self] in
        LiveTrace(reader.speeds, machine: id).map { FeedMessage.trace($0).line } ?? Data()
      }, fetch: { Data() }, setWanted: { _ in })
    return [trace, pulses, edges].compactMap { $0 }
  }

  /// Logs a change of the sensor's state.
  func reportSensor() {
    let sensor = pulses.sensor
    let isNews = reported.withLock { reported in
      defer { reported = sensor }
      return reported != sensor
    }
    guard isNews else { return }
    let backend = sensor.backend.map { ", \($0)" } ?? ""
    logger.notice("sensor \(sensor.state.rawValue): \(sensor.text)\(backend)")
    if sensor.state == .ok, let realtime = pulses.realtime { logger.notice("pulse thread: \(realtime.text)") }
  }
}

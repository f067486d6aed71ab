// SPDX-License-Identifier: Apache-2.0
//
// Owns: the daemon's side of the log, apart from its displays: a slow disk delays no frame and no pulse.
// Must not know: sockets, screens.

import Hardware
import LiveFeed
import Logging
import Motion
import SetKeeping
import SetLog
import Sets
import Settings
import Synchronization

/// Follows the pulse thread's notes until it has finished, journals, logs, and dates anew when the clock becomes sure.
struct LogKeeping {
  /// Pause between two looks at what the pulse thread left: each of them wakes an idle processor.
  static let lookEvery = Duration.milliseconds(100)
  /// The same while the belt stands.
  private static let idleLookEvery = Duration.milliseconds(250)
  /// The set in progress reaches the disk this often: with the time that takes, less than a second of it can be lost.
  private static let journalEvery = Duration.milliseconds(700)
  private static let retryEvery = Duration.seconds(5)
  private static let odometerEvery = Duration.seconds(600)
  /// Another program may have changed the log.
  private static let trainingEvery = Duration.seconds(2)

  let outlet: BeltOutlet
  let clock: DaemonClock
  let logger: Logger
  let shared: KeeperShared
  let machine: CurrentMachine
  /// Pause between two looks while the belt moves.
  var lookEvery = Self.lookEvery
  /// Called with each set that has just been committed to the log.
  let onLogged: @Sendable (SetRecord) -> Void

  /// Runs until everything that was handed over is dealt with.
  func run(_ keeper: inout SetKeeper, _ training: inout TrainingKeeper) {
    restore(&keeper, &training)
    var plan = machine.version.number
    var nextJournal = ContinuousClock.now
    var nextRetry = ContinuousClock.now
    var nextOdometer = ContinuousClock.now + Self.odometerEvery
    var nextTraining = ContinuousClock.now + Self.trainingEvery
    while true {
      // Asked before draining: whatever was handed over before the end is then surely drained.
      let isLast = outlet.isFinished
      let belt = shared.see(outlet)
      takePlan(&plan, &keeper, &training)
      let hasNews = drain(&keeper, &training)
      let now = ContinuousClock.now
      if now >= nextJournal {
        keeper.journal()
        mend(&keeper)
        nextJournal = now + Self.journalEvery
      }
      if hasNews || (keeper.unwritten > 0 && (now >= nextRetry || isLast)) {
        write(&keeper)
        training.refresh()
        nextRetry = now + Self.retryEvery
      }
      if shared.takesLook() || now >= nextTraining {
        if training.look() { useWalker(&keeper) }
        nextTraining = now + Self.trainingEvery
      }
      if isLast || now >= nextOdometer {
        noteOdometer(keeper)
        nextOdometer = now + Self.odometerEvery
      }
      tell(keeper, training)
      if isLast { return }
      // A belt at rest leaves little; a recording goes on at its own pace.
      let isIdle = outlet.isLive && belt.phase == .idle
      RealtimeThread.sleep(isIdle ? Self.idleLookEvery : lookEvery)
    }
  }

  /// Continues what the run before has left.
  private func restore(_ keeper: inout SetKeeper, _ training: inout TrainingKeeper) {
    keeper.protocolName = training.protocolName
    defer {
      training.takeUp(last: keeper.report.lastRecord)
      useWalker(&keeper)
      tell(keeper, training)
    }
    do {
      for note in try keeper.takeUp() { logger.notice("\(note)") }
      readEarlierRuns(keeper, written: nil)
    } catch {
      logger.error("could not restore unfinished sets of the previous run: \(error)")
    }
  }

  /// A machine's plan that was reloaded.
  private func takePlan(_ number: inout Int, _ keeper: inout SetKeeper, _ training: inout TrainingKeeper) {
    let version = machine.version
    guard version.number != number else { return }
    number = version.number
    keeper.use(
      version.plan.profile, rules: version.plan.rules, configuredMassKg: version.plan.walkerMassKg)
    training.use(version.plan.training)
    keeper.protocolName = training.protocolName
    useWalker(&keeper)
  }

  /// Whoever is on the machine counts from now on, for live power at once.
  private func useWalker(_ keeper: inout SetKeeper) {
    do {
      try keeper.lookWhoWalks()
    } catch {
      logger.error(
        "could not read who is on the machine, it stays \(keeper.onMachine?.name ?? "no walker"): \(error)")
    }
    machine.change(walker: keeper.walker.load)
  }

  private func tell(_ keeper: SetKeeper, _ training: TrainingKeeper) {
    shared.report.withLock { $0 = keeper.report }
    shared.training.withLock { $0 = training.state }
  }

  private func drain(_ keeper: inout SetKeeper, _ training: inout TrainingKeeper) -> Bool {
    var hasNews = false
    while let note = outlet.queue.pop() {
      if case .event(.confirmed) = note {
        training.begin(calibrationId: keeper.calibrationId, place: keeper.nextPlace)
      }
      shared.health.take(note)
      let odometer = shared.odometer.withLock { $0.reading }
      guard let record = keeper.take(note, clock: clock.now, odometer: odometer) else { continue }
      hasNews = true
      training.end(record)
    }
    return hasNews
  }

  private func write(_ keeper: inout SetKeeper) {
    // Announced after the commit only: what was announced is durable.
    for record in keeper.write() {
      logger.notice(
        "set \(record.indexInSession): \(record.durationS) s, \(record.distanceM) m, id \(record.id)")
      onLogged(record)
    }
    if let trouble = keeper.report.trouble { logger.error("not logged yet: \(trouble)") }
  }

  /// A clock that has become sure, or was set before it could be.
  private func mend(_ keeper: inout SetKeeper) {
    guard clock.look() || shared.mustMend.withLock({ $0 }) else { return }
    do {
      try keeper.correctWallTimes(clock.now)
      shared.mustMend.withLock { $0 = false }
    } catch {
      shared.mustMend.withLock { $0 = true }
      logger.error("sets could not be dated anew yet: \(error)")
    }
  }

  private func noteOdometer(_ keeper: SetKeeper) {
    shared.see(outlet)
    let reading = shared.odometer.withLock { $0.reading }
    guard reading.pulses > 0 else { return }
    do {
      try keeper.log.put(reading, machine: keeper.machine)
      readEarlierRuns(keeper, written: reading)
    } catch {
      logger.error("the odometer could not be written: \(error)")
    }
  }
}

/// What the log's side and the displays' side tell each other.
final class KeeperShared: Sendable {
  let report = Mutex(KeeperReport())
  let odometer: Mutex<BeltOdometer>
  /// What the belt had run before; nil until it was read.
  let before = Mutex<EarlierRuns?>(nil)
  /// Whether sets are still to be dated anew.
  let mustMend = Mutex(false)
  let training: Mutex<TrainingState>
  let health: BeltHealth
  /// Whether the log was changed on request, so that the keeper must look at once.
  private let mustLook = Atomic<Bool>(false)

  /// A look at the belt, by the log's side or the displays'. The box has one reader at a time: whoever holds the odometer.
  @discardableResult func see(_ outlet: BeltOutlet) -> BeltSnapshot {
    odometer.withLock { odometer in
      let belt = outlet.latest.read()
      odometer.see(belt)
      return belt
    }
  }

  func look() { mustLook.store(true, ordering: .releasing) }

  func takesLook() -> Bool { mustLook.exchange(false, ordering: .acquiringAndReleasing) }

  init(runId: String, _ plan: MachinePlan) {
    odometer = Mutex(BeltOdometer(runId: runId))
    training = Mutex(TrainingState(plan.training))
    health = BeltHealth(plan)
  }
}

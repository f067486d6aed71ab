// SPDX-License-Identifier: Apache-2.0
//
// Owns: the daemon's side of the log, apart from its displays: a slow disk delays no frame and no pulse.
// Must not know: sockets, screens.

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
  private static let lookEvery = Duration.milliseconds(100)
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
  let onSet: @Sendable (SetRecord) -> Void

  /// Runs until everything that was handed over is dealt with.
  func run(_ keeper: inout SetKeeper, _ training: inout TrainingKeeper) async {
    takeUp(&keeper, &training)
    var nextJournal = ContinuousClock.now
    var nextRetry = ContinuousClock.now
    var nextOdometer = ContinuousClock.now + Self.odometerEvery
    var nextTraining = ContinuousClock.now + Self.trainingEvery
    while true {
      // Asked before draining: whatever was handed over before the end is then surely drained.
      let isLast = outlet.isFinished
      shared.see(outlet)
      takePlan(&keeper, &training)
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
        if training.look() { offer(keeper, training) }
        nextTraining = now + Self.trainingEvery
      }
      if isLast || now >= nextOdometer {
        noteOdometer(keeper)
        nextOdometer = now + Self.odometerEvery
      }
      tell(keeper, training)
      if isLast { return }
      try? await Task.sleep(for: pause)
    }
  }

  /// A belt that stands leaves little; one that is not there now goes on at its own pace.
  private var pause: Duration {
    outlet.isLive && outlet.latest.read().phase == .idle ? Self.idleLookEvery : Self.lookEvery
  }

  private func takeUp(_ keeper: inout SetKeeper, _ training: inout TrainingKeeper) {
    keeper.protocolName = training.protocolName
    defer {
      training.takeUp(last: keeper.report.lastRecord)
      if training.walker != nil { offer(keeper, training) }
      tell(keeper, training)
    }
    do {
      for note in try keeper.takeUp() { logger.notice("\(note)") }
      readEarlierRuns(keeper, written: nil)
    } catch {
      logger.error("what the last run left could not be taken up: \(error)")
    }
  }

  /// A machine's plan that was read anew.
  private func takePlan(_ keeper: inout SetKeeper, _ training: inout TrainingKeeper) {
    guard let plan = shared.takePlan() else { return }
    keeper.use(plan.profile, rules: plan.rules)
    training.use(plan.training)
    keeper.protocolName = training.protocolName
    offer(keeper, training)
  }

  /// The machine with whoever is on it, for live power.
  private func offer(_ keeper: SetKeeper, _ training: TrainingKeeper) {
    outlet.offer(
      BeltOutlet.Offer(
        profile: WalkedProfile(keeper.profile, walker: training.walker).profile, rules: keeper.rules))
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
      logger.notice(
        "set \(record.indexInSession): \(record.durationS) s, \(record.distanceM) m, id \(record.id)")
      onSet(record)
    }
    return hasNews
  }

  private func write(_ keeper: inout SetKeeper) {
    keeper.write()
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
  private let plan = Mutex<MachinePlan?>(nil)

  /// A look at the belt; both sides take one, and never at once.
  @discardableResult func see(_ outlet: BeltOutlet) -> BeltSnapshot {
    odometer.withLock { odometer in
      let belt = outlet.latest.read()
      odometer.see(belt)
      return belt
    }
  }

  func offer(_ new: MachinePlan) { plan.withLock { $0 = new } }

  func look() { mustLook.store(true, ordering: .releasing) }

  func takesLook() -> Bool { mustLook.exchange(false, ordering: .acquiringAndReleasing) }

  func takePlan() -> MachinePlan? {
    plan.withLock { plan in
      defer { plan = nil }
      return plan
    }
  }

  init(runId: String, _ plan: MachinePlan) {
    odometer = Mutex(BeltOdometer(runId: runId))
    training = Mutex(TrainingState(plan.training))
    health = BeltHealth(plan)
  }
}

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
import Text

/// Reads the pulse thread's messages until it has finished, journals and logs sets, and corrects their wall times once the
/// clock is synchronised.
struct SetLoggingLoop {
  /// Pause between two reads of the pulse thread's messages: each of them wakes an idle processor.
  static let pollEvery = Duration.milliseconds(100)
  /// The same while the belt is stopped.
  private static let idlePollEvery = Duration.milliseconds(250)
  /// The set in progress reaches the disk this often: with the time that takes, less than a second of it can be lost.
  private static let journalEvery = Duration.milliseconds(700)
  private static let retryEvery = Duration.seconds(5)
  private static let odometerEvery = Duration.seconds(600)
  /// Another program may have changed the log.
  private static let trainingEvery = Duration.seconds(2)

  let handoff: PulseHandoff
  let clock: DaemonClock
  let logger: Logger
  let reader: BeltReader
  let health: BeltHealth
  let news: LogNews
  let kept: KeptState
  let machine: CurrentMachine
  /// Pause between two reads while the belt moves.
  var pollEvery = Self.pollEvery
  /// Called with each set that has just been committed to the log.
  let onLogged: @Sendable (SetRecord) -> Void

  /// Runs until everything that was handed over has been handled.
  func run(_ keeper: inout SetKeeper, _ training: inout TrainingKeeper) {
    var departure = WalkerLeave()
    var mustCorrectWallTimes = false
    restore(&keeper, &training)
    // The keeper was made with the first plan; one that was reloaded before this thread ran is taken at once.
    var plan = 0
    var nextJournal = ContinuousClock.now
    var nextRetry = ContinuousClock.now
    var nextOdometer = ContinuousClock.now + Self.odometerEvery
    var nextTraining = ContinuousClock.now + Self.trainingEvery
    while true {
      // Read before draining: everything that was handed over before the end is then surely drained.
      let isLast = handoff.isFinished
      let belt = reader.look()
      takePlan(&plan, &keeper, &training)
      let hasNews = drain(&keeper, &training)
      let now = ContinuousClock.now
      if now >= nextJournal {
        keeper.journal()
        correctWallTimes(&keeper, &mustCorrectWallTimes)
        nextJournal = now + Self.journalEvery
      }
      if hasNews || (keeper.unwritten > 0 && (now >= nextRetry || isLast)) {
        // First: a set that is not logged yet may be another walker's by now.
        refresh(belt, &keeper, &training)
        write(&keeper)
        training.updateProgress()
        nextRetry = now + Self.retryEvery
      }
      if news.take() || now >= nextTraining {
        refresh(belt, &keeper, &training)
        nextTraining = now + Self.trainingEvery
      }
      leave(belt, &departure, &keeper, &training)
      if isLast || now >= nextOdometer {
        noteOdometer(keeper)
        nextOdometer = now + Self.odometerEvery
      }
      keeper.lookAtSet()
      publish(keeper, training)
      kept.countTurn()
      if isLast { return }
      // A belt at rest leaves little; a recording goes on at its own pace.
      let isIdle = handoff.isLive && belt.phase == .idle
      RealtimeThread.sleep(isIdle ? Self.idlePollEvery : pollEvery)
    }
  }

  /// Reads the log for another walker and decisions about sets. Another walker takes along the set in progress, or the one
  /// that waits to be logged, if it may (`WalkerTurn`); else the training stays that of its walker until it has ended.
  private func refresh(
    _ belt: BeltSnapshot, _ keeper: inout SetKeeper, _ training: inout TrainingKeeper
  ) {
    switchWalker(&keeper)
    if keeper.isSetOfAnother, let takeover = news.takesSet(keeper.report, seenNs: reader.lastNs) {
      keeper.giveSetAway(nowNs: takeover)
      machine.change(walker: keeper.walker.load)
    } else if keeper.isUnloggedOfAnother, !belt.hasSetBegun,
      let takeover = news.takesSet(keeper.report, seenNs: reader.lastNs),
      let corrected = keeper.giveUnloggedAway(nowNs: takeover)
    {
      training.correct(corrected)
    }
    let isAnother = training.refresh(isHeld: keeper.isSetOfAnother)
    if isAnother, keeper.report.isSetOpen {
      training.begin(calibrationId: keeper.calibrationId, position: keeper.nextPosition)
    }
  }

  /// Takes a walker off the machine who has rested for long, or since yesterday.
  private func leave(
    _ belt: BeltSnapshot, _ departure: inout WalkerLeave, _ keeper: inout SetKeeper,
    _ training: inout TrainingKeeper
  ) {
    let look = WalkerLeave.Look(
      walker: keeper.onMachine?.id, isBusy: belt.phase != .idle || keeper.report.isSetOpen,
      nowNs: belt.motion.timeNs, day: .today, clockOffsetNs: clock.now.offsetNs)
    guard let reason = departure.take(look, restMin: machine.version.plan.walkerRestMin) else { return }
    do {
      try training.leave(reason)
      logger.notice("no walker on the machine any more: \(reason == .day ? "a new day" : "a long rest")")
    } catch {
      logger.error("could not take the walker off the machine; will retry: \(error)")
    }
    switchWalker(&keeper)
  }

  /// Restores the session and unfinished sets of the previous run.
  private func restore(_ keeper: inout SetKeeper, _ training: inout TrainingKeeper) {
    keeper.protocolName = training.protocolName
    defer {
      training.restore(last: keeper.report.lastRecord)
      switchWalker(&keeper)
      publish(keeper, training)
    }
    do {
      for note in try keeper.restore() { logger.notice("\(note)") }
      readEarlierRuns(keeper, written: nil)
    } catch {
      logger.error("could not restore unfinished sets of the previous run: \(error)")
    }
  }

  /// Applies a machine's reloaded plan.
  private func takePlan(_ number: inout Int, _ keeper: inout SetKeeper, _ training: inout TrainingKeeper) {
    let version = machine.version
    guard version.number != number else { return }
    number = version.number
    keeper.use(
      version.plan.profile, rules: version.plan.rules, configuredMassKg: version.plan.walkerMassKg)
    training.use(version.plan.training, beginnerSessions: version.plan.beginnerSessions)
    keeper.protocolName = training.protocolName
    switchWalker(&keeper)
  }

  /// Switches to the machine's present walker, for live power at once.
  private func switchWalker(_ keeper: inout SetKeeper) {
    do {
      try keeper.lookWhoWalks()
    } catch {
      logger.error(
        "could not read the machine's walker, keeping \(keeper.onMachine?.name ?? "no walker"): \(error)")
    }
    machine.change(walker: keeper.walker.load)
  }

  private func publish(_ keeper: SetKeeper, _ training: TrainingKeeper) {
    kept.publish(keeper.report, training.state)
  }

  private func drain(_ keeper: inout SetKeeper, _ training: inout TrainingKeeper) -> Bool {
    var hasNews = false
    while let note = handoff.queue.pop() {
      if case .event(.confirmed) = note {
        training.begin(calibrationId: keeper.calibrationId, position: keeper.nextPosition)
      }
      health.take(note)
      guard let record = keeper.take(note, clock: clock.now, odometer: reader.run) else { continue }
      hasNews = true
      training.end(record)
    }
    return hasNews
  }

  private func write(_ keeper: inout SetKeeper) {
    // Announced after the commit only: what was announced is durable.
    for record in keeper.write() {
      logger.notice(
        "set \(record.indexInSession): \(record.lengthText), id \(record.id)")
      onLogged(record)
    }
    if let trouble = keeper.report.trouble { logger.error("not logged yet: \(trouble)") }
  }

  /// Corrects wall times after the clock was synchronised, or was set before that.
  private func correctWallTimes(_ keeper: inout SetKeeper, _ isDue: inout Bool) {
    guard clock.refresh() || isDue else { return }
    do {
      try keeper.correctWallTimes(clock.now)
      isDue = false
    } catch {
      isDue = true
      logger.error("could not correct set timestamps yet; will retry: \(error)")
    }
  }

  private func noteOdometer(_ keeper: SetKeeper) {
    reader.look()
    let reading = reader.run
    guard reading.pulses > 0 else { return }
    do {
      try keeper.log.put(reading, machine: keeper.machine)
      readEarlierRuns(keeper, written: reading)
    } catch {
      logger.error("the odometer could not be written: \(error)")
    }
  }
}

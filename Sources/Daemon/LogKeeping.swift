// SPDX-License-Identifier: Apache-2.0
//
// Owns: the daemon's side of the log, apart from its displays: a slow disk delays no frame and no pulse.
// Must not know: sockets, screens.

import LiveFeed
import Logging
import Motion
import SetLog
import Synchronization

/// Follows the pulse thread's notes until it has finished, journals, logs, and dates anew when the clock becomes sure.
struct LogKeeping {
  /// Pause between two looks at what the pulse thread left: each of them wakes an idle processor.
  private static let lookEvery = Duration.milliseconds(100)
  /// The set in progress reaches the disk this often: with the time that takes, less than a second of it can be lost.
  private static let journalEvery = Duration.milliseconds(700)
  private static let retryEvery = Duration.seconds(5)
  private static let odometerEvery = Duration.seconds(600)

  let outlet: BeltOutlet
  let clock: DaemonClock
  let logger: Logger
  let shared: KeeperShared
  let onSet: @Sendable (SetRecord) -> Void

  /// Runs until everything that was handed over is dealt with.
  func run(_ keeper: inout SetKeeper) async {
    takeUp(&keeper)
    var nextJournal = ContinuousClock.now
    var nextRetry = ContinuousClock.now
    var nextOdometer = ContinuousClock.now + Self.odometerEvery
    while true {
      // Asked before draining: whatever was handed over before the end is then surely drained.
      let isLast = outlet.isFinished
      if let profile = shared.takeProfile() { keeper.use(profile) }
      let hasNews = drain(&keeper)
      let now = ContinuousClock.now
      if now >= nextJournal {
        keeper.journal()
        mend(&keeper)
        nextJournal = now + Self.journalEvery
      }
      if hasNews || (keeper.unwritten > 0 && (now >= nextRetry || isLast)) {
        write(&keeper)
        nextRetry = now + Self.retryEvery
      }
      if isLast || now >= nextOdometer {
        noteOdometer(keeper)
        nextOdometer = now + Self.odometerEvery
      }
      shared.report.withLock { $0 = keeper.report }
      if isLast { return }
      try? await Task.sleep(for: Self.lookEvery)
    }
  }

  private func takeUp(_ keeper: inout SetKeeper) {
    do {
      for note in try keeper.takeUp() { logger.notice("\(note)") }
    } catch {
      logger.error("what the last run left could not be taken up: \(error)")
    }
    shared.report.withLock { $0 = keeper.report }
  }

  private func drain(_ keeper: inout SetKeeper) -> Bool {
    var hasNews = false
    while let note = outlet.queue.pop() {
      let odometer = shared.odometer.withLock { $0.reading }
      guard let record = keeper.take(note, clock: clock.now, odometer: odometer) else { continue }
      hasNews = true
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
      try keeper.mend(clock.now)
      shared.mustMend.withLock { $0 = false }
    } catch {
      shared.mustMend.withLock { $0 = true }
      logger.error("sets could not be dated anew yet: \(error)")
    }
  }

  private func noteOdometer(_ keeper: SetKeeper) {
    let reading = shared.odometer.withLock { $0.reading }
    guard reading.pulses > 0 else { return }
    do {
      try keeper.log.put(reading, machine: keeper.machine)
    } catch {
      logger.error("the odometer could not be written: \(error)")
    }
  }
}

/// What the log's side and the displays' side tell each other.
final class KeeperShared: Sendable {
  let report = Mutex(KeeperReport())
  let odometer: Mutex<BeltOdometer>
  /// Whether sets are still to be dated anew.
  let mustMend = Mutex(false)
  private let profile = Mutex<MachineProfile?>(nil)

  func offer(_ new: MachineProfile) { profile.withLock { $0 = new } }

  func takeProfile() -> MachineProfile? {
    profile.withLock { profile in
      defer { profile = nil }
      return profile
    }
  }

  init(runId: String) { odometer = Mutex(BeltOdometer(runId: runId)) }
}

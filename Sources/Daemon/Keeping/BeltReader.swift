// SPDX-License-Identifier: Apache-2.0
//
// Owns: reading a belt's newest snapshot. Must not know: sets, walkers, screens.

import LiveFeed
import Motion
import SetLog
import Sets
import Synchronization

/// Reads a belt's newest snapshot for the logging loop and the displays; each look also counts for the odometer.
final class BeltReader: Sendable {
  private let handoff: PulseHandoff
  private let odometer: Mutex<BeltOdometer>
  private let history = Mutex(SpeedHistory())
  private let seenNs = Atomic<Int64>(0)

  init(_ handoff: PulseHandoff, runId: String) {
    self.handoff = handoff
    odometer = Mutex(BeltOdometer(runId: runId))
  }

  /// The belt now. The box has one reader at a time: the holder of the odometer's lock.
  @discardableResult func look() -> BeltSnapshot {
    odometer.withLock { odometer in
      let belt = handoff.latest.read()
      odometer.see(belt)
      seenNs.store(belt.motion.timeNs, ordering: .relaxed)
      history.withLock { $0.take(timeNs: belt.motion.timeNs, speedMps: belt.motion.displaySpeedMps) }
      return belt
    }
  }

  /// Belt time of the newest look.
  var lastNs: Int64 { seenNs.load(ordering: .relaxed) }

  /// What the belt has run since the daemon started.
  var run: OdometerReading { odometer.withLock { $0.reading } }

  /// The belt's speed of the last hour.
  var speeds: SpeedHistory { history.withLock { $0 } }
}

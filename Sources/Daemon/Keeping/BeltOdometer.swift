// SPDX-License-Identifier: Apache-2.0
//
// Owns: the belt's distance and time since the daemon started, for maintenance. Must not know: sets, the log.

import Motion
import Pulses
import SetLog
import Sets

/// Distance, time in motion and pulses of one run of the daemon.
struct BeltOdometer: Sendable {
  private(set) var reading: OdometerReading
  private var lastNs: Int64?
  /// What was counted before the stages were restarted, and what they have counted since.
  private var before = (distanceM: 0.0, pulses: Int64(0))
  private var since = (distanceM: 0.0, pulses: Int64(0))

  init(runId: String) { reading = OdometerReading(runId: runId, distanceM: 0, movingTimeS: 0, pulses: 0) }

  /// Takes a snapshot of the belt; the shorter the time between two of them, the more exact the time in motion.
  mutating func see(_ belt: BeltSnapshot) {
    let nowNs = belt.motion.timeNs
    if let lastNs, nowNs > lastNs, belt.motion.displaySpeedMps > 0 {
      reading.movingTimeS += Nanoseconds(from: lastNs, to: nowNs).seconds
    }
    lastNs = nowNs
    if belt.counters.pulses < since.pulses {
      before = (before.distanceM + since.distanceM, before.pulses + since.pulses)
    }
    since = (belt.motion.distanceM, belt.counters.pulses)
    reading.distanceM = before.distanceM + since.distanceM
    reading.pulses = before.pulses + since.pulses
  }
}

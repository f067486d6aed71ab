// SPDX-License-Identifier: Apache-2.0
//
// Owns: the daemon's time of day. Must not know: sets.

import Hardware
import Pulses
import SetKeeping
import SetLog
import Synchronization

/// Belt time to wall time, for everything the daemon dates.
final class DaemonClock: Sendable {
  let bootId: String
  /// Nil for a recording, whose clock does not change.
  private let tracker: Mutex<ClockTracker?>
  private let recorded: BeltClock

  /// The clock of a recording: wall time at its zero.
  init(recordedOffsetNs: Int64, bootId: String) {
    self.bootId = bootId
    tracker = Mutex(nil)
    recorded = BeltClock(
      offsetNs: recordedOffsetNs, isSynchronised: WallClock.isSynchronised, bootId: bootId)
  }

  /// The clock of a live line: what the log knows of this boot already, else the system's.
  init(bootId: String, log: SetLog) throws(SetLogError) {
    self.bootId = bootId
    let readNs = Self.readOffsetNs()
    let known = try log.clock(ofBoot: bootId)
    let latestMs = try log.latestEndMs(exceptBoot: bootId)
    let earliestNs = latestMs.map { $0 &* 1_000_000 &- MonotonicClock.nowNs } ?? .min
    let first: ClockTracker
    if let known, known.isSynchronised {
      first = ClockTracker(offsetNs: known.offsetNs, isSynchronised: true)
    } else {
      first = ClockTracker(offsetNs: readNs, isSynchronised: false, earliestOffsetNs: earliestNs)
    }
    tracker = Mutex(first)
    recorded = BeltClock(offsetNs: first.offsetNs, isSynchronised: first.isSynchronised, bootId: bootId)
  }

  /// The trusted time now.
  var now: BeltClock {
    tracker.withLock { tracker in
      guard let tracker else { return recorded }
      return BeltClock(offsetNs: tracker.offsetNs, isSynchronised: tracker.isSynchronised, bootId: bootId)
    }
  }

  /// How far the wall clock is from what the network had confirmed, seconds; nil if they agree.
  var disagreementS: Double? {
    tracker.withLock { $0?.disagreementNs.map { Nanoseconds($0).seconds } }
  }

  /// Reads the system's clock.
  /// - Returns: whether the wall times of this boot's sets must be corrected.
  func refresh() -> Bool {
    let readNs = Self.readOffsetNs()
    let isSynchronised = WallClock.isSynchronised
    return tracker.withLock { $0?.observe(offsetNs: readNs, isSynchronised: isSynchronised) ?? false }
  }

  private static func readOffsetNs() -> Int64 { WallClock.nowNs &- MonotonicClock.nowNs }
}

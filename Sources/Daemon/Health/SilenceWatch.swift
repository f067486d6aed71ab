// SPDX-License-Identifier: Apache-2.0
//
// Owns: for how long a line that is held has brought no pulse. Must not know: displays.

import Pulses

/// The state of the sensor's line.
struct LineView: Sendable, Equatable {
  /// Whether it is held, so that edges would be seen.
  var isHeld: Bool
  /// Whether it is at the level of a magnet; nil if that is not known.
  var isActive: Bool?
}

/// Adds up silence. Time in which no source was open does not count.
struct SilenceWatch: Sendable {
  /// The belt's clock jumps while its line is missing; at most this much between two checks counts as silence, nanoseconds.
  private static let longestLookNs: Int64 = 60_000_000_000

  /// Silence that raises the alert, nanoseconds; nil for never.
  var limitNs: Int64?
  private var pulses: Int64 = 0
  private var lookedNs: Int64?
  private(set) var silentNs: Int64 = 0
  private(set) var sinceNs: Int64 = 0
  /// Whether every sample of the line in that time read "magnet present".
  private(set) var wasActive: Bool?

  init(limitNs: Int64?) { self.limitNs = limitNs }

  mutating func look(_ counters: PulseCounters, _ line: LineView, atNs nowNs: Int64) {
    defer {
      lookedNs = nowNs
      // Fewer: the stages were restarted, and nothing moved.
      pulses = counters.pulses
    }
    guard let lookedNs, counters.pulses <= pulses else {
      silentNs = 0
      sinceNs = nowNs
      wasActive = nil
      return
    }
    guard line.isHeld else { return }
    silentNs &+= min(Self.longestLookNs, max(0, nowNs &- lookedNs))
    if let isActive = line.isActive { wasActive = isActive && wasActive != false }
  }

  /// Whether the silence is long enough for the alert.
  var isTooLong: Bool { limitNs.map { silentNs >= $0 } ?? false }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: when a walker is taken off a machine without a key being pressed. Must not know: logs, displays.
//
// A name that stays on the screen gives the next person's sets to the one before, and shows figures to the whole room.

import SetLog

/// Takes a walker off a machine after a long rest, and when a new day begins.
struct WalkerLeave: Sendable {
  /// Why a walker left; raw values are those of the live feed.
  enum Reason: String, Sendable { case rest, day }

  /// What is seen of a machine at one moment.
  struct Look: Sendable {
    /// The walker's identifier; nil for none.
    var walker: String?
    /// Whether the belt moves or a set is in progress.
    var isBusy: Bool
    /// Belt time.
    var nowNs: Int64
    /// The local day.
    var day: LocalDay
    /// Wall time at the belt's zero: a day that begins because it jumps is none.
    var clockOffsetNs: Int64
  }

  private var walker: String?
  /// Since when the walker has rested, belt time.
  private var sinceNs: Int64 = .min
  private var day: LocalDay?
  private var clockOffsetNs: Int64?

  /// Takes a look.
  /// - Parameter restMin: the longest rest, minutes; 0 for any.
  /// - Returns: why the walker leaves now; nil if they stay.
  mutating func take(_ look: Look, restMin: Double) -> Reason? {
    let isAnother = look.walker != walker
    walker = look.walker
    if isAnother || look.isBusy || look.nowNs < sinceNs { sinceNs = look.nowNs }
    if isAnother || day == nil || look.clockOffsetNs != clockOffsetNs { day = look.day }
    clockOffsetNs = look.clockOffsetNs
    guard walker != nil, !look.isBusy else { return nil }
    if look.day != day { return .day }
    let restNs = look.nowNs &- sinceNs
    return restMin > 0 && Double(restNs) >= restMin * 60e9 ? .rest : nil
  }
}

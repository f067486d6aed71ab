// SPDX-License-Identifier: Apache-2.0
//
// Owns: a time of the log on the reader's wall clock. Must not know: what happened then.

import SetLog

enum LocalTime {
  /// A moment as `2026-03-01 18:05:09`.
  static func text(_ instant: Instant) -> String {
    let offsetMs = Int64(WallTime.utcOffsetS(unixMs: instant.unixMs)) * 1000
    return String(Instant(unixMs: instant.unixMs + offsetMs).description.prefix(19)).replacing("T", with: " ")
  }

  /// The same with its zone, as `2026-03-01 18:05:09 CET`.
  static func zoned(_ instant: Instant) -> String {
    text(instant) + " " + WallTime.abbreviation(unixMs: instant.unixMs)
  }
}

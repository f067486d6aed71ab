// SPDX-License-Identifier: Apache-2.0
//
// Owns: the clock and the time zone of this place. Must not know: monotonic clocks, how moments are written.
//
// The zone is that of TZ as the C library reads it, and so as date(1) does: `Europe/Berlin`, `:Europe/Berlin`,
// `CET-1CEST,M3.5.0,M10.5.0/3`; without TZ it is the system's.

import Foundation

/// Local wall time.
package enum WallTime {
  /// How far the place's wall clocks are ahead of UTC at a time, seconds.
  package static func utcOffsetS(unixMs: Int64) -> Int { zone(unixMs: unixMs).offsetS }

  /// The zone's abbreviation at a time, such as `CEST`.
  package static func abbreviation(unixMs: Int64) -> String { zone(unixMs: unixMs).abbreviation }

  private static func zone(unixMs: Int64) -> (offsetS: Int, abbreviation: String) {
    // Rounded down, before 1970 too.
    var seconds = time_t(unixMs >= 0 ? unixMs / 1000 : (unixMs - 999) / 1000)
    // A zone that was changed meanwhile counts at once.
    tzset()
    // SAFETY: `tm` without its zone's name is zeroes; both pointers are to variables of this function, and the zone's name
    // is copied before anything changes it.
    var wall = unsafe tm()
    guard unsafe localtime_r(&seconds, &wall) != nil else { return (0, "UTC") }
    let name = unsafe wall.tm_zone.map { unsafe String(cString: $0) }
    return unsafe (Int(wall.tm_gmtoff), name ?? "UTC")
  }

  /// Now, milliseconds since 1970.
  package static var nowMs: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}

/// Which of the moments that a wall clock shows twice is meant.
package enum RepeatedTime: Sendable {
  case earlier
  case later
}

extension WallTime {
  private static let dayMs: Int64 = 86_400_000

  /// When the wall clock of this place shows a time.
  ///
  /// A time that is skipped in spring is the moment of the change: the first that comes after it.
  /// - Parameters:
  ///   - wallMs: the wall time as if it were UTC, milliseconds since 1970.
  ///   - choice: which one, if the clock shows it twice in autumn.
  package static func unixMs(wallMs: Int64, _ choice: RepeatedTime = .earlier) -> Int64 {
    // The zone's offsets on both sides of the time: no zone changes twice within two days.
    let offsets = [wallMs - dayMs, wallMs + dayMs].map { Int64(utcOffsetS(unixMs: $0)) * 1000 }
    let found = offsets.map { wallMs - $0 }
      .filter { $0 + Int64(utcOffsetS(unixMs: $0)) * 1000 == wallMs }.sorted()
    switch choice {
    case .earlier: if let first = found.first { return first }
    case .later: if let last = found.last { return last }
    }
    return change(from: wallMs - offsets[1], to: wallMs - offsets[0])
  }

  /// The moment of the zone's change between two moments.
  private static func change(from: Int64, to: Int64) -> Int64 {
    var (low, high) = (min(from, to), max(from, to))
    let before = utcOffsetS(unixMs: low)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if utcOffsetS(unixMs: middle) == before { low = middle } else { high = middle }
    }
    return high
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the clock and the time zone of this place. Must not know: monotonic clocks, how moments are written.

import Foundation

/// Local wall time.
package enum WallTime {
  /// How far the place's wall clocks are ahead of UTC at a time, seconds.
  package static func utcOffsetS(unixMs: Int64) -> Int {
    TimeZone.current.secondsFromGMT(for: Date(timeIntervalSince1970: Double(unixMs) / 1000))
  }

  /// Now, milliseconds since 1970.
  package static var nowMs: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}

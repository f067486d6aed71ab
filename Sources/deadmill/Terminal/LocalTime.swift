// SPDX-License-Identifier: Apache-2.0
//
// Owns: a time of the log on the wall clock of this place. Must not know: what happened then.

import Foundation
import SetLog
import Text

enum LocalTime {
  /// A moment on the wall clock of this place, as `2026-03-01 18:05:09`.
  static func text(_ instant: Instant) -> String {
    var seconds = time_t(instant.unixMs / 1000)
    // SAFETY: `tm` without its zone's name is zeroes; both pointers are to variables of this function.
    var wall = unsafe tm()
    guard unsafe localtime_r(&seconds, &wall) != nil else { return instant.description }
    func two(_ value: Int32) -> String { ClockText.two(Int(value)) }
    let date = unsafe LocalDay(
      year: Int(wall.tm_year) + 1900, month: Int(wall.tm_mon) + 1, day: Int(wall.tm_mday))
    guard let date else { return instant.description }
    return unsafe "\(date) \(two(wall.tm_hour)):\(two(wall.tm_min)):\(two(wall.tm_sec))"
  }
}

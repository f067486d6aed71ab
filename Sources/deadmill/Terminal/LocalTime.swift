// SPDX-License-Identifier: Apache-2.0
//
// Owns: a time of the log on the wall clock of this place. Must not know: what happened then.

import Foundation
import SetLog
import Text

enum LocalTime {
  /// A time of the log on the wall clock of this place, as `2026-03-01 18:05:09`; what is no time stays as it is.
  static func text(_ text: String) -> String {
    guard let day = LocalDay(String(text.prefix(10))), text.count >= 19 else { return text }
    let parts = text.dropFirst(11).prefix(8).split(separator: ":").compactMap { Int($0) }
    guard parts.count == 3 else { return text }
    var seconds = time_t(day.number * 86_400 + parts[0] * 3600 + parts[1] * 60 + parts[2])
    // SAFETY: `tm` without its zone's name is zeroes; both pointers are to variables of this function.
    var wall = unsafe tm()
    guard unsafe localtime_r(&seconds, &wall) != nil else { return text }
    func two(_ value: Int32) -> String { ClockText.two(Int(value)) }
    let date = unsafe LocalDay(
      year: Int(wall.tm_year) + 1900, month: Int(wall.tm_mon) + 1, day: Int(wall.tm_mday))
    return unsafe "\(date ?? day) \(two(wall.tm_hour)):\(two(wall.tm_min)):\(two(wall.tm_sec))"
  }
}

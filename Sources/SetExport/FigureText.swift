// SPDX-License-Identifier: Apache-2.0
//
// Owns: figures and days as text for people. Must not know: where the text goes.

import Foundation
import SetLog
import Text

enum FigureText {
  /// In words: how the last third was against the first.
  static func fade(_ value: Double) -> String {
    let percent = DecimalText.fixed(100 * value.magnitude, 0)
    return percent == "0" ? "none" : "\(percent) % \(value > 0 ? "slower" : "faster")"
  }
}

/// A day of the calendar (Gregorian).
struct CalendarDay: Equatable {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
  ]
  // The first of January 1970 was a Thursday.
  private static let weekdays = [
    "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday",
  ]
  private static let dayMs: Int64 = 86_400_000

  /// Since the first of January 1970.
  let number: Int64
  /// `2026-03-01`
  let text: String

  init(number: Int64) {
    self.number = number
    text = LocalDay(number: Int(number)).description
  }

  /// The day on which a set began, at its place.
  init(of record: SetRecord) {
    let localMs = record.startedAt.unixMs + Int64(record.utcOffsetS) * 1000
    self.init(number: Int64((Double(localMs) / Double(Self.dayMs)).rounded(.down)))
  }

  var dayOfMonth: Int { Int(text.suffix(2)) ?? 0 }
  /// `2026-03`
  var month: String { String(text.prefix(7)) }

  /// `Sunday, 1 March 2026`
  var title: String {
    let weekday = Self.weekdays[Int(((number % 7) + 7) % 7)]
    let month = Int(text.dropFirst(5).prefix(2)) ?? 1
    return "\(weekday), \(dayOfMonth) \(Self.months[(month + 11) % 12]) \(text.prefix(4))"
  }
}

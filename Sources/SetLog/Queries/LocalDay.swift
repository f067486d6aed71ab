// SPDX-License-Identifier: Apache-2.0
//
// Owns: days, weeks and months of the calendar as whole numbers. Must not know: time zones.

/// A calendar day in the time zone in which it was walked.
public struct LocalDay: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public var number: Int

  /// A day by its number, days since 1970-01-01.
  public init(number: Int) { self.number = number }

  /// A day of the Gregorian calendar; nil if there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), (1...31).contains(day), (-9999...9999).contains(year) else { return nil }
    // Years from March to February end with the leap day, so that months have constant lengths before them.
    let shifted = month <= 2 ? year - 1 : year
    let era = Self.floor(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    number = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    let back = civil
    guard back.year == year, back.month == month, back.day == day else { return nil }
  }

  /// A day as `2026-03-01`; nil if the text is not a day.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts.map(\.count) == [4, 2, 2],
      text.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "-" }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Year, month from 1 and day from 1 in the Gregorian calendar.
  public var civil: (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = Self.floor(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// The Monday of its week.
  public var monday: LocalDay { LocalDay(number: 7 * Self.floor(number + 3, 7) - 3) }

  /// The first day of its month.
  public var firstOfMonth: LocalDay { LocalDay(number: number - civil.day + 1) }

  /// The week as ISO 8601 counts: the year that has its Thursday, and the number from 1.
  public var isoWeek: (year: Int, week: Int) {
    let thursday = LocalDay(number: monday.number + 3)
    let year = thursday.civil.year
    let first = LocalDay(year: year, month: 1, day: 1)?.number ?? thursday.number
    return (year, (thursday.number - first) / 7 + 1)
  }

  /// `2026-03-01`.
  public var description: String {
    let (year, month, day) = civil
    return Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2)
  }

  /// The day before or after by a number of days.
  public static func + (day: LocalDay, days: Int) -> LocalDay { LocalDay(number: day.number + days) }

  /// Earlier days come first.
  public static func < (a: LocalDay, b: LocalDay) -> Bool { a.number < b.number }

  private static func padded(_ value: Int, _ digits: Int) -> String {
    let text = String(value.magnitude)
    return (value < 0 ? "-" : "") + String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  private static func floor(_ value: Int, _ divisor: Int) -> Int {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
  }
}

extension LocalDay {
  /// Today on the wall clock of this place.
  public static var today: LocalDay { of(unixMs: WallTime.nowMs) }

  package static func of(unixMs: Int64) -> LocalDay {
    of(unixMs: unixMs, utcOffsetS: WallTime.utcOffsetS(unixMs: unixMs))
  }

  static func of(unixMs: Int64, utcOffsetS: Int) -> LocalDay {
    LocalDay(number: floor(floor(Int(unixMs), 1000) + utcOffsetS, 86_400))
  }
}

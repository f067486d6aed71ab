// SPDX-License-Identifier: Apache-2.0
//
// Owns: days as exports for people name them. Must not know: time zones, sets.

import SetLog

extension LocalDay {
  /// The day on which a set began, at its place.
  init(of record: SetRecord) {
    let localMs = record.startedAt.unixMs + Int64(record.utcOffsetS) * 1000
    self.init(number: Int((Double(localMs) / 86_400_000).rounded(.down)))
  }

  /// The last day of its month.
  var lastOfMonth: LocalDay { (firstOfMonth + 31).firstOfMonth + -1 }

  /// From Monday, 0, to Sunday, 6.
  var weekday: Int { number - monday.number }
}

/// Names of a language's days and months.
private struct CalendarNames {
  var months: [String]
  var weekdays: [String]
  /// Behind the day of the month.
  var dot: String

  static let english = CalendarNames(
    months: [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
      "November",
      "December",
    ],
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"], dot: "")

  static let german = CalendarNames(
    months: [
      "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
      "November",
      "Dezember",
    ],
    weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"], dot: ".")
}

extension ReportText {
  private var names: CalendarNames { language == .german ? .german : .english }

  /// `1 March 2026`, `1. März 2026`.
  func date(_ day: LocalDay) -> String {
    let civil = day.civil
    return "\(civil.day)\(names.dot) \(month(civil.month)) \(civil.year)"
  }

  /// `Sunday, 1 March 2026`.
  func weekdayAndDate(_ day: LocalDay) -> String { "\(names.weekdays[day.weekday]), \(date(day))" }

  /// A stretch of days, as short as it is clear: a whole month is `March 2026`.
  func period(_ days: ClosedRange<LocalDay>) -> String {
    let (first, last) = (days.lowerBound, days.upperBound)
    let (a, b) = (first.civil, last.civil)
    if first == last { return date(first) }
    if first == first.firstOfMonth, last == first.lastOfMonth { return "\(month(a.month)) \(a.year)" }
    let from =
      if a.year != b.year {
        date(first)
      } else if a.month != b.month {
        "\(a.day)\(names.dot) \(month(a.month))"
      } else {
        "\(a.day)\(names.dot)"
      }
    return "\(from) \(language == .german ? "bis" : "to") \(date(last))"
  }

  /// In a narrow place: `2.3.`, `2 Mar`.
  func shortDate(_ day: LocalDay) -> String {
    let civil = day.civil
    return language == .german
      ? "\(civil.day).\(civil.month)." : "\(civil.day) \(month(civil.month).prefix(3))"
  }

  private func month(_ number: Int) -> String { names.months[(number + 11) % 12] }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: dates and times as people type them. Must not know: which option or set they are for.

import SetLog

/// A stretch of time that a text names: a day, a week, a minute, a second.
struct NamedTime: Equatable {
  /// Its beginning.
  var start: Instant
  /// Its end, which is no part of it.
  var end: Instant
  /// For a time of day: the moment itself. The later one if a wall clock shows it twice. Nil for days and longer.
  var moment: Instant?
}

/// A text that names no time.
struct TimeTextError: Error, CustomStringConvertible {
  enum Problem {
    case notATime
    case noSuchDay
    case noSuchTime
  }

  let problem: Problem

  var description: String {
    let wrong =
      switch problem {
      case .notATime: "not a date or time"
      case .noSuchDay: "there is no such day"
      case .noSuchTime: "there is no such time of day"
      }
    return wrong
      + "; write 2026-03-01, \"2026-03-01 18:00\", 2026-03-01T18:00:00Z, today, yesterday, this-week or 7d"
  }
}

/// Reads a date or time. Without a zone it is the reader's, which TZ or `--utc` chooses.
struct TimeText {
  let today: LocalDay

  init(today: LocalDay = LocalDay.of(unixMs: Instant.now.unixMs)) { self.today = today }

  /// Longest distance in days.
  private static let mostDays = 36_500

  func time(_ text: String) throws(TimeTextError) -> NamedTime {
    var word = text.lowercased()[...]
    while word.first == " " { word.removeFirst() }
    while word.last == " " { word.removeLast() }
    if let days = named(String(word)) { return Self.days(days) }
    if let day = try Self.day(String(word)) { return Self.days(day..<(day + 1)) }
    return try dateAndTime(word)
  }

  /// Days by a word or a distance.
  private func named(_ word: String) -> Range<LocalDay>? {
    let month = today.firstOfMonth
    switch word.replacing(" ", with: "-").replacing("_", with: "-") {
    case "today": return today..<(today + 1)
    case "yesterday": return (today + -1)..<today
    case "this-week", "week": return today.monday..<(today.monday + 7)
    case "last-week": return (today.monday + -7)..<today.monday
    case "this-month", "month": return month..<(month + 31).firstOfMonth
    case "last-month": return (month + -1).firstOfMonth..<month
    default: break
    }
    if let days = Self.distance(word), days <= Self.mostDays {
      return (today + -days)..<(today + -days + 1)
    }
    return Self.month(word)
  }

  /// `7d`, `2w`, also with a sign as in other programs: days before today.
  private static func distance(_ word: String) -> Int? {
    let digits = word.hasPrefix("-") ? word.dropFirst().dropLast() : word.dropLast()
    guard let unit = word.last, "dw".contains(unit), let count = number(digits, 1...5) else { return nil }
    return unit == "w" ? 7 * count : count
  }

  /// `2026-03`.
  private static func month(_ word: String) -> Range<LocalDay>? {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 4, let year = number(parts[0], 4...4),
      let month = number(parts[1], 2...2), let first = LocalDay(year: year, month: month, day: 1)
    else { return nil }
    return first..<(first + 31).firstOfMonth
  }

  /// `2026-03-01` or `1.3.2026`; nil if it does not look like a day.
  private static func day(_ word: String) throws(TimeTextError) -> LocalDay? {
    for (separator, lengths) in [("-", [4...4, 1...2, 1...2]), (".", [1...2, 1...2, 4...4])]
      as [(Character, [ClosedRange<Int>])]
    {
      let parts = word.split(separator: separator, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      let numbers = zip(parts, lengths).compactMap { number($0, $1) }
      guard numbers.count == 3 else { continue }
      let ordered = separator == "-" ? numbers : numbers.reversed()
      guard let day = LocalDay(year: ordered[0], month: ordered[1], day: ordered[2]) else {
        throw TimeTextError(problem: .noSuchDay)
      }
      return day
    }
    return nil
  }

  private static func number(_ digits: Substring, _ length: ClosedRange<Int>) -> Int? {
    guard length.contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    return Int(digits)
  }

  private static func days(_ days: Range<LocalDay>) -> NamedTime {
    NamedTime(start: days.lowerBound.start, end: days.upperBound.start)
  }
}

extension TimeText {
  /// A day, `T` or blanks, a time of day, and perhaps a zone. The day may be left out: then it is today.
  private func dateAndTime(_ text: Substring) throws(TimeTextError) -> NamedTime {
    let separator = text.firstIndex { $0 == "t" || $0 == " " }
    var day = today
    var rest = text
    if let separator, let written = try Self.day(String(text[..<separator])) {
      day = written
      rest = text[text.index(after: separator)...]
      while rest.first == " " { rest.removeFirst() }
    }
    let clock = rest.prefix { $0.isASCII && $0.isNumber || $0 == ":" || $0 == "." || $0 == "," }
    guard clock.contains(":"), let (seconds, lengthMs) = try Self.timeOfDay(clock) else {
      throw TimeTextError(problem: .notATime)
    }
    var zone = rest.dropFirst(clock.count)
    while zone.first == " " { zone.removeFirst() }
    let wallMs = Int64(day.number) * 86_400_000 + seconds
    if zone.isEmpty {
      let (first, last) = (WallTime.unixMs(wallMs: wallMs), WallTime.unixMs(wallMs: wallMs, .later))
      return NamedTime(
        start: Instant(unixMs: first), end: Instant(unixMs: last + lengthMs), moment: Instant(unixMs: last))
    }
    guard let offsetMs = Self.offsetMs(zone) else { throw TimeTextError(problem: .notATime) }
    let moment = Instant(unixMs: wallMs - offsetMs)
    return NamedTime(start: moment, end: Instant(unixMs: moment.unixMs + lengthMs), moment: moment)
  }

  /// `18:00`, `18:00:30`, `18:00:30.5`: milliseconds since midnight, and how long that unit lasts.
  private static func timeOfDay(_ text: Substring) throws(TimeTextError) -> (ms: Int64, lengthMs: Int64)? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let hour = number(parts[0], 1...2),
      let minute = number(parts[1], 2...2)
    else { return nil }
    var second = 0
    var milliseconds = 0
    if parts.count == 3 {
      let pieces = parts[2].split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
      guard let whole = number(pieces[0], 2...2) else { return nil }
      second = whole
      if pieces.count == 2 {
        guard number(pieces[1], 1...9) != nil, let value = Int((pieces[1] + "000").prefix(3)) else {
          return nil
        }
        milliseconds = value
      }
    }
    guard hour < 24, minute < 60, second < 60 else { throw TimeTextError(problem: .noSuchTime) }
    return (
      Int64((hour * 3600 + minute * 60 + second) * 1000 + milliseconds), parts.count == 3 ? 1000 : 60_000
    )
  }

  /// `z`, `utc`, `+02:00`, `+0200`, `+02`.
  private static func offsetMs(_ text: Substring) -> Int64? {
    if ["z", "utc", "gmt"].contains(text) { return 0 }
    guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
    var digits = text.dropFirst()
    if digits.count == 5, digits.dropFirst(2).first == ":" { digits = digits.prefix(2) + digits.suffix(2) }
    guard digits.count == 2 || digits.count == 4, let hours = number(digits.prefix(2), 2...2), hours < 24,
      let minutes = digits.count == 4 ? number(digits.suffix(2), 2...2) : 0, minutes < 60
    else { return nil }
    return Int64(hours * 60 + minutes) * 60_000 * (sign == "-" ? -1 : 1)
  }
}

extension LocalDay {
  /// When the day begins on the reader's wall clock.
  var start: Instant { Instant(unixMs: WallTime.unixMs(wallMs: Int64(number) * 86_400_000)) }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: wall time as a number, and as RFC 3339 text at the edges. Must not know: monotonic clocks, time zones of places.

import GRDB

/// A moment of wall time, to the millisecond.
///
/// Its text is RFC 3339 in UTC with milliseconds (`2026-03-01T18:04:05.250Z`), so that texts sort like moments. JSON and
/// the database have that text.
///
///     let start = Instant(unixMs: 1_772_388_245_250)
///     print(start)                              // 2026-03-01T18:04:05.250Z
///     Instant("2026-03-01T19:04:05+01:00")      // the same, 250 ms earlier
public struct Instant: Sendable, Hashable, Comparable, LosslessStringConvertible {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public let unixMs: Int64

  /// Of the year 0 and of the year 10000: outside them a text would not sort.
  private static let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999
  private static let dayMs: Int64 = 86_400_000

  /// A moment by its milliseconds since 1970; before the year 0 and after the year 9999 the nearest there is.
  public init(unixMs: Int64) { self.unixMs = min(max(unixMs, Self.range.lowerBound), Self.range.upperBound) }

  /// A moment from RFC 3339 text, in UTC or with an offset; nil if the text is none.
  public init?(_ description: String) {
    let bytes = Array(description.utf8)
    // `2026-03-01T18:04:05Z` is the shortest there is.
    guard bytes.count >= 20, let day = LocalDay(String(description.prefix(10))),
      bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"), let hour = Self.number(bytes[11..<13], 0...23),
      let minute = Self.number(bytes[14..<16], 0...59), let second = Self.number(bytes[17..<19], 0...60)
    else { return nil }
    var rest = bytes[19...]
    guard let milliseconds = Self.milliseconds(&rest), let offsetMinutes = Self.offsetMinutes(rest) else {
      return nil
    }
    let minutes = Int64(hour * 60 + minute - offsetMinutes)
    self.init(
      unixMs: Int64(day.number) * Self.dayMs + (minutes * 60 + Int64(second)) * 1000 + Int64(milliseconds))
  }

  private static func number(_ digits: ArraySlice<UInt8>, _ range: ClosedRange<Int>) -> Int? {
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return range.contains(value) ? value : nil
  }

  /// Takes a fraction of a second, if there is one.
  private static func milliseconds(_ rest: inout ArraySlice<UInt8>) -> Int? {
    guard rest.first == UInt8(ascii: ".") else { return 0 }
    let digits = rest.dropFirst().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard (1...9).contains(digits.count) else { return nil }
    rest = rest.dropFirst(1 + digits.count)
    return number(
      (digits.prefix(3) + Array(repeating: UInt8(ascii: "0"), count: max(0, 3 - digits.count)))[...], 0...999)
  }

  private static func offsetMinutes(_ text: ArraySlice<UInt8>) -> Int? {
    let text = Array(text)
    if text == [UInt8(ascii: "Z")] || text == [UInt8(ascii: "z")] { return 0 }
    guard text.count == 6, text[3] == UInt8(ascii: ":"), let hours = number(text[1..<3], 0...23),
      let minutes = number(text[4..<6], 0...59)
    else { return nil }
    switch text[0] {
    case UInt8(ascii: "+"): return hours * 60 + minutes
    case UInt8(ascii: "-"): return -(hours * 60 + minutes)
    default: return nil
    }
  }

  /// RFC 3339 in UTC with milliseconds.
  public var description: String {
    let day = LocalDay.of(unixMs: unixMs, utcOffsetS: 0)
    let ms = unixMs - Int64(day.number) * Self.dayMs
    return "\(day)T\(Self.digits(ms / 3_600_000, 2)):\(Self.digits(ms / 60_000 % 60, 2)):"
      + "\(Self.digits(ms / 1000 % 60, 2)).\(Self.digits(ms % 1000, 3))Z"
  }

  private static func digits(_ value: Int64, _ count: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }

  /// Earlier moments come first.
  public static func < (a: Instant, b: Instant) -> Bool { a.unixMs < b.unixMs }

  /// Now.
  public static var now: Instant { Instant(unixMs: WallTime.nowMs) }
}

extension Instant: Codable {
  /// From RFC 3339 text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let instant = Instant(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(text)\" is no time such as 2026-03-01T18:00:00.000Z")
    }
    self = instant
  }

  /// As RFC 3339 text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Instant: DatabaseValueConvertible {
  /// The text that is stored.
  public var databaseValue: DatabaseValue { description.databaseValue }

  /// From stored text; nil if it is none of ours.
  public static func fromDatabaseValue(_ value: DatabaseValue) -> Instant? {
    String.fromDatabaseValue(value).flatMap(Instant.init)
  }
}

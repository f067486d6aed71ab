// SPDX-License-Identifier: Apache-2.0
//
// Owns: the one rule by which numbers, durations and texts are written.

import Foundation
import Testing
import Text

struct Fixed: Sendable, CustomTestStringConvertible {
  var value: Double
  var decimals: Int
  var text: String
  var testDescription: String { "\(value) with \(decimals)" }

  init(_ value: Double, _ decimals: Int, _ text: String) {
    self.value = value
    self.decimals = decimals
    self.text = text
  }
}

@Suite("DecimalText")
struct DecimalTextTests {
  @Test(
    "rounds half away from zero on the decimal that is shown",
    arguments: [
      Fixed(0, 2, "0.00"), Fixed(7, 0, "7"), Fixed(100, 0, "100"), Fixed(100, 1, "100.0"),
      Fixed(0.5, 0, "1"), Fixed(1.5, 0, "2"), Fixed(2.5, 0, "3"), Fixed(-2.5, 0, "-3"),
      Fixed(2.675, 2, "2.68"), Fixed(1.005, 2, "1.01"), Fixed(0.285, 2, "0.29"), Fixed(-1.25, 1, "-1.3"),
      Fixed(2.955, 1, "3.0"), Fixed(99.999, 2, "100.00"), Fixed(0.005, 2, "0.01"), Fixed(0.0049, 2, "0.00"),
      Fixed(-0.0049, 2, "0.00"), Fixed(-0.0, 1, "0.0"), Fixed(0.05, 0, "0"), Fixed(0.95, 1, "1.0"),
      Fixed(59.96, 1, "60.0"), Fixed(1e-7, 6, "0.000000"), Fixed(9.6e-7, 6, "0.000001"),
      Fixed(1.5e-5, 5, "0.00002"), Fixed(1e15, 0, "1000000000000000"),
      Fixed(1.5e20, 1, "150000000000000000000.0"),
      Fixed(.nan, 1, "unknown"), Fixed(.infinity, 1, "unknown"), Fixed(-.infinity, 0, "unknown"),
    ])
  func fixed(_ fixed: Fixed) {
    #expect(DecimalText.fixed(fixed.value, fixed.decimals) == fixed.text)
  }

  @Test("agrees with exact decimal arithmetic on a thousand numbers")
  func agreesWithDecimal() {
    var state: UInt64 = 1
    for _ in 0..<1000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = (Double(state >> 33) / 1e5 - 10_000) / 10
      let decimals = Int(state >> 20 & 3)
      var exact = Decimal(string: "\(value)") ?? 0
      var rounded = Decimal()
      unsafe NSDecimalRound(&rounded, &exact, decimals, .plain)
      let back = Decimal(string: DecimalText.fixed(value, decimals))
      #expect(back == rounded, "\(value) with \(decimals)")
    }
  }

  @Test(
    "the plain text of a number is that number again, without digits that say nothing",
    arguments: [
      (0.0, "0"), (-0.0, "0"), (35, "35"), (0.18, "0.18"), (-1.5, "-1.5"), (1e-7, "1e-07"), (0.1, "0.1"),
      (1e22, "1e+22"),
    ])
  func plain(value: Double, text: String) {
    #expect(DecimalText.plain(value) == text && Double(text) == value)
  }

  @Test(
    "no zeros at the end, where none are asked for",
    arguments: [(3.0, "3"), (0.125, "0.13"), (-0.001, "0"), (100, "100"), (1.5, "1.5"), (.nan, "unknown")])
  func short(value: Double, text: String) {
    #expect(DecimalText.short(value, 2) == text)
  }

  @Test(
    "significant digits",
    arguments: [
      (0.0, 6, "0"), (123456.789, 6, "123457"), (0.000123456789, 6, "0.000123457"), (9.999996, 6, "10"),
      (1.25e-7, 2, "1.3e-07"), (-0.0451, 2, "-0.045"), (1234567.8, 3, "1230000"), (0.17, 6, "0.17"),
    ] as [(Double, Int, String)])
  func significant(value: Double, count: Int, text: String) {
    #expect(DecimalText.significant(value, count) == text)
  }
}

@Test(
  "durations are rounded to the second, by the same rule",
  arguments: [
    (0.0, "0:00"), (0.5, "0:01"), (59.49, "0:59"), (59.5, "1:00"), (59.96, "1:00"), (3599.4, "59:59"),
    (3599.5, "1:00:00"), (7384, "2:03:04"), (-3, "0:00"), (.nan, "unknown"), (.infinity, "277777:46:40"),
  ])
func clock(seconds: Double, text: String) {
  #expect(ClockText.minutes(seconds) == text)
}

@Test("hours begin where the place for the clock asks for them")
func clockWithoutHours() {
  #expect(ClockText.minutes(3725, hoursFromMinutes: 100) == "62:05")
  #expect(ClockText.minutes(5999.5, hoursFromMinutes: 100) == "1:40:00")
}

@Test("a number goes with its noun")
func counts() {
  #expect(CountText.of(1, "set") == "1 set" && CountText.of(0, "set") == "0 sets")
  #expect(
    CountText.of(2, "entry", "entries") == "2 entries" && CountText.of(1, "entry", "entries") == "1 entry")
}

@Suite("JSONText")
struct JSONTextTests {
  @Test(
    "every text comes back from a parser as it was",
    arguments: ["", "Ada", "\"\\/", "a\r\nb\tc", "\u{0}\u{1F}\u{7F}", "Läufer 走 🏃", "\u{2028}"])
  func roundTrip(_ text: String) throws {
    let data = Data("[\(JSONText.quoted(text))]".utf8)
    #expect(try JSONDecoder().decode([String].self, from: data) == [text])
  }

  @Test("what is unknown is null")
  func nulls() {
    #expect(
      JSONText.string(nil) == "null" && JSONText.number(nil) == "null" && JSONText.number(.nan) == "null")
    #expect(JSONText.number(0.18) == "0.18" && JSONText.number(3) == "3")
    #expect(JSONText.array([]) == "[]" && JSONText.array(["1", "2"]) == "[\n  1,\n  2\n]")
  }
}

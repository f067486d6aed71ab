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

  @Test("sums of arcs are rounded as their exact length is, however they were added")
  func sumsOfArcs() {
    var sum = 0.0
    for arcs in 1...100_000 {
      sum += 0.045
      // In tenths of a millimetre a half is exact.
      let centimetres = Int64((arcs * 45 + 5) / 10)
      let (whole, part) = (centimetres / 100, centimetres % 100)
      let text = "\(whole).\(part < 10 ? "0" : "")\(part)"
      let product = Double(arcs) * 0.045
      guard DecimalText.fixed(product, 2) == text, DecimalText.fixed(sum, 2) == text,
        DecimalText.steps(product, 2) == centimetres, DecimalText.steps(-sum, 2) == -centimetres,
        DecimalText.rounded(product, 2) == Double(text)
      else {
        Issue.record("\(arcs) arcs: \(product), \(sum) should be \(text)")
        return
      }
    }
  }

  @Test(
    "steps are the digits that are shown, or nothing",
    arguments: [
      (47.205, 2, 4721), (47.204999999999998, 2, 4721), (-0.4, 0, 0), (-2.5, 0, -3), (65534.4, 0, 65534),
      (33.257, 0, 33), (1e-9, 2, 0), (9.2e18, 0, 9_200_000_000_000_000_000), (1e300, 0, nil), (.nan, 2, nil),
      (-.infinity, 2, nil),
    ] as [(Double, Int, Int64?)])
  func steps(value: Double, decimals: Int, steps: Int64?) {
    #expect(DecimalText.steps(value, decimals) == steps)
    if steps == nil, !value.isNaN { #expect(DecimalText.rounded(value, decimals) == value) }
  }

  @Test("noise behind the twelfth digit is no figure, what is asked for is")
  func noise() {
    #expect(
      DecimalText.fixed(52.649_999_999_999_99, 1) == "52.7"
        && DecimalText.fixed(11.879999999999999, 2) == "11.88")
    #expect(DecimalText.fixed(52.649_999_9, 1) == "52.6")
    #expect(DecimalText.fixed(1234567.890123456, 9) == "1234567.890123456")
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

@Test("metrics have the format's three escapes and its words for what is no number")
func exposition() {
  #expect(ExpositionText.quoted("a\\b\"c\r\nd\t") == "\"a\\\\b\\\"c\r\\nd\t\"")
  let numbers = [40, 5e-5, 0.25, .nan, .infinity, -.infinity].map(ExpositionText.number)
  #expect(numbers == ["40", "5e-05", "0.25", "NaN", "+Inf", "-Inf"])
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

@Test("folding makes no difference between a letter and its parts, in any script")
func foldedParts() {
  var wrong: [String] = []
  for value in 0...0x10FFFF {
    guard let scalar = Unicode.Scalar(UInt32(value)), scalar.properties.isCased else { continue }
    let letter = String(scalar)
    if NameFolding.folded(letter) != NameFolding.folded(letter.decomposedStringWithCanonicalMapping) {
      wrong.append("U+" + String(value, radix: 16))
    }
  }
  #expect(wrong == [])
}

@Test(
  "names that differ in case, encoding or spaces are folded to equal texts, others are not",
  arguments: [
    ("Straße", "STRASSE", true), ("A\u{30A}sa", "åSA", true), (" Anna  Maria", "anna maria ", true),
    ("A\u{200B}da", "ada", true), ("Sıla", "Sila", false), ("Ada", "Adá", false), ("Ann", "An n", false),
  ])
func foldedNames(a: String, b: String, isSame: Bool) {
  #expect((NameFolding.folded(a) == NameFolding.folded(b)) == isSame)
}

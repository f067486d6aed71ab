// SPDX-License-Identifier: Apache-2.0
//
// Owns: numbers as decimal text, rounded by one rule wherever they are shown. Must not know: what the numbers mean.
//
// A number is rounded as people round what they read: half away from zero, on the shortest decimal that is this number.
// 2.675 becomes 2.68, although the nearest binary number lies below it. What adding binary numbers leaves behind the
// twelfth digit is no figure: 1049 arcs of 0.045 m, which come to 47.204999999999998 m, are the tie 47.205 m and become
// 47.21 m like any other way to the same length. By hand, because Foundation's formats load tables of all languages first,
// which takes longer than a whole command.

/// Numbers as decimal text, the same in every locale.
package enum DecimalText {
  /// Shown for what is no number.
  package static let unknown = "unknown"

  /// Digits of a number that say something; a double has at least 15, of which sums spoil the last ones.
  static let meaningfulDigits = 12

  /// With so many digits after the point.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return unknown }
    let digits = DecimalDigits(value.magnitude, roundedTo: decimals)
    return sign(value, digits) + digits.text(decimals: decimals)
  }

  /// The number that `fixed` shows, for formats that store numbers.
  package static func rounded(_ value: Double, _ decimals: Int) -> Double {
    guard value.isFinite else { return value }
    return Double(fixed(value, decimals)) ?? value
  }

  /// The number that `fixed` shows, in steps of its last decimal: 47.205 with two decimals is 4721. Nil if it is no number
  /// or not within 64 bits.
  package static func steps(_ value: Double, _ decimals: Int) -> Int64? {
    guard value.isFinite else { return nil }
    let digits = DecimalDigits(value.magnitude, roundedTo: decimals)
    return Int64(sign(value, digits) + digits.text(decimals: decimals).filter { $0 != "." })
  }

  /// With at most so many digits after the point, and no zeros at the end.
  package static func short(_ value: Double, _ decimals: Int) -> String {
    let text = fixed(value, decimals)
    guard text.contains(".") else { return text }
    let digits = text.reversed().drop { $0 == "0" }
    return String((digits.first == "." ? digits.dropFirst() : digits).reversed())
  }

  /// As short as it can be and still be this number: no trailing `.0`, no rounding.
  package static func plain(_ value: Double) -> String {
    guard value.isFinite else { return unknown }
    let text = value == 0 ? "0" : value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// With at most so many significant digits, no zeros at the end, and an exponent below 0.0001.
  package static func significant(_ value: Double, _ count: Int) -> String {
    guard value.isFinite else { return unknown }
    var digits = DecimalDigits(value.magnitude)
    digits.round(decimals: count - digits.point)
    return plain(Double(sign(value, digits) + digits.text(decimals: max(0, count - digits.point))) ?? value)
  }

  private static func sign(_ value: Double, _ digits: DecimalDigits) -> String {
    value < 0 && !digits.isZero ? "-" : ""
  }
}

/// The shortest decimal digits that stand for a number from 0 on: 0.d1d2d3... times 10 to the power of `point`.
struct DecimalDigits {
  private(set) var digits: [UInt8] = []
  private(set) var point = 0

  init(_ magnitude: Double) {
    let parts = magnitude.description.split(separator: "e")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    var hasPoint = false
    for byte in parts[0].utf8 {
      guard byte != UInt8(ascii: ".") else {
        hasPoint = true
        continue
      }
      let digit = byte - UInt8(ascii: "0")
      if !hasPoint, !(digits.isEmpty && digit == 0) { point += 1 }
      if hasPoint, digits.isEmpty, digit == 0 { point -= 1 }
      if digit != 0 || !digits.isEmpty { digits.append(digit) }
    }
    point += exponent
    if digits.isEmpty { point = 0 }
  }

  /// Without the noise behind the meaningful digits, rounded half up.
  init(_ magnitude: Double, roundedTo decimals: Int) {
    self.init(magnitude)
    let meaningful = DecimalText.meaningfulDigits - point
    if meaningful > decimals { round(decimals: meaningful) }
    round(decimals: decimals)
  }

  var isZero: Bool { digits.isEmpty }

  /// Rounds half up to so many decimals; a negative count rounds before it.
  mutating func round(decimals: Int) {
    let kept = point + decimals
    guard kept < digits.count else { return }
    guard kept >= 0 else {
      digits = []
      point = 0
      return
    }
    let goesUp = digits[kept] >= 5
    digits.removeSubrange(kept...)
    if goesUp { increment() }
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
  }

  /// One more in the last place that is left.
  private mutating func increment() {
    var index = digits.count - 1
    while index >= 0 {
      if digits[index] < 9 {
        digits[index] += 1
        return
      }
      digits[index] = 0
      index -= 1
    }
    digits.insert(1, at: 0)
    point += 1
  }

  /// With exactly so many decimals, from 0 on.
  func text(decimals: Int) -> String {
    func digit(_ index: Int) -> Character {
      Character(UnicodeScalar(UInt8(ascii: "0") + (digits.indices.contains(index) ? digits[index] : 0)))
    }
    var text = point > 0 ? String((0..<point).map(digit)) : "0"
    guard decimals > 0 else { return text }
    text += "."
    for decimal in 0..<decimals { text.append(digit(point + decimal)) }
    return text
  }
}

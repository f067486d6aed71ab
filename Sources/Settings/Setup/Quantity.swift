// SPDX-License-Identifier: Apache-2.0
//
// Owns: lengths, masses and times as people write them -> metres, kilograms, seconds. Must not know: what they are for.

import Foundation
import Text

package enum Quantity {
  private static let lengths: [(names: [String], factor: Double)] = [
    (["mm", "millimetre", "millimetres", "millimeter", "millimeters"], 0.001),
    (["cm", "centimetre", "centimetres", "centimeter", "centimeters", "zentimeter"], 0.01),
    (["dm"], 0.1),
    (["m", "metre", "metres", "meter", "meters", ""], 1),
    (["in", "in.", "inch", "inches", "\"", "″", "”", "''", "zoll"], 0.0254),
    (["ft", "ft.", "foot", "feet", "'", "′", "’"], 0.3048),
  ]
  private static let masses: [(names: [String], factor: Double)] = [
    (["kg", "kilo", "kilos", "kilogram", "kilograms", "kilogramm", ""], 1),
    (["lb", "lb.", "lbs", "lbs.", "pound", "pounds"], 0.453_592_37),
    (["st", "stone", "stones"], 6.350_293_18),
  ]
  private static let times: [(names: [String], factor: Double)] = [
    (["ms"], 0.001), (["s", "sec", "secs", "second", "seconds", ""], 1),
    (["min", "mins", "minute", "minutes"], 60), (["h", "hour", "hours"], 3600),
  ]

  /// `0.18`, `0,18 m`, `18 cm`, `180mm`, `7 in`, `7 1/2 in`; nil if it is no length above 0.
  package static func metres(_ text: String) -> Double? { value(text, lengths, decimals: 6) }

  /// `80`, `80 kg`, `176 lb`.
  package static func kilograms(_ text: String) -> Double? { value(text, masses, decimals: 1) }

  /// `6`, `6 s`, `1 min`.
  package static func seconds(_ text: String) -> Double? { value(text, times, decimals: 3) }

  /// A number, perhaps with a fraction, and a unit.
  private static func value(
    _ text: String, _ units: [(names: [String], factor: Double)], decimals: Int
  ) -> Double? {
    let plain = text.replacing("\u{A0}", with: " ").replacing("\u{202F}", with: " ")
      .trimmingCharacters(in: .whitespaces).lowercased()
    guard
      let match = plain.wholeMatch(
        of: /\+?(\d+(?:[.,]\d*)?|[.,]\d+)?(?:\s*(\d+)\/(\d+))?\s*([^\d\s.,+-][^\d]*)?/),
      match.1 != nil || match.2 != nil
    else { return nil }
    let name = match.4.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
    guard let unit = units.first(where: { $0.names.contains(name) }) else { return nil }
    var value = match.1.map { Double($0.replacing(",", with: ".")) ?? .nan } ?? 0
    if let over = match.2.flatMap({ Double($0) }), let under = match.3.flatMap({ Double($0) }) {
      value += over / under
    }
    let scale = pow(10, Double(decimals))
    // Without rounding 180 mm would be 0.18000000000000002 m.
    let rounded = (value * unit.factor * scale).rounded() / scale
    return rounded.isFinite && rounded > 0 ? rounded : nil
  }

  /// A length that is far too long in metres, in the unit that makes it one of a roller.
  package static func smallerUnit(
    _ value: Double, _ range: ClosedRange<Double>
  ) -> (unit: String, metres: String)? {
    guard value > range.upperBound, value >= 1 else { return nil }
    let usualM = 0.2
    let fitting = [("cm", value / 100), ("mm", value / 1000)].filter { range.contains($0.1) }
    let meant = fitting.min { abs(log($0.1 / usualM)) < abs(log($1.1 / usualM)) }
    return meant.map { ($0.0, metresText($0.1)) }
  }

  /// Metres with the millimetres always written: 0.180.
  package static func metresText(_ metres: Double) -> String {
    let plain = DecimalText.plain(metres)
    let decimals = plain.split(separator: ".").dropFirst().first?.count ?? 0
    return decimals < 3 ? DecimalText.fixed(metres, 3) : plain
  }
}

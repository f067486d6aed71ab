// SPDX-License-Identifier: Apache-2.0
//
// Owns: numbers as people type them, with a decimal comma or a unit. Must not know: which option they are for.

import ArgumentParser
import SetLog
import Text

enum NumberText {
  /// `62.5`, `62,5`, `62.5 kg`, `62kg`.
  /// - Parameter units: what may follow, in lower case, with its factor.
  static func number(_ text: String, units: [String: Double] = [:]) -> Double? {
    var rest = text.lowercased().filter { $0 != " " }[...]
    var factor = 1.0
    // The longest unit first: `kg` ends in `g`.
    if let unit = units.keys.sorted(by: { $0.count > $1.count }).first(where: { rest.hasSuffix($0) }) {
      rest = rest.dropLast(unit.count)
      factor = units[unit] ?? 1
    }
    let plain = String(rest.replacing(",", with: "."))
    let digits = plain.drop { $0 == "+" || $0 == "-" }
    guard plain.count - digits.count <= 1, digits.contains(where: \.isNumber),
      digits.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }), digits.count(where: { $0 == "." }) <= 1,
      let value = Double(plain.hasSuffix(".") ? String(plain.dropLast()) : plain)
    else { return nil }
    return value * factor
  }

  /// A distance above 0, metres.
  static func metres(_ text: String) throws -> Double {
    guard let metres = number(text, units: ["m": 1, "km": 1000]), metres > 0 else {
      throw ValidationError("expected metres above 0, such as 47.2 or 0.5km")
    }
    return metres
  }

  private static let massUnits = ["kg": 1, "kilograms": 1, "lb": 0.453_592_37, "lbs": 0.453_592_37]

  /// A walker's body mass, kilograms.
  static func massKg(_ text: String) throws -> Double {
    guard let massKg = number(text, units: massUnits) else {
      throw ValidationError("not a body mass; write kilograms such as 62.5, 62,5 or 62kg")
    }
    guard (20...300).contains(massKg) else { throw ValidationError("expected 20 to 300 kilograms") }
    return massKg
  }

  /// Exertion, 0 to 10 in halves.
  static func exertion(_ text: String) throws -> Double {
    guard let rpe = number(text, units: ["/10": 1]), SetNote.isExertion(rpe) else {
      throw ValidationError("expected 0 to 10 in halves, such as 6 or 6.5")
    }
    return rpe
  }

  /// Pain, 0 to 10.
  static func pain(_ text: String) throws -> Int {
    guard let value = number(text, units: ["/10": 1]), let pain = Int(exactly: value),
      SetNote.scale.contains(pain)
    else { throw ValidationError("expected a whole number, 0 to 10") }
    return pain
  }

  /// How many times faster than real time, above 0.
  static func speedup(_ text: String) throws -> Double {
    guard let speedup = number(text, units: ["x": 1]), speedup > 0, speedup <= 10_000 else {
      throw ValidationError("expected a number above 0 and at most 10000; 1 is real time")
    }
    return speedup
  }
}

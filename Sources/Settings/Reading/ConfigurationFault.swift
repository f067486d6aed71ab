// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is wrong with one value, with what was probably meant. Must not know: files, lines.

import Foundation
import Text

enum ConfigurationFault {
  /// The longest path of a socket, bytes: sun_path of unix(7), with its end.
  private static let longestSocket = 107
  /// Longest name of anything, characters.
  private static let longestText = 200

  /// What is wrong with a value; nil if nothing is.
  static func text(_ scalars: [String], _ key: ConfigurationKey) -> String? {
    let first = scalars.first ?? ""
    if key.path == "machine.name", let fault = name(first) { return fault }
    if key.path == "socket", first.utf8.count > longestSocket {
      return "is \(first.utf8.count) bytes long; a socket's path has \(longestSocket) at most"
    }
    if key.path == "metrics", !first.hasSuffix(".prom"), !first.isEmpty {
      return "\(first): must end in .prom, as in /run/deadmill/deadmill.prom"
    }
    return text(scalars, key.kind)
  }

  /// What is wrong with a value of a kind; nil if nothing is.
  static func text(_ scalars: [String], _ kind: ConfigurationKind) -> String? {
    let first = scalars.first ?? ""
    switch kind {
    case .paths:
      if scalars.isEmpty { return "the list is empty; name the file of each machine, or remove the key" }
      return scalars.contains("") ? "expected a list of files" : scalars.compactMap(path).first
    case .texts: return scalars.compactMap(plain).first
    case .text: return scalars.count == 1 ? plain(first) : "must not be empty"
    case .path: return scalars.count == 1 ? plain(first) ?? path(first) : "must not be empty"
    case .line: return plain(first) ?? LineName.fault(first)
    case .number(let range, let unit):
      guard let value = number(first) else { return notANumber(first, unit) }
      return range.contains(value) ? nil : outside(first, value, range, unit)
    case .integer(let range):
      guard let value = Int(first), first.first != "0" || value == 0 else { return notWhole(first, range) }
      return range.contains(value) ? nil : "\(first) is not within \(range.lowerBound) to \(range.upperBound)"
    case .choice(let choices):
      if choices.contains(first) { return nil }
      let isNo = ["no", "false", "none"].contains(first.lowercased()) && choices.contains("off")
      let hint = isNo ? "; did you mean `off`?" : NearestName.hint(first, among: choices)
      return "\"\(first)\" is none of: \(choices.joined(separator: ", "))\(hint)"
    case .numbers(let range, let count):
      guard count.contains(scalars.count) else {
        return "expected \(count.lowerBound) to \(count.upperBound) numbers"
      }
      let bad = scalars.first { text in !(number(text).map { range.contains($0) } ?? false) }
      return bad.map { "\($0) is not a number within \(show(range))" }
    }
  }

  private static func plain(_ text: String) -> String? {
    if text.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty { return "must not be empty" }
    if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      return "has a control character or a line break in it; remove it"
    }
    return text.count > longestText
      ? "is \(text.count) characters long; at most \(longestText) are possible" : nil
  }

  private static func name(_ text: String) -> String? {
    if let first = text.first, let last = text.last, "“”„‟«»‘’".contains(first), "“”„‟«»‘’".contains(last),
      text.count > 1
    {
      return "the quotation marks \(first) \(last) of a text processor would be part of the name; use \""
    }
    let isHidden: (Unicode.Scalar) -> Bool = {
      [.format, .lineSeparator, .paragraphSeparator, .privateUse].contains($0.properties.generalCategory)
    }
    if let scalar = text.unicodeScalars.first(where: isHidden), scalar.value != 0x200D {
      return
        "has the invisible character U+\(String(scalar.value, radix: 16, uppercase: true)) in it; remove it"
    }
    return text.count > 80 ? "is \(text.count) characters long; at most 80 are possible" : nil
  }

  private static func path(_ text: String) -> String? {
    guard text.hasPrefix("~"), text != "~", !text.hasPrefix("~/"),
      SettingsPath.resolved(text, relativeTo: nil).hasPrefix("~")
    else { return nil }
    return "\(text): no such user; `~/` is the home directory of the user who runs the daemon"
  }

  /// A plain decimal number: no hexadecimal, no underscores, no words.
  static func number(_ text: String) -> Double? {
    guard text.wholeMatch(of: /[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/) != nil, let value = Double(text),
      value.isFinite
    else { return nil }
    return value
  }

  private static func notWhole(_ text: String, _ range: ClosedRange<Int>) -> String {
    let fault = "\"\(text)\" is not a whole number"
    let octal = text.hasPrefix("0o") ? Int(text.dropFirst(2), radix: 8) : nil
    let meant = Int(text) ?? octal ?? number(text.replacing(",", with: ".")).flatMap { Int(exactly: $0) }
    guard let meant, range.contains(meant) else {
      let digits = text.prefix { $0.isNumber }
      guard let count = Int(digits), range.contains(count) else { return fault }
      return fault + "; give the number alone: \(count)"
    }
    return fault + " as written here; did you mean \(meant)?"
  }

  /// A number as most of the world writes it.
  static func comma(_ text: String) -> String {
    "\"\(text)\": a decimal number has a point, not a comma: \(text.replacing(",", with: "."))"
  }

  private static func notANumber(_ text: String, _ unit: String) -> String {
    if text.wholeMatch(of: /[+-]?\d*,\d+/) != nil {
      return comma(text)
    }
    let names = ["m": "metres", "kg": "kilograms", "s": "seconds"]
    let meant: Double? =
      switch unit {
      case "m": Quantity.metres(text)
      case "kg": Quantity.kilograms(text)
      case "s": Quantity.seconds(text)
      default: nil
      }
    if let meant, let name = names[unit] {
      return "\"\(text)\": give \(name) as a plain number, here \(DecimalText.plain(meant))"
    }
    return "\"\(text)\" is not a number\(unit.isEmpty ? "" : "; give \(unit) without the unit")"
  }

  /// A length a hundred or a thousand times too long was meant in another unit.
  private static func outside(_ text: String, _ value: Double, _ range: ClosedRange<Double>, _ unit: String)
    -> String
  {
    let fault = "\(text) is not within \(show(range)) \(unit)".trimmingCharacters(in: .whitespaces)
    guard unit == "m", let meant = Quantity.smallerUnit(value, range) else { return fault }
    return fault + "; did you mean \(meant.metres) (\(text) \(meant.unit))? It is in metres"
  }

  private static func show(_ range: ClosedRange<Double>) -> String {
    DecimalText.plain(range.lowerBound) + " to " + DecimalText.plain(range.upperBound)
  }
}

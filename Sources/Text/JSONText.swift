// SPDX-License-Identifier: Apache-2.0
//
// Owns: text as JSON writes it (RFC 8259). Must not know: what the objects mean.

/// Pieces of JSON, for objects that are written key by key.
package enum JSONText {
  /// A text in quotation marks. Only what JSON demands is escaped; control characters become `\u00XX`.
  package static func quoted(_ text: String) -> String {
    var quoted = "\""
    // Scalar by scalar: a carriage return and a line feed are one character.
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// A text, or null.
  package static func string(_ text: String?) -> String { text.map(quoted) ?? "null" }

  /// A number as short as it can be; null for what is no number.
  package static func number(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "null" }
    return DecimalText.plain(value)
  }

  /// Objects as an array, one a line.
  package static func array(_ objects: [String]) -> String {
    objects.isEmpty ? "[]" : "[\n  " + objects.joined(separator: ",\n  ") + "\n]"
  }
}

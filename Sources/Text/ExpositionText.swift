// SPDX-License-Identifier: Apache-2.0
//
// Owns: numbers and texts as Prometheus reads them (exposition format 0.0.4). Must not know: what is measured.

/// Pieces of a line of metrics.
package enum ExpositionText {
  /// As short as it can be; the format has words for what is no number.
  package static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return DecimalText.plain(value)
  }

  /// The value of a label in quotation marks. The format knows three escapes and no others: a tab is written as it is.
  package static func quoted(_ text: String) -> String {
    var quoted = "\""
    // Scalar by scalar: a carriage return and a line feed are one character.
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": quoted += "\\\\"
      case "\"": quoted += "\\\""
      case "\n": quoted += "\\n"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

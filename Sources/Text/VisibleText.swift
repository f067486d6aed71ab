// SPDX-License-Identifier: Apache-2.0
//
// Owns: texts from outside within a message: nothing in them is invisible, and none is endless. Must not know: messages.

/// Texts of others as a message may show them.
package enum VisibleText {
  /// Longest text that a message repeats, characters.
  package static let longest = 60

  /// Whether a character cannot be seen, or changes the order of those around it: controls, zero-width characters,
  /// directional overrides, separators of lines.
  package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  /// A text on one line, with characters that cannot be seen as `\u{202E}`; what is too long ends with an ellipsis.
  package static func shown(_ text: String, longest: Int = longest) -> String {
    var shown = ""
    var count = 0
    for scalar in text.unicodeScalars {
      if count == longest { return shown + "…" }
      count += 1
      if isHidden(scalar) {
        shown += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }
}

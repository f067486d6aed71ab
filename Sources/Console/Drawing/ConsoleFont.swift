// SPDX-License-Identifier: Apache-2.0
//
// Owns: the characters of a Linux console's font, and replacements for all others. Must not know: where it is drawn.

import Foundation

/// The characters common to the usual console fonts.
package enum ConsoleFont {
  /// In Debian's Lat15 fonts as well as in the kernel's own; western letters are in the former.
  private static let symbols: Set<Unicode.Scalar> = [
    "°", "±", "²", "·", "µ", "•", "←", "↑", "→", "↓", "≈", "≤", "≥", "─", "│", "┌", "┐", "└", "┘", "├", "┤",
    "┬", "┴", "┼", "█", "░", "▒", "■", "▲", "▼",
  ]

  package static func has(_ scalar: Unicode.Scalar) -> Bool {
    symbols.contains(scalar) || (0xC0...0xFF).contains(scalar.value)
  }

  /// The nearest ASCII text; never empty.
  package static func plain(_ scalar: Unicode.Scalar) -> String {
    if let known = replacements[scalar] { return known }
    // Regional indicators form flags: shown as their two letters.
    if (0x1F1E6...0x1F1FF).contains(scalar.value), let letter = Unicode.Scalar(scalar.value - 0x1F1E6 + 0x41)
    {
      return String(Character(letter))
    }
    // A letter with a mark decomposes into the letter and the mark.
    let base = String(Character(scalar)).decomposedStringWithCanonicalMapping.unicodeScalars.first
    guard let base, base.isASCII, base != scalar else { return "?" }
    return String(Character(base))
  }

  private static let replacements: [Unicode.Scalar: String] = [
    "±": "+-", "–": "-", "—": "-", "…": "~", "·": ".", "•": "*", "×": "x", "’": "'", "‘": "'", "“": "\"",
    "”": "\"", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae",
    "Æ": "Ae", "ø": "o", "Ø": "O", "°": "o", "²": "2", "µ": "u", "→": ">", "←": "<",
    "↑": "^", "↓": "v", "█": "#", "▀": "#", "▄": "#", "░": ".", "▒": ":", "■": "#", "▲": "^", "▼": "v",
    "─": "-", "│": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+",
    "┼": "+", "\u{A0}": " ", "\u{202F}": " ", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i",
  ]
}

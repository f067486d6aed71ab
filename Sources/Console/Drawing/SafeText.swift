// SPDX-License-Identifier: Apache-2.0
//
// Owns: any text -> characters whose width every terminal agrees on. Must not know: where they go.
//
// Names of machines and walkers are free text. Terminals disagree on joined emoji, flags and stacked marks, and a
// control character can do anything; so text is split into scalars and only the plain ones are kept.

import Foundation

/// Characters that are safe to put on a screen.
package enum SafeText {
  /// A character and its width in columns.
  package struct Glyph: Sendable, Equatable {
    package var character: Character
    package var width: Int
  }

  /// No screen is wider than this.
  private static let mostScalars = 600
  /// More marks than this on one letter are decoration.
  private static let mostMarks = 2

  /// The characters of a text in a glyph set.
  package static func glyphs(_ text: String, _ set: GlyphSet) -> [Glyph] {
    var glyphs: [Glyph] = []
    var marks = 0
    for scalar in text.unicodeScalars.prefix(mostScalars) {
      if scalar.value < 0x7F {
        // A tab or a line break within a name becomes a space.
        glyphs.append(Glyph(character: scalar.value < 0x20 ? " " : Character(scalar), width: 1))
        marks = 0
      } else if isMark(scalar) {
        if marks < mostMarks { add(mark: scalar, to: &glyphs, set) }
        marks += 1
      } else {
        append(scalar, to: &glyphs, set)
        marks = 0
      }
    }
    return glyphs
  }

  /// The width of a text in columns.
  package static func width(_ text: String, _ set: GlyphSet) -> Int {
    glyphs(text, set).reduce(0) { $0 + $1.width }
  }

  /// A text cut to this many columns; the last one shows that something is missing.
  package static func cut(_ text: String, to room: Int, _ set: GlyphSet) -> String {
    if width(text, set) <= room { return text }
    if room < 1 { return "" }
    let mark: Character = set == .unicode ? "…" : "~"
    var taken = 0
    var cut = ""
    for glyph in glyphs(text, set) {
      guard taken + glyph.width <= room - 1 else { break }
      cut.append(glyph.character)
      taken += glyph.width
    }
    while cut.last == " " { cut.removeLast() }
    cut.append(mark)
    return cut
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark: true
    default: false
    }
  }

  /// A mark is combined with the letter before if both form one known letter, or if the terminal can stack them.
  private static func add(mark: Unicode.Scalar, to glyphs: inout [Glyph], _ set: GlyphSet) {
    guard mark.properties.generalCategory == .nonspacingMark, let last = glyphs.last, last.width == 1,
      last.character.isLetter
    else { return }
    let joined = String(last.character) + String(Character(mark))
    let composed = joined.precomposedStringWithCanonicalMapping.unicodeScalars
    if composed.count == 1, let letter = composed.first {
      glyphs.removeLast()
      append(letter, to: &glyphs, set)
    } else if set == .unicode, (0x300..<0x370).contains(mark.value) {
      glyphs[glyphs.count - 1].character = Character(joined)
    }
  }

  private static func append(_ scalar: Unicode.Scalar, to glyphs: inout [Glyph], _ set: GlyphSet) {
    guard let width = ScalarWidth.of(scalar) else { return }
    let isFlag = (0x1F1E6...0x1F1FF).contains(scalar.value)
    if !isFlag, set == .unicode || (set == .console && ConsoleFont.has(scalar)) {
      glyphs.append(Glyph(character: Character(scalar), width: width))
      return
    }
    for character in ConsoleFont.plain(scalar) { glyphs.append(Glyph(character: character, width: 1)) }
  }
}

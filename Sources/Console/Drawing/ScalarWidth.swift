// SPDX-License-Identifier: Apache-2.0
//
// Owns: the width of a scalar in columns. Must not know: its text.
//
// A test compares this with the C library's wcwidth(3), which ncurses uses.

/// The width of a scalar on a terminal.
package enum ScalarWidth {
  /// 1 or 2 columns; nil for scalars that are not shown: controls, joiners, variation selectors, skin tones.
  package static func of(_ scalar: Unicode.Scalar) -> Int? {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
      .nonspacingMark, .enclosingMark, .spacingMark:
      return nil
    default: break
    }
    let value = scalar.value
    // Libraries of different years disagree on these.
    if (0x3248...0x324F).contains(value) || (0x4DC0...0x4DFF).contains(value) { return nil }
    // Skin tones change the preceding emoji; medial and final jamo join the preceding syllable.
    if (0x1F3FB...0x1F3FF).contains(value) || (0x1160...0x11FF).contains(value)
      || (0xD7B0...0xD7FF).contains(value)
    {
      return nil
    }
    // The letters that form flags are shown as letters.
    if (0x1F1E6...0x1F1FF).contains(value) { return 1 }
    return scalar.properties.isEmojiPresentation || wide.contains { $0.contains(value) } ? 2 : 1
  }

  /// East Asian wide and fullwidth.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4C6,
    0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x18D00...0x18D08, 0x1AFF0...0x1B2FB, 0x1F200...0x1F265,
    0x20000...0x3FFFD,
  ]
}

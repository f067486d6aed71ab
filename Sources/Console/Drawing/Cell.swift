// SPDX-License-Identifier: Apache-2.0
//
// Owns: the content of one cell of the screen. Must not know: terminals, what is drawn.

/// The available characters.
package enum GlyphSet: String, Sendable, Equatable, CaseIterable {
  /// A terminal emulator: half and eighth blocks, any script.
  case unicode
  /// The Linux console. Its usual fonts (Debian's Lat15 and the kernel's own) share full and shaded blocks, box
  /// drawing and western letters; only the kernel's has half blocks.
  case console
  case ascii
}

/// The number of colours.
package enum ColourDepth: String, Sendable, Equatable, CaseIterable {
  /// Bold, faint and reverse only.
  case mono
  /// Eight colours and their bright ones.
  case sixteen
  /// xterm's palette.
  case palette
  /// Red, green and blue.
  case direct
}

/// A colour as passed to the terminal.
package enum Colour: Sendable, Hashable {
  /// An index into the terminal's palette.
  case indexed(UInt8)
  /// 0xRRGGBB
  case direct(UInt32)
}

/// How a character looks.
package struct Ink: Sendable, Hashable {
  /// nil is the terminal's own.
  package var foreground: Colour?
  package var background: Colour?
  package var isBold = false
  package var isFaint = false
  package var isReverse = false

  package init() {}
}

/// One cell: a character, the right half of a wide one, or nothing.
package struct Cell: Sendable, Equatable {
  package var character: Character = " "
  package var ink = Ink()
  /// Whether this is the left half of a wide character.
  package var isWide = false
  /// Whether this is the right half of the previous cell's character.
  package var isTail = false

  package init() {}
}

/// Rows and columns.
package struct ScreenSize: Sendable, Equatable {
  package var rows: Int
  package var columns: Int

  package init(rows: Int, columns: Int) {
    self.rows = max(0, rows)
    self.columns = max(0, columns)
  }
}

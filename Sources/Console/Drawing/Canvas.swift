// SPDX-License-Identifier: Apache-2.0
//
// Owns: a grid of cells to draw on. Must not know: terminals, what is drawn.

/// A grid of cells. Anything outside is clipped, and no wide character is ever cut in half.
package struct Canvas: Sendable, Equatable {
  package let size: ScreenSize
  package let glyphs: GlyphSet
  private var cells: [Cell]

  package init(_ size: ScreenSize, glyphs: GlyphSet) {
    self.size = size
    self.glyphs = glyphs
    cells = [Cell](repeating: Cell(), count: size.rows * size.columns)
  }

  /// The whole canvas.
  package var area: Area { Area(row: 0, column: 0, rows: size.rows, columns: size.columns) }

  package subscript(row: Int, column: Int) -> Cell {
    isInside(row, column) ? cells[row * size.columns + column] : Cell()
  }

  private func isInside(_ row: Int, _ column: Int) -> Bool {
    row >= 0 && row < size.rows && column >= 0 && column < size.columns
  }

  /// Writes a character of one column.
  package mutating func put(_ character: Character, row: Int, column: Int, _ ink: Ink) {
    guard isInside(row, column) else { return }
    let index = row * size.columns + column
    free(index)
    cells[index].character = character
    cells[index].ink = ink
  }

  /// Blanks a cell, together with the other half of a wide character.
  private mutating func free(_ index: Int) {
    if cells[index].isTail, index > 0 { cells[index - 1] = Cell() }
    if cells[index].isWide, index + 1 < cells.count { cells[index + 1] = Cell() }
    cells[index] = Cell()
  }

  /// Writes text from a position on; returns the column after it. Accepts any text: what cannot be shown is replaced.
  @discardableResult
  package mutating func write(
    _ text: String, row: Int, column: Int, _ ink: Ink, before end: Int = Int.max
  ) -> Int {
    let end = min(end, size.columns)
    var at = column
    for glyph in SafeText.glyphs(text, glyphs) {
      guard at + glyph.width <= end else { break }
      put(glyph, row: row, column: at, ink)
      at += glyph.width
    }
    return at
  }

  private mutating func put(_ glyph: SafeText.Glyph, row: Int, column: Int, _ ink: Ink) {
    put(glyph.character, row: row, column: column, ink)
    guard glyph.width == 2, isInside(row, column) else { return }
    let index = row * size.columns + column
    // A wide character whose left half would be outside is omitted.
    free(index + 1)
    cells[index].isWide = true
    cells[index + 1].isTail = true
    cells[index + 1].ink = ink
  }

  /// Gives part of a row one style, whatever its characters.
  package mutating func paint(row: Int, columns: Range<Int>, _ ink: Ink) {
    for column in columns where isInside(row, column) { cells[row * size.columns + column].ink = ink }
  }

  /// Blanks an area.
  package mutating func clear(_ area: Area) {
    for row in area.row..<area.row + area.rows {
      for column in area.column..<area.column + area.columns where isInside(row, column) {
        free(row * size.columns + column)
      }
    }
  }

  /// The characters, one line per row, without trailing spaces.
  package var text: String {
    (0..<size.rows).map { row in
      var line = ""
      for column in 0..<size.columns where !self[row, column].isTail {
        line.append(self[row, column].character)
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}

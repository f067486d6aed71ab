// SPDX-License-Identifier: Apache-2.0
//
// Owns: figures that can be read from three metres away. Must not know: what they mean.

/// Figures built from blocks, seven dots high.
package enum BigDigits {
  /// Dots high; a dot is `scale` rows by twice as many columns, since a cell is about twice as high as wide.
  package static let dotsHigh = 7

  private static let glyphs: [Character: [String]] = [
    "0": ["#####", "#   #", "#   #", "#   #", "#   #", "#   #", "#####"],
    "1": ["  #  ", " ##  ", "  #  ", "  #  ", "  #  ", "  #  ", "#####"],
    "2": ["#####", "    #", "    #", "#####", "#    ", "#    ", "#####"],
    "3": ["#####", "    #", "    #", " ####", "    #", "    #", "#####"],
    "4": ["#   #", "#   #", "#   #", "#####", "    #", "    #", "    #"],
    "5": ["#####", "#    ", "#    ", "#####", "    #", "    #", "#####"],
    "6": ["#####", "#    ", "#    ", "#####", "#   #", "#   #", "#####"],
    "7": ["#####", "    #", "    #", "   # ", "  #  ", "  #  ", "  #  "],
    "8": ["#####", "#   #", "#   #", "#####", "#   #", "#   #", "#####"],
    "9": ["#####", "#   #", "#   #", "#####", "    #", "    #", "#####"],
    ".": [" ", " ", " ", " ", " ", " ", "#"],
    ":": [" ", "#", " ", " ", " ", "#", " "],
    "–": ["   ", "   ", "   ", "###", "   ", "   ", "   "],
  ]

  /// Columns that a text takes.
  package static func width(_ text: String, scale: Int) -> Int {
    let dots = text.reduce(0) { $0 + (glyphs[$1]?.first?.count ?? 0) + 1 } - 1
    return max(0, dots) * 2 * scale
  }

  /// Draws a text of figures; `block` is what a dot is made of.
  package static func draw(
    _ text: String, on canvas: inout Canvas, row: Int, column: Int, scale: Int, block: Character,
    _ style: CellStyle
  ) {
    var left = column
    for character in text {
      guard let glyph = glyphs[character] else { continue }
      for (dotRow, line) in glyph.enumerated() {
        for (dotColumn, dot) in line.enumerated() where dot == "#" {
          fill(
            &canvas, row: row + dotRow * scale, column: left + dotColumn * 2 * scale, scale: scale,
            Cell(character: block, style: style))
        }
      }
      left += ((glyph.first?.count ?? 0) + 1) * 2 * scale
    }
  }

  private static func fill(_ canvas: inout Canvas, row: Int, column: Int, scale: Int, _ cell: Cell) {
    for y in 0..<scale {
      for x in 0..<(2 * scale) { canvas[row + y, column + x] = cell }
    }
  }
}

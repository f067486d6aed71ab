// SPDX-License-Identifier: Apache-2.0
//
// Owns: words that are readable from a distance. Must not know: which words.

/// Letters of five by seven dots. With half blocks a dot is half a cell high and one cell wide, otherwise one cell
/// high and two wide.
package enum BlockLetters {
  private static let dotsWide = 5
  private static let dotsHigh = 7

  /// Rows that words occupy.
  package static func rows(scale: Int, _ glyphs: GlyphSet) -> Int {
    glyphs == .unicode ? (dotsHigh * scale + 1) / 2 : dotsHigh * scale
  }

  /// Columns that a text occupies; nil if it contains a character without a picture.
  package static func width(_ text: String, scale: Int, _ glyphs: GlyphSet) -> Int? {
    var dots = -1
    for character in text {
      guard let picture = picture(character) else { return nil }
      dots += dotsWide(picture) + 1
    }
    return max(0, dots) * scale * (glyphs == .unicode ? 1 : 2)
  }

  /// Draws a text with its upper left corner at a position.
  package static func draw(
    _ text: String, on canvas: inout Canvas, row: Int, column: Int, scale: Int, _ ink: Ink
  ) {
    var left = column
    let hasHalves = canvas.glyphs == .unicode
    let block: Character = canvas.glyphs == .ascii ? "#" : "█"
    for character in text {
      guard let picture = picture(character) else { continue }
      let wide = dotsWide(picture)
      let columns = wide * scale * (hasHalves ? 1 : 2)
      for y in 0..<rows(scale: scale, canvas.glyphs) {
        for x in 0..<columns {
          let dot = x / (scale * (hasHalves ? 1 : 2))
          let upper = holds(picture, dot, (hasHalves ? 2 * y : y) / scale)
          let lower = hasHalves ? holds(picture, dot, (2 * y + 1) / scale) : upper
          if upper || lower {
            canvas.put(upper == lower ? block : upper ? "▀" : "▄", row: row + y, column: left + x, ink)
          }
        }
      }
      left += columns + scale * (hasHalves ? 1 : 2)
    }
  }

  private static func holds(_ picture: [UInt8], _ x: Int, _ y: Int) -> Bool {
    guard y < dotsHigh else { return false }
    let wide = dotsWide(picture)
    return picture[y] & (UInt8(1) << UInt8(wide - 1 - x)) != 0
  }

  /// The first number is the width, if it is not five.
  private static func dotsWide(_ picture: [UInt8]) -> Int {
    picture.count > dotsHigh ? Int(picture[dotsHigh]) : dotsWide
  }

  private static func picture(_ character: Character) -> [UInt8]? { pictures[character] }

  /// Seven rows from the top, the leftmost dot being the highest bit; then the width if it is not five.
  private static let pictures: [Character: [UInt8]] = [
    " ": [0, 0, 0, 0, 0, 0, 0, 3],
    "A": [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
    "Ä": [0b01010, 0b00000, 0b01110, 0b10001, 0b11111, 0b10001, 0b10001],
    "B": [0b11110, 0b10001, 0b10001, 0b11110, 0b10001, 0b10001, 0b11110],
    "C": [0b01111, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b01111],
    "D": [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110],
    "E": [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
    "F": [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b10000],
    "G": [0b01111, 0b10000, 0b10000, 0b10011, 0b10001, 0b10001, 0b01111],
    "H": [0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
    "I": [0b111, 0b010, 0b010, 0b010, 0b010, 0b010, 0b111, 3],
    "J": [0b00111, 0b00010, 0b00010, 0b00010, 0b00010, 0b10010, 0b01100],
    "K": [0b10001, 0b10010, 0b10100, 0b11000, 0b10100, 0b10010, 0b10001],
    "L": [0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111],
    "M": [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001],
    "N": [0b10001, 0b11001, 0b11001, 0b10101, 0b10011, 0b10011, 0b10001],
    "O": [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
    "Ö": [0b01010, 0b00000, 0b01110, 0b10001, 0b10001, 0b10001, 0b01110],
    "P": [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000],
    "Q": [0b01110, 0b10001, 0b10001, 0b10001, 0b10101, 0b10010, 0b01101],
    "R": [0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001],
    "S": [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110],
    "T": [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
    "U": [0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
    "Ü": [0b01010, 0b00000, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
    "V": [0b10001, 0b10001, 0b10001, 0b10001, 0b01010, 0b01010, 0b00100],
    "W": [0b10001, 0b10001, 0b10001, 0b10101, 0b10101, 0b11011, 0b10001],
    "X": [0b10001, 0b10001, 0b01010, 0b00100, 0b01010, 0b10001, 0b10001],
    "Y": [0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100],
    "Z": [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b10000, 0b11111],
    "0": [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
    "1": [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
    "2": [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
    "3": [0b11110, 0b00001, 0b00001, 0b01110, 0b00001, 0b00001, 0b11110],
    "4": [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
    "5": [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
    "6": [0b01110, 0b10000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
    "7": [0b11111, 0b00001, 0b00010, 0b00100, 0b00100, 0b00100, 0b00100],
    "8": [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
    "9": [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00001, 0b01110],
    ",": [0, 0, 0, 0, 0, 0b01, 0b10, 2], ".": [0, 0, 0, 0, 0, 0, 0b1, 1], ":": [0, 0, 0b1, 0, 0b1, 0, 0, 1],
    "/": [0b00001, 0b00001, 0b00010, 0b00100, 0b01000, 0b10000, 0b10000],
    "-": [0, 0, 0, 0b111, 0, 0, 0, 3], "–": [0, 0, 0, 0b111, 0, 0, 0, 3],
    "k": [0b1000, 0b1000, 0b1001, 0b1010, 0b1100, 0b1010, 0b1001, 4],
    "m": [0, 0, 0b11010, 0b10101, 0b10101, 0b10101, 0b10101],
    "h": [0b1000, 0b1000, 0b1110, 0b1001, 0b1001, 0b1001, 0b1001, 4],
    "p": [0, 0, 0b1110, 0b1001, 0b1110, 0b1000, 0b1000, 4],
    "s": [0, 0, 0b0111, 0b1000, 0b0110, 0b0001, 0b1110, 4],
    "i": [0b1, 0, 0b1, 0b1, 0b1, 0b1, 0b1, 1],
    "n": [0, 0, 0b1110, 0b1001, 0b1001, 0b1001, 0b1001, 4],
  ]
}

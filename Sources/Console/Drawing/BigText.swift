// SPDX-License-Identifier: Apache-2.0
//
// Owns: figures as large as an area allows. Must not know: what they mean.

/// Large figures on a canvas.
package enum BigText {
  /// With fewer rows a figure is not legible.
  package static func fewestRows(_ glyphs: GlyphSet) -> Int { glyphs == .unicode ? 3 : 5 }

  /// The least and the greatest width of a figure for its height.
  private static let narrowest = 0.46
  private static let widest = 0.64

  /// The largest size at which any of the texts fits; nil if none does.
  package static func fit(_ texts: [String], rows: Int, columns: Int, _ glyphs: GlyphSet) -> DigitMeasure? {
    var rows = rows
    let fewest = fewestRows(glyphs)
    while rows >= fewest {
      let least = max(3, Int((2 * Double(rows) * narrowest).rounded()))
      var width = max(least, Int((2 * Double(rows) * widest).rounded()))
      while width >= least {
        let measure = DigitMeasure(rows: rows, width: width, hasHalves: glyphs == .unicode)
        if texts.allSatisfy({ measure.width(of: $0) <= columns }) { return measure }
        width -= 1
      }
      rows -= 1
    }
    return nil
  }

  /// Draws figures with their upper left corner at a position.
  package static func draw(
    _ text: String, on canvas: inout Canvas, row: Int, column: Int, _ measure: DigitMeasure, _ ink: Ink
  ) {
    let shape = DigitShape(measure)
    var left = column
    for character in text {
      let width = measure.width(of: character)
      for y in stride(from: 0, to: measure.height, by: 2) {
        for x in 0..<width {
          let upper = shape.holds(character, x: x, y: y)
          let lower = shape.holds(character, x: x, y: y + 1)
          guard let block = block(upper, lower, canvas.glyphs) else { continue }
          canvas.put(block, row: row + y / 2, column: left + x, ink)
        }
      }
      left += width + measure.gap
    }
  }

  private static func block(_ upper: Bool, _ lower: Bool, _ glyphs: GlyphSet) -> Character? {
    if !upper, !lower { return nil }
    switch glyphs {
    case .ascii: return "#"
    case .console: return "█"
    case .unicode: return upper == lower ? "█" : upper ? "▀" : "▄"
    }
  }
}

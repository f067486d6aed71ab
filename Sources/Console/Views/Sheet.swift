// SPDX-License-Identifier: Apache-2.0
//
// Owns: a canvas together with its content and style. Must not know: the layout.

import LiveFeed
import Words

/// The alignment of a text within its area.
enum Alignment: Sendable { case left, centre, right }

/// What the views draw on.
struct Sheet {
  var canvas: Canvas
  let scene: Scene
  let look: Look
  let live: LiveText

  init(_ scene: Scene, _ look: Look, _ size: ScreenSize) {
    canvas = Canvas(size, glyphs: look.glyphs)
    self.scene = scene
    self.look = look
    live = LiveText(
      scene.frame, figures: look.figures, comparison: scene.comparison, targetMps: scene.targetMps,
      waitsFor: scene.waitsFor)
  }

  var now: Situation { live.now }

  var frame: LiveFrame { live.frame }

  var figures: Figures { look.figures }

  func text(_ phrase: Phrase, _ first: String = "", _ second: String = "") -> String {
    look.words.text(phrase, first, second)
  }

  func width(_ text: String) -> Int { SafeText.width(text, look.glyphs) }

  /// One row of text within an area; text that does not fit is cut, visibly.
  mutating func write(
    _ text: String, in area: Area, row: Int = 0, _ alignment: Alignment = .left, _ style: Style = .plain
  ) {
    guard row < area.rows, area.columns > 0 else { return }
    let text = SafeText.cut(text, to: area.columns, look.glyphs)
    let free = area.columns - width(text)
    let offset =
      switch alignment {
      case .left: 0
      case .centre: free / 2
      case .right: free
      }
    canvas.write(
      text, row: area.row + row, column: area.column + offset, look.depth.ink(style), before: area.end)
  }

  /// A word on its own background, with a blank at both sides; omitted if it does not fit. Returns its columns.
  @discardableResult
  mutating func badge(_ text: String, endingAt end: Int, row: Int, after begin: Int, _ style: Style) -> Int {
    let columns = width(text) + 2
    guard end - columns >= begin else { return 0 }
    canvas.write(" \(text) ", row: row, column: end - columns, look.depth.ink(style))
    return columns
  }

  /// Whether a text fits in large letters.
  func fitsLarge(_ text: String, _ area: Area) -> Bool {
    guard BlockLetters.rows(scale: 1, look.glyphs) <= area.rows,
      let columns = BlockLetters.width(text.uppercased(), scale: 1, look.glyphs)
    else { return false }
    return columns <= area.columns
  }

  /// A label in large letters if there is room, else in ordinary ones.
  mutating func label(_ text: String, in area: Area, _ alignment: Alignment, _ style: Style) {
    let large = text.uppercased() == text ? text : text.uppercased()
    var scale = 4
    while scale > 0 {
      let rows = BlockLetters.rows(scale: scale, look.glyphs)
      if rows <= area.rows, let columns = BlockLetters.width(large, scale: scale, look.glyphs),
        columns <= area.columns
      {
        let free = area.columns - columns
        let offset = alignment == .left ? 0 : alignment == .right ? free : free / 2
        BlockLetters.draw(
          large, on: &canvas, row: area.row + (area.rows - rows) / 2, column: area.column + offset,
          scale: scale,
          look.depth.ink(style))
        return
      }
      scale -= 1
    }
    write(text, in: area, row: max(0, (area.rows - 1) / 2), alignment, style)
  }

  /// A number as large as the area allows for the widest of its kind, so that its size never changes; returns the
  /// area used.
  @discardableResult
  mutating func figure(
    _ text: String, widest: String, in area: Area, _ alignment: Alignment, _ style: Style
  ) -> Area {
    guard let measure = measure([text, widest], in: area) else {
      write(text, in: area, row: (area.rows - 1) / 2, alignment, style)
      return area
    }
    let columns = measure.width(of: text)
    let free = area.columns - columns
    let left = area.column + (alignment == .left ? 0 : alignment == .right ? free : free / 2)
    let rows = measure.height / 2
    let row = area.row + (area.rows - rows) / 2
    BigText.draw(text, on: &canvas, row: row, column: left, measure, look.depth.ink(style))
    return Area(row: row, column: left, rows: rows, columns: columns)
  }

  func measure(_ texts: [String], in area: Area) -> DigitMeasure? {
    BigText.fit(texts, rows: area.rows, columns: area.columns, look.glyphs)
  }

  /// A bar that fills from the left.
  mutating func bar(_ share: Double, in area: Area, _ style: Style) {
    let filled = Int((max(0, min(1, share)) * Double(area.columns)).rounded(.down))
    for row in area.row..<area.bottom {
      for column in 0..<area.columns {
        let isFull = column < filled
        let block: Character = look.glyphs == .ascii ? (isFull ? "#" : ".") : isFull ? "█" : "░"
        canvas.put(block, row: row, column: area.column + column, look.depth.ink(isFull ? style : .track))
      }
    }
  }
}

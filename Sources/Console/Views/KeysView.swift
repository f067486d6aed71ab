// SPDX-License-Identifier: Apache-2.0
//
// Owns: the list of keys, shown over the view. Must not know: how keys are read.

import Words

extension Sheet {
  /// Keys and their actions.
  static let keyTexts: [(key: String, phrase: Phrase)] = [
    ("1 2 3 4", .keyViews), ("v", .keyNext), ("0", .keyAuto), ("w", .keyWalker), ("r", .keyRate),
    ("c", .keyClaim),
    ("n  Tab", .keyMachine), ("u", .keyUnits), ("m", .keyMute), ("^L", .keyRedraw), ("?", .keyHelp),
    ("q", .keyQuit),
  ]

  mutating func keys() {
    let lines = Self.keyTexts.map { key, phrase in
      (phrase == .keyNext ? "\(key)  \(text(.arrows))" : key, text(phrase))
    }
    let keyColumns = 12
    let columns = min(canvas.size.columns, keyColumns + 4 + (lines.map { width($0.1) }.max() ?? 0))
    let rows = min(canvas.size.rows, lines.count + 4)
    let box = Area(
      row: (canvas.size.rows - rows) / 2, column: (canvas.size.columns - columns) / 2, rows: rows,
      columns: columns)
    canvas.clear(box)
    frame(box)
    var inner = box.inset(columns: 2)
    _ = inner.takeTop(1)
    _ = inner.takeBottom(1)
    write(text(.keysTitle), in: inner.takeTop(1), .left, .title)
    if inner.rows > lines.count { _ = inner.takeTop(1) }
    for (key, meaning) in lines {
      var row = inner.takeTop(1)
      write(key, in: row.takeLeft(keyColumns), .left, .title)
      write(meaning, in: row, .left, .plain)
    }
  }

  mutating func frame(_ box: Area) {
    guard box.rows >= 2, box.columns >= 2 else { return }
    let marks: [Character] = look.glyphs == .ascii ? Array("-|++++") : Array("─│┌┐└┘")
    let ink = look.depth.ink(.faint)
    let (last, end) = (box.bottom - 1, box.end - 1)
    for column in box.column...end {
      canvas.put(marks[0], row: box.row, column: column, ink)
      canvas.put(marks[0], row: last, column: column, ink)
    }
    for row in box.row...last {
      canvas.put(marks[1], row: row, column: box.column, ink)
      canvas.put(marks[1], row: row, column: end, ink)
    }
    canvas.put(marks[2], row: box.row, column: box.column, ink)
    canvas.put(marks[3], row: box.row, column: end, ink)
    canvas.put(marks[4], row: last, column: box.column, ink)
    canvas.put(marks[5], row: last, column: end, ink)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: sets side by side in rows and columns. Must not know: where the figures come from.

import Words

/// One set.
struct TableColumn: Sendable, Equatable {
  var head: String
  private var values: [Phrase: String] = [:]

  init(head: String) { self.head = head }

  subscript(row: Phrase) -> String? {
    get { values[row] }
    set { values[row] = newValue }
  }
}

/// A note below a row, or below all of them.
struct TableNote: Sendable, Equatable {
  var label: String
  var text = ""
  var style = Style.plain
}

/// Sets, and notes that belong to none of them.
struct Table: Sendable, Equatable {
  var columns: [TableColumn] = []
  /// Right below their row.
  var below: [Phrase: TableNote] = [:]
  var notes: [TableNote] = []

  /// From the top; if there is little room the last ones are omitted.
  static let order: [Phrase] = [
    .rowTime, .rowDistance, .rowMean, .rowPower, .rowUncertainty, .rowCadence, .rowTop, .rowFade,
    .rowEvenness,
  ]
}

/// The layout of a table.
private struct TableRuler {
  var area: Area
  var labels: Int
  var each: Int
  /// Rows from one line to the next.
  var step: Int

  func label(_ row: Int) -> Area { Area(row: row, column: area.column, rows: 1, columns: labels) }

  func position(_ row: Int, _ column: Int) -> Area {
    Area(row: row, column: area.column + labels + column * each, rows: 1, columns: each)
  }

  func rest(_ row: Int) -> Area {
    Area(row: row, column: area.column + labels, rows: 1, columns: area.columns - labels)
  }
}

extension Sheet {
  /// Narrower columns have no room for a header and a figure.
  static let tableColumn = 7

  /// Draws a table: labels at the left, then as many columns as fit.
  mutating func table(_ area: Area, _ table: Table) {
    guard area.columns >= 20, area.rows > 0 else { return }
    let labels = min(16, max(12, area.columns / 4))
    let shown = Array(table.columns.prefix(max(1, (area.columns - labels) / Self.tableColumn)))
    // Columns are close together at the left: a row is read across.
    let each = shown.isEmpty ? 0 : min(14, (area.columns - labels) / shown.count)
    let rows = Table.order.filter { row in shown.contains { $0[row] != nil } }
    let lines = rows.count + table.below.count + table.notes.count + 2
    let ruler = TableRuler(area: area, labels: labels, each: each, step: area.rows >= 2 * lines ? 2 : 1)
    var row = area.row
    if !shown.isEmpty {
      for (index, column) in shown.enumerated() {
        write(column.head, in: ruler.position(row, index), .right, index == 0 ? .title : .faint)
      }
      row += ruler.step
    }
    for name in rows {
      guard row < area.bottom else { return }
      let phrase: Phrase = name == .rowDistance && figures.unit.isImperial ? .rowFeet : name
      write(text(phrase, figures.unit.rawValue), in: ruler.label(row), .left, .faint)
      for (index, column) in shown.enumerated() {
        write(
          column[name] ?? Figures.unknown, in: ruler.position(row, index), .right,
          index == 0 ? .title : .plain)
      }
      row += ruler.step
      if let note = table.below[name], row < area.bottom {
        write(note.label, in: ruler.label(row), .left, note.style)
        row += ruler.step
      }
    }
    draw(table.notes, ruler, from: row + 1)
  }

  private mutating func draw(_ notes: [TableNote], _ ruler: TableRuler, from first: Int) {
    var row = first
    for note in notes where row < ruler.area.bottom {
      // A note without a figure has the whole row.
      let label =
        note.text.isEmpty
        ? Area(row: row, column: ruler.area.column, rows: 1, columns: ruler.area.columns) : ruler.label(row)
      write(note.label, in: label, .left, note.text.isEmpty ? note.style : .faint)
      // A figure ends where the first column does; a longer word begins there.
      let position = ruler.each >= width(note.text) ? ruler.position(row, 0) : ruler.rest(row)
      write(note.text, in: position, ruler.each >= width(note.text) ? .right : .left, note.style)
      row += ruler.step
    }
  }
}

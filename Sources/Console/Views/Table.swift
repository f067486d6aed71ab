// SPDX-License-Identifier: Apache-2.0
//
// Owns: sets beside each other in rows and columns. Must not know: where the figures come from.

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

/// A row that says one thing across all columns.
struct TableNote: Sendable, Equatable {
  var row: Phrase
  var text: String
  var style: Style
}

/// Sets, and what belongs to no one of them.
struct Table: Sendable, Equatable {
  var columns: [TableColumn] = []
  var notes: [TableNote] = []

  /// From the top; where there is little room the last ones go.
  static let order: [Phrase] = [
    .rowTime, .rowDistance, .rowSpeed, .rowPower, .rowUncertainty, .rowCadence, .rowTop, .rowFade,
    .rowEvenness,
  ]
}

extension Sheet {
  /// Draws a table: labels at the left, then as many columns as fit.
  mutating func table(_ area: Area, _ table: Table) {
    guard area.columns >= 20, area.rows > 0 else { return }
    let labels = min(14, max(11, area.columns / 4))
    let shown = Array(table.columns.prefix(max(1, (area.columns - labels) / 8)))
    // Columns stand together at the left: a row is read across.
    let each = shown.isEmpty ? 0 : min(14, (area.columns - labels) / max(1, shown.count))
    let rows = Table.order.filter { row in shown.contains { $0[row] != nil } }
    let lines = (shown.isEmpty ? 0 : rows.count + 1) + table.notes.count + (table.notes.isEmpty ? 0 : 1)
    let step = area.rows >= 2 * lines + 2 ? 2 : 1
    var row = area.row
    func place(_ column: Int) -> Area {
      Area(row: row, column: area.column + labels + column * each, rows: 1, columns: each)
    }
    if !shown.isEmpty {
      for (index, column) in shown.enumerated() {
        write(column.head, in: place(index), .right, index == 0 ? .title : .faint)
      }
      row += step
    }
    for name in rows {
      guard row < area.bottom else { return }
      write(text(name), in: Area(row: row, column: area.column, rows: 1, columns: labels), .left, .faint)
      for (index, column) in shown.enumerated() {
        write(column[name] ?? Figures.unknown, in: place(index), .right, index == 0 ? .title : .plain)
      }
      row += step
      // A note to a row stands right below it.
      for note in table.notes where note.row == name {
        guard row < area.bottom else { return }
        let place = Area(row: row, column: area.column + labels, rows: 1, columns: area.columns - labels)
        write(note.text, in: Area(row: row, column: place.column, rows: 1, columns: each), .right, note.style)
        row += step
      }
    }
    row += 1
    for note in table.notes where !rows.contains(note.row) && note.row != .rowUncertainty {
      guard row < area.bottom else { return }
      write(text(note.row), in: Area(row: row, column: area.column, rows: 1, columns: labels), .left, .faint)
      let place = Area(row: row, column: area.column + labels, rows: 1, columns: area.columns - labels)
      write(
        note.text,
        in: Area(
          row: row, column: place.column, rows: 1,
          columns: each > 0 ? max(each, width(note.text)) : place.columns), .left, note.style)
      row += step
    }
  }
}

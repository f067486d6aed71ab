// SPDX-License-Identifier: Apache-2.0
//
// Owns: cells in columns as plain text, for small tables. Must not know: what they mean.

enum TextTable {
  /// Columns as wide as they must be, two blanks apart; where the terminal is too narrow for that, a block a row.
  /// - Parameter right: columns of figures, which are aligned right.
  static func text(_ rows: [[String]], right: Set<Int>, _ look: TerminalLook = .standardOutput) -> String {
    guard let head = rows.first else { return "" }
    let rows = rows.map { $0.map { look.name($0, atMost: longest) } }
    let columns = head.indices.map { column in
      TableColumn(
        head[column], rows.map { look.width($0[column]) }.max() ?? 0, isRight: right.contains(column))
    }
    guard look.isTerminal, ColumnTable.width(columns) > look.columns else {
      let table = ColumnTable(columns: columns, look: look)
      return rows.map { table.line($0.map { TableCell($0) }) }.joined()
    }
    return rows.dropFirst().map { block($0, head, look) }.joined()
  }

  private static let longest = 80

  /// The first cell, and under it one line for each other that has content.
  private static func block(_ row: [String], _ head: [String], _ look: TerminalLook) -> String {
    let width = head.map(look.width).max() ?? 0
    var text = look.name(row[0], atMost: look.columns) + "\n"
    for (title, cell) in zip(head, row).dropFirst() where !cell.isEmpty {
      let pad = String(repeating: " ", count: width - look.width(title))
      text += "  \(title)\(pad)  " + look.name(cell, atMost: max(4, look.columns - width - 4)) + "\n"
    }
    return text
  }
}

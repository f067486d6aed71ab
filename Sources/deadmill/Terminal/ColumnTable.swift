// SPDX-License-Identifier: Apache-2.0
//
// Owns: cells in columns, each with its style. Must not know: what is in them.

/// A text in a table.
struct TableCell: Equatable {
  var text: String
  var style = TextStyle.plain

  init(_ text: String, _ style: TextStyle = .plain) {
    self.text = text
    self.style = style
  }
}

/// A column of a table.
struct TableColumn: Equatable {
  var title: String
  var width: Int
  /// Figures are aligned right.
  var isRight = false

  init(_ title: String, _ width: Int, isRight: Bool = false) {
    self.title = title
    self.width = width
    self.isRight = isRight
  }
}

/// Columns of given widths, two blanks apart, so that lines can be written one by one.
struct ColumnTable {
  static let gap = 2

  let columns: [TableColumn]
  let look: TerminalLook

  /// Places that columns take side by side.
  static func width(_ columns: [TableColumn]) -> Int {
    columns.reduce(0) { $0 + $1.width } + gap * max(0, columns.count - 1)
  }

  /// Which columns fit side by side.
  /// - Parameter order: their indices, the most useful first.
  static func fitting(_ columns: [TableColumn], order: [Int], in room: Int) -> [Int] {
    var kept: [Int] = []
    for index in order where width((kept + [index]).map { columns[$0] }) <= room { kept.append(index) }
    return kept.sorted()
  }

  /// The titles.
  var head: String { line(columns.map { TableCell($0.title, .head) }) }

  /// One line; a text longer than its column pushes the rest.
  func line(_ cells: [TableCell]) -> String {
    let last = cells.lastIndex { !$0.text.isEmpty } ?? -1
    var text = ""
    for (index, cell) in cells.enumerated() where index <= last {
      let pad = String(repeating: " ", count: max(0, columns[index].width - look.width(cell.text)))
      let painted = look.paint(cell.text, cell.style)
      text += columns[index].isRight ? pad + painted : painted + (index == last ? "" : pad)
      if index < last { text += String(repeating: " ", count: Self.gap) }
    }
    return text + "\n"
  }
}

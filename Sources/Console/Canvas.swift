// SPDX-License-Identifier: Apache-2.0
//
// Owns: a grid of cells to draw on. Must not know: terminals, what is drawn.

/// What a cell looks like; the terminal decides by which colours.
package enum CellStyle: UInt8, Sendable, Equatable, CaseIterable {
  case plain = 0
  case faint
  case title
  /// Figures of a set that runs.
  case active
  /// Figures of a rest.
  case rest
  case trace
  case warning
  case alarm
}

/// One character and its look.
package struct Cell: Sendable, Equatable {
  package var character: Character = " "
  package var style = CellStyle.plain
}

/// Rows and columns.
package struct ScreenSize: Sendable, Equatable {
  package var rows: Int
  package var columns: Int

  package init(rows: Int, columns: Int) {
    self.rows = max(0, rows)
    self.columns = max(0, columns)
  }
}

/// A grid of cells. What falls outside is cut off.
package struct Canvas: Sendable, Equatable {
  package let size: ScreenSize
  private var cells: [Cell]

  package init(_ size: ScreenSize) {
    self.size = size
    cells = [Cell](repeating: Cell(), count: size.rows * size.columns)
  }

  package subscript(row: Int, column: Int) -> Cell {
    get { isInside(row, column) ? cells[row * size.columns + column] : Cell() }
    set { if isInside(row, column) { cells[row * size.columns + column] = newValue } }
  }

  private func isInside(_ row: Int, _ column: Int) -> Bool {
    row >= 0 && row < size.rows && column >= 0 && column < size.columns
  }

  /// Writes text from a place on.
  package mutating func write(_ text: String, row: Int, column: Int, _ style: CellStyle = .plain) {
    for (index, character) in text.enumerated() {
      self[row, column + index] = Cell(character: character, style: style)
    }
  }

  /// Writes text that ends at the right edge.
  package mutating func write(_ text: String, row: Int, fromRight margin: Int, _ style: CellStyle = .plain) {
    write(text, row: row, column: size.columns - margin - text.count, style)
  }

  /// Replaces what is not ASCII, for a terminal that shows nothing else.
  package mutating func restrictToASCII() {
    for index in cells.indices where !cells[index].character.isASCII {
      cells[index].character = cells[index].character == "–" ? "-" : "?"
    }
  }

  /// The characters, one line a row, without spaces at the ends.
  package var text: String {
    (0..<size.rows).map { row in
      var line = String((0..<size.columns).map { self[row, $0].character })
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}

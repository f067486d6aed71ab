// SPDX-License-Identifier: Apache-2.0
//
// Owns: a rectangle of the screen and its subdivision. Must not know: what is drawn in it.

/// A rectangle; never of negative size.
package struct Area: Sendable, Equatable {
  package var row: Int
  package var column: Int
  package var rows: Int
  package var columns: Int

  package init(row: Int, column: Int, rows: Int, columns: Int) {
    self.row = row
    self.column = column
    self.rows = max(0, rows)
    self.columns = max(0, columns)
  }

  /// The column after its last.
  package var end: Int { column + columns }

  /// The row after its last.
  package var bottom: Int { row + rows }

  /// Takes rows off the top.
  package mutating func takeTop(_ count: Int) -> Area {
    let taken = max(0, min(count, rows))
    defer {
      row += taken
      rows -= taken
    }
    return Area(row: row, column: column, rows: taken, columns: columns)
  }

  /// Takes rows off the bottom.
  package mutating func takeBottom(_ count: Int) -> Area {
    let taken = max(0, min(count, rows))
    rows -= taken
    return Area(row: row + rows, column: column, rows: taken, columns: columns)
  }

  /// Takes columns off the left.
  package mutating func takeLeft(_ count: Int) -> Area {
    let taken = max(0, min(count, columns))
    defer {
      column += taken
      columns -= taken
    }
    return Area(row: row, column: column, rows: rows, columns: taken)
  }

  /// Takes columns off the right.
  package mutating func takeRight(_ count: Int) -> Area {
    let taken = max(0, min(count, columns))
    columns -= taken
    return Area(row: row, column: column + columns, rows: rows, columns: taken)
  }

  /// Without this many columns at the right.
  package func without(right count: Int) -> Area {
    Area(row: row, column: column, rows: rows, columns: columns - count)
  }

  /// Without this many columns at both sides.
  package func inset(columns count: Int) -> Area {
    Area(row: row, column: column + min(count, columns), rows: rows, columns: columns - 2 * count)
  }
}

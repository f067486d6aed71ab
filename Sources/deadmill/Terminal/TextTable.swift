// SPDX-License-Identifier: Apache-2.0
//
// Owns: cells in columns as plain text. Must not know: what they mean.

enum TextTable {
  /// Columns as wide as they must be, two blanks apart.
  /// - Parameter right: columns of figures, which are aligned right.
  static func text(_ rows: [[String]], right: Set<Int>) -> String {
    guard let first = rows.first else { return "" }
    let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { line($0, widths, right: right) }.joined()
  }

  /// One line with columns of given widths; a longer text pushes the rest.
  static func line(_ cells: [String], _ widths: [Int], right: Set<Int>) -> String {
    let padded = cells.enumerated().map { index, cell in
      let pad = String(repeating: " ", count: max(0, widths[index] - cell.count))
      return right.contains(index) ? pad + cell : cell + pad
    }
    let text = padded.joined(separator: "  ")
    return String(text.reversed().drop { $0 == " " }.reversed()) + "\n"
  }
}

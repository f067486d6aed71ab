// SPDX-License-Identifier: Apache-2.0
//
// Owns: figures and columns as text for people, and answers put together as JSON. Must not know: what they mean.

import Foundation

enum Figures {
  /// A number with so many digits after the point, the same in every locale.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    value.formatted(
      .number.precision(.fractionLength(digits)).grouping(.never).locale(Locale(identifier: "C")))
  }

  /// A number without digits that say nothing.
  static func short(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : String(value)
  }

  /// Minutes and seconds, as `1:05`; hours before them where there are any, as `2:03:04`.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    func two(_ value: Int) -> String { (value < 10 ? "0" : "") + String(value) }
    let minutes = whole / 60
    return minutes < 60
      ? "\(minutes):\(two(whole % 60))" : "\(minutes / 60):\(two(minutes % 60)):\(two(whole % 60))"
  }
}

enum TextTable {
  /// Columns as wide as they must be, two blanks apart.
  /// - Parameter right: columns of figures, which stand at the right.
  static func text(_ rows: [[String]], right: Set<Int>) -> String {
    guard let first = rows.first else { return "" }
    let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { line($0, widths, right: right) }.joined()
  }

  /// One line with columns of given widths; what is longer pushes the rest.
  static func line(_ cells: [String], _ widths: [Int], right: Set<Int>) -> String {
    let padded = cells.enumerated().map { index, cell in
      let pad = String(repeating: " ", count: max(0, widths[index] - cell.count))
      return right.contains(index) ? pad + cell : cell + pad
    }
    let text = padded.joined(separator: "  ")
    return String(text.reversed().drop { $0 == " " }.reversed()) + "\n"
  }
}

enum JSONText {
  /// Objects as an array, one a line.
  static func array(_ objects: [String]) -> String {
    objects.isEmpty ? "[]" : "[\n  " + objects.joined(separator: ",\n  ") + "\n]"
  }

  /// A text as JSON writes it; nil is null.
  static func string(_ text: String?) -> String {
    guard let text, let data = try? JSONEncoder().encode(text) else { return "null" }
    return String(decoding: data, as: UTF8.self)
  }
}

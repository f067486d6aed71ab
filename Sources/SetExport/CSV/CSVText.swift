// SPDX-License-Identifier: Apache-2.0
//
// Owns: tables as text after RFC 4180. Must not know: what is in them.

import Text

/// A cell.
enum CSVCell {
  case text(String?)
  /// The shortest text that reads back as the same number.
  case number(Double?)
  case whole(Int64?)
  case truth(Bool)
  /// As it is: our own words.
  case word(String)
}

enum CSVText {
  /// One line with its end. Unknown is empty.
  static func line(
    _ cells: [CSVCell], separator: String = ",", decimalMark: DecimalMark = .point
  ) -> String {
    cells.map { text($0, separator, decimalMark) }.joined(separator: separator) + "\r\n"
  }

  private static func text(_ cell: CSVCell, _ separator: String, _ mark: DecimalMark) -> String {
    switch cell {
    case .text(let value): value.map { quoted(harmless($0), separator) } ?? ""
    case .number(let value): value.flatMap { $0.isFinite ? mark.written(DecimalText.plain($0)) : nil } ?? ""
    case .whole(let value): value.map { "\($0)" } ?? ""
    case .truth(let value): value ? "true" : "false"
    case .word(let value): quoted(value, separator)
    }
  }

  /// A text that a spreadsheet would take for a formula gets an apostrophe in front: a note must not run as a program.
  /// The JSON export has notes unchanged.
  private static func harmless(_ text: String) -> String {
    guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) else {
      return text
    }
    return "'" + text
  }

  private static func quoted(_ text: String, _ separator: String) -> String {
    let marks = (separator + "\"\r\n").unicodeScalars
    // By scalars: a carriage return and a line feed together are one character.
    let needsQuotes = text.unicodeScalars.contains { marks.contains($0) } || text != text.trimmed
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }
}

extension String {
  fileprivate var trimmed: Substring {
    var rest = self[...]
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return rest
  }
}

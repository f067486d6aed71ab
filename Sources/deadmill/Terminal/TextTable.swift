// SPDX-License-Identifier: Apache-2.0
//
// Owns: figures and columns as text for people, and answers put together as JSON. Must not know: what they mean.

import Foundation
import SetLog

enum Figures {
  /// A number with so many digits after the point, the same in every locale.
  ///
  /// By hand: Foundation's formats load tables of all languages first, which takes longer than all else here.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (value.magnitude * scale).rounded(.toNearestOrEven)
    guard scaled < 1e15 else { return value.isFinite ? String(value) : "unknown" }
    let whole = String(Int64(scaled))
    let padded = String(repeating: "0", count: max(0, digits + 1 - whole.count)) + whole
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return sign + padded.dropLast(digits) + (digits > 0 ? "." + padded.suffix(digits) : "")
  }

  /// A number without digits that say nothing.
  static func short(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : String(value)
  }

  /// A time of the log on the wall clock of this place, as `2026-03-01 18:05:09`; what is no time stays as it is.
  static func local(_ text: String) -> String {
    guard let day = LocalDay(String(text.prefix(10))), text.count >= 19 else { return text }
    let parts = text.dropFirst(11).prefix(8).split(separator: ":").compactMap { Int($0) }
    guard parts.count == 3 else { return text }
    var seconds = time_t(day.number * 86_400 + parts[0] * 3600 + parts[1] * 60 + parts[2])
    // SAFETY: `tm` without its zone's name is zeroes; both pointers are to variables of this function.
    var wall = unsafe tm()
    guard unsafe localtime_r(&seconds, &wall) != nil else { return text }
    func two(_ value: Int32) -> String { (value < 10 ? "0" : "") + String(value) }
    let date = unsafe LocalDay(
      year: Int(wall.tm_year) + 1900, month: Int(wall.tm_mon) + 1, day: Int(wall.tm_mday))
    return unsafe "\(date ?? day) \(two(wall.tm_hour)):\(two(wall.tm_min)):\(two(wall.tm_sec))"
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

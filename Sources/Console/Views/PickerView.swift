// SPDX-License-Identifier: Apache-2.0
//
// Owns: the list of walkers, shown over the view. Must not know: how keys are read.

import LiveFeed
import Words

extension Sheet {
  /// Below so many rows there is no room for a frame and a title.
  private static let fewestFramedRows = 9

  mutating func pick(_ picker: WalkerPicker) {
    let rows = pickerRows(picker)
    let hasFrame = canvas.size.rows >= Self.fewestFramedRows && canvas.size.columns >= 24
    let title = text(.pickTitle, picker.machineName)
    let widest = (rows.map { width($0.text) } + [width(title), width(text(.pickHint))]).max() ?? 0
    let columns = hasFrame ? min(canvas.size.columns, max(30, widest + 6)) : canvas.size.columns
    let height = min(canvas.size.rows, hasFrame ? rows.count + 5 : canvas.size.rows)
    let box = Area(
      row: (canvas.size.rows - height) / 2, column: (canvas.size.columns - columns) / 2, rows: height,
      columns: columns)
    canvas.clear(box)
    var inner = box
    if hasFrame {
      frame(box)
      inner = box.inset(columns: 2)
      _ = inner.takeTop(1)
      _ = inner.takeBottom(1)
      write(title, in: inner.takeTop(1), .left, .title)
      let typed = picker.filter.isEmpty ? text(.pickHint) : "> \(picker.filter)_"
      write(typed, in: inner.takeBottom(1), .left, picker.filter.isEmpty ? .faint : .title)
    } else if inner.rows >= 4 {
      write(picker.filter.isEmpty ? title : "> \(picker.filter)_", in: inner.takeTop(1), .left, .title)
    }
    // The marked one stays in sight, however few rows there are.
    let marked = rows.firstIndex(where: \.isMarked) ?? 0
    let first = max(0, min(marked - inner.rows / 2, rows.count - inner.rows))
    for row in rows.dropFirst(first).prefix(inner.rows) {
      write(row.text, in: inner.takeTop(1), .left, row.isMarked ? .title : row.isPlain ? .plain : .faint)
    }
  }

  private typealias PickerRow = (text: String, isMarked: Bool, isPlain: Bool)

  private func pickerRows(_ picker: WalkerPicker) -> [PickerRow] {
    guard let walkers = picker.walkers else { return [(text(.pickWait), false, false)] }
    if walkers.isEmpty { return [(text(.pickAdd), false, false), noneRow] }
    let (matches, page) = (picker.matches, picker.page)
    if matches.isEmpty { return [(text(.pickEmpty), false, false)] }
    var rows: [PickerRow] = page.indices.map { index in
      let walker = page[index]
      let isMarked = index == picker.selected
      let elsewhere = walker.machine.flatMap { $0 == picker.machineName ? nil : "  (\($0))" } ?? ""
      let number = "\(index - page.startIndex + 1)"
      return ("\(isMarked ? ">" : " ") \(number)  \(walker.name)\(elsewhere)", isMarked, true)
    }
    let left = matches.count - page.count
    if left > 0 { rows.append(("     " + text(.pickMore, "\(left)"), false, false)) }
    rows.append(noneRow)
    return rows
  }

  private var noneRow: PickerRow { ("  0  " + text(.pickNone), false, true) }
}

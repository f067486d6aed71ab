// SPDX-License-Identifier: Apache-2.0
//
// Owns: the code by which a phone claims the last set, as squares. Must not know: who made it, what the page does with it.

import LiveFeed
import QR
import Words

extension Sheet {
  /// The address that claims the last set; nil if there is nothing to claim, or no page to do it on.
  ///
  /// In capitals: the page's routes take them, and the code is smaller.
  private var claimAddress: String? {
    guard let page = scene.page, let claim = frame.set.claim, frame.set.elapsedS == nil else { return nil }
    return page.uppercased() + "C/" + claim.token
  }

  /// The code over the view, since a key asked for it.
  mutating func claim() {
    guard let address = claimAddress else {
      let words = text(scene.page == nil ? .claimNoPage : .claimNone)
      let columns = min(canvas.size.columns, width(words) + 4)
      let box = Area(
        row: canvas.size.rows / 2 - 1, column: (canvas.size.columns - columns) / 2,
        rows: min(3, canvas.size.rows),
        columns: columns)
      canvas.clear(box)
      return write(words, in: box, row: 1, .centre, .title)
    }
    canvas.clear(canvas.area)
    if !draw(claim: address, in: canvas.area) { write(address, in: canvas.area, .left, .title) }
  }

  /// The code within an area, if there is a set to claim and room for it.
  /// - Returns: whether it was drawn.
  mutating func claimCode(in area: Area) -> Bool {
    claimAddress.map { draw(claim: $0, in: area) } ?? false
  }

  private mutating func draw(claim address: String, in area: Area) -> Bool {
    guard look.glyphs != .ascii, let rows = QRCode(address)?.halfBlocks(), let columns = rows.first?.count,
      rows.count < area.rows, columns <= area.columns
    else { return false }
    let top = area.row + (area.rows - rows.count - 1) / 2
    let left = area.column + (area.columns - columns) / 2
    for (index, row) in rows.enumerated() {
      canvas.write(row, row: top + index, column: left, look.depth.codeInk)
    }
    let below = Area(row: top + rows.count, column: area.column, rows: 1, columns: area.columns)
    write(text(.claimHere), in: below, .centre, .title)
    return true
  }
}

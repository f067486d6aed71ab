// SPDX-License-Identifier: Apache-2.0
//
// Owns: a QR code as a picture on a page. Must not know: what it leads to.

import QR

extension QRCode {
  /// Dark on light in every colour scheme: not every phone reads the inverse.
  var svg: HTML {
    let side = size + 2 * Self.quiet
    var path = ""
    for row in 0..<size {
      for column in 0..<size where isDark(row: row, column: column) {
        path += "M\(column + Self.quiet) \(row + Self.quiet)h1v1h-1z"
      }
    }
    return """
      <svg class="qr" viewBox="0 0 \(side) \(side)" role="img" aria-label="QR code"><rect width="\(side)" height="\(side)" \
      fill="#fff"/><path fill="#000" d="\(path)"/></svg>
      """
  }
}

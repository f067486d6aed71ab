// SPDX-License-Identifier: Apache-2.0
//
// Owns: a text as a QR code's squares (ISO/IEC 18004, by libqrencode). Must not know: what the text is for.

import CQrencode

/// A QR code.
package struct QRCode: Sendable, Equatable {
  /// Light squares around a code that readers need.
  package static let quiet = 4

  /// Squares along one side, without the light ones around.
  package let size: Int
  private let dark: [Bool]

  /// The smallest code of a text that is read without much correction, as a screen shows it; nil if it is too long.
  ///
  /// A text of capitals, digits and `$%*+-./:` only takes a smaller code than any other.
  package init?(_ text: String) {
    // SAFETY: the library returns a code that it has allocated, whose data are width by width bytes, or nothing.
    guard let code = unsafe QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1) else { return nil }
    defer { unsafe QRcode_free(code) }
    size = Int(unsafe code.pointee.width)
    let count = size * size
    dark = (0..<count).map { unsafe code.pointee.data[$0] & 1 == 1 }
  }

  /// Whether a square is dark; those around the code are light.
  package func isDark(row: Int, column: Int) -> Bool {
    guard (0..<size).contains(row), (0..<size).contains(column) else { return false }
    return dark[row * size + column]
  }

  /// Rows of text, two rows of squares in each, with two light squares around: dark on light, whatever the screen's colours.
  /// - Parameter quiet: light squares around; fewer than `QRCode.quiet` where there is little room.
  package func halfBlocks(quiet: Int = 2) -> [String] {
    stride(from: -quiet, to: size + quiet, by: 2).map { row in
      String(
        (-quiet..<size + quiet).map { column -> Character in
          // A block is light here: most screens are dark.
          switch (isDark(row: row, column: column), isDark(row: row + 1, column: column)) {
          case (false, false): "█"
          case (false, true): "▀"
          case (true, false): "▄"
          case (true, true): " "
          }
        })
    }
  }
}

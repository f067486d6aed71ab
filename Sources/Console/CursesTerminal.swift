// SPDX-License-Identifier: Apache-2.0
//
// Owns: the terminal while the console is on it, and giving it back as it was. Must not know: what is drawn.

import CNcurses
import Foundation
import Synchronization

/// The terminal cannot show a screen.
package struct TerminalError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description = "this terminal cannot place a cursor (TERM); plain lines are shown instead"

  package init() {}
}

/// A full screen by ncurses. Used from one thread; restored when it goes out of scope and at every way out.
package struct CursesTerminal: ~Copyable {
  /// Whether a screen is open that must be closed before the program ends.
  private static let isOpen = Atomic<Bool>(false)

  private let usesColours: Bool

  /// Opens the screen. `NO_COLOR` leaves bold and reverse.
  package init(usesColours: Bool) throws(TerminalError) {
    let name = ProcessInfo.processInfo.environment["TERM"] ?? ""
    guard !name.isEmpty, name != "dumb", dm_screen_open(usesColours ? 1 : 0) == 1 else {
      throw TerminalError()
    }
    self.usesColours = usesColours
    Self.isOpen.store(true, ordering: .sequentiallyConsistent)
    // For ways out that run no deinit.
    atexit { CursesTerminal.restore() }
  }

  deinit { Self.restore() }

  /// Gives the terminal back; does nothing the second time.
  package static func restore() {
    if isOpen.exchange(false, ordering: .sequentiallyConsistent) { dm_screen_close() }
  }

  /// Whether this locale shows more than ASCII.
  package static var isUnicode: Bool {
    let environment = ProcessInfo.processInfo.environment
    let locale = environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? ""
    let name = locale.lowercased()
    return name.contains("utf-8") || name.contains("utf8")
  }

  package var size: ScreenSize { ScreenSize(rows: Int(dm_screen_rows()), columns: Int(dm_screen_columns())) }

  /// The next key that was pressed; nil where none was.
  package func key() -> Int32? {
    let key = dm_screen_key()
    return key < 0 ? nil : key
  }

  /// Shows a picture. Only what has changed goes to the terminal.
  package func show(_ canvas: Canvas) {
    dm_screen_clear()
    for row in 0..<canvas.size.rows {
      var column = 0
      while column < canvas.size.columns {
        let style = canvas[row, column].style
        let begin = column
        var text = ""
        while column < canvas.size.columns, canvas[row, column].style == style {
          text.append(canvas[row, column].character)
          column += 1
        }
        apply(style)
        // SAFETY: the string is copied before the call returns.
        unsafe dm_screen_put(Int32(row), Int32(begin), text)
      }
    }
    dm_screen_refresh()
  }

  private func apply(_ style: CellStyle) {
    let pair: Int32 =
      switch style {
      case .active, .trace: 1
      case .rest: 2
      case .warning: 3
      case .alarm: 4
      case .plain, .faint, .title: 0
      }
    let isBold: Int32 = style == .title || style == .active || style == .rest || style == .alarm ? 1 : 0
    let isReverse: Int32 = style == .warning || (style == .alarm && !usesColours) ? 1 : 0
    dm_screen_style(usesColours ? pair : 0, isBold, style == .faint ? 1 : 0, isReverse)
  }
}

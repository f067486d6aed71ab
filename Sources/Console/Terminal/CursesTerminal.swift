// SPDX-License-Identifier: Apache-2.0
//
// Owns: the terminal while the console uses it, and restoring it. Must not know: what is drawn.

import CNcurses
import Foundation
import Synchronization

/// The terminal cannot show a screen.
package struct TerminalError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description = "this terminal cannot place a cursor (TERM); plain lines are shown instead"

  package init() {}
}

/// A key with a meaning.
package enum Key: Sendable, Equatable {
  case character(Character)
  case left, right, up, down
  case other
}

/// A full screen with ncurses. Used from one thread; restored when it goes out of scope and on every exit.
package struct CursesTerminal: ~Copyable {
  /// Whether a screen is open that must be closed before the program exits.
  private static let isOpen = Atomic<Bool>(false)

  package let glyphs: GlyphSet
  package let depth: ColourDepth
  private var pairs: [Ink: Int32] = [:]

  private init(glyphs: GlyphSet, depth: ColourDepth) {
    self.glyphs = glyphs
    self.depth = depth
  }

  /// Opens the screen. Without colours, bold and reverse remain. Not an initialiser, since the 6.2 compilers crash on
  /// one that throws a typed error.
  package static func open(usesColours: Bool) throws(TerminalError) -> CursesTerminal {
    let name = ProcessInfo.processInfo.environment["TERM"] ?? ""
    guard !name.isEmpty, name != "dumb", dm_screen_open() == 1 else { throw TerminalError() }
    let isConsole = name == "linux" || name.hasPrefix("linux-") || name.hasPrefix("con")
    let glyphs: GlyphSet = dm_screen_is_unicode() == 0 ? .ascii : isConsole ? .console : .unicode
    let depth = usesColours ? Self.depth(dm_screen_colours()) : .mono
    Self.isOpen.store(true, ordering: .sequentiallyConsistent)
    // For exits that run no deinit.
    atexit { CursesTerminal.restore() }
    return CursesTerminal(glyphs: glyphs, depth: depth)
  }

  deinit { Self.restore() }

  /// Restores the terminal; has no effect the second time.
  package static func restore() {
    if isOpen.exchange(false, ordering: .sequentiallyConsistent) { dm_screen_close() }
  }

  private static func depth(_ colours: Int32) -> ColourDepth {
    switch colours {
    case ..<8: .mono
    case ..<256: .sixteen
    case 256: .palette
    default: .direct
    }
  }

  /// The current size of the terminal.
  package var size: ScreenSize {
    dm_screen_fit()
    return ScreenSize(rows: Int(dm_screen_rows()), columns: Int(dm_screen_columns()))
  }

  /// The next key pressed within a time; nil if there is none.
  package func key(milliseconds: Int32) -> Key? {
    let code = dm_screen_key(milliseconds)
    switch Int(code) {
    case DM_KEY_NONE: return nil
    case DM_KEY_LEFT: return .left
    case DM_KEY_RIGHT: return .right
    case DM_KEY_UP: return .up
    case DM_KEY_DOWN: return .down
    default: return UInt8(exactly: code).map { .character(Character(Unicode.Scalar($0))) } ?? .other
    }
  }

  /// Suspends the program if the user asked for it (Ctrl-Z), and takes over the terminal again when it continues.
  package func stopIfAsked() -> Bool { dm_screen_stop_if_asked() != 0 }

  /// Redraws everything with the next picture.
  package func redraw() { dm_screen_redraw() }

  package func beep() { dm_screen_beep() }

  /// Shows a picture. Only changes are sent to the terminal.
  package mutating func show(_ canvas: Canvas) {
    dm_screen_erase()
    for row in 0..<canvas.size.rows {
      var column = 0
      while column < canvas.size.columns {
        let ink = canvas[row, column].ink
        let begin = column
        var text = ""
        while column < canvas.size.columns, canvas[row, column].ink == ink {
          if !canvas[row, column].isTail { text += Self.showable(canvas[row, column]) }
          column += 1
        }
        if ink == Ink(), !text.contains(where: { $0 != " " }) { continue }
        apply(ink)
        // SAFETY: the string is copied before the call returns.
        unsafe dm_screen_put(Int32(row), Int32(begin), text)
      }
    }
    dm_screen_refresh()
  }

  /// Width of a character as the library counts it, in the locale of the process; nil if it does not know the
  /// character.
  package static func cursesWidth(_ scalar: Unicode.Scalar) -> Int? {
    let width = dm_screen_width(scalar.value)
    return width < 0 ? nil : Int(width)
  }

  /// A character, or a replacement for one that this library is too old for: it would shift the rest of the row.
  private static func showable(_ cell: Cell) -> String {
    guard let first = cell.character.unicodeScalars.first, !first.isASCII else {
      return String(cell.character)
    }
    let positions = cell.isWide ? 2 : 1
    return cursesWidth(first) == positions ? String(cell.character) : String(repeating: "?", count: positions)
  }

  private mutating func apply(_ ink: Ink) {
    dm_screen_style(pair(ink), ink.isBold ? 1 : 0, ink.isFaint ? 1 : 0, ink.isReverse ? 1 : 0)
  }

  private mutating func pair(_ ink: Ink) -> Int32 {
    if ink.foreground == nil, ink.background == nil { return 0 }
    var colours = Ink()
    colours.foreground = ink.foreground
    colours.background = ink.background
    if let known = pairs[colours] { return known }
    let next = Int32(pairs.count + 1)
    let isMade = dm_screen_pair(next, number(ink.foreground), number(ink.background)) != 0
    pairs[colours] = isMade ? next : 0
    return isMade ? next : 0
  }

  private func number(_ colour: Colour?) -> Int32 {
    switch colour {
    case nil: -1
    case .indexed(let index): Int32(index)
    case .direct(let value): Int32(value & 0xFF_FFFF)
    }
  }
}

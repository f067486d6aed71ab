// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the output can show: width, colours, characters. Must not know: what is shown.

import Console
import Foundation

/// The role of a piece of text. No meaning depends on colour alone: words or marks repeat it.
enum TextStyle: CaseIterable {
  case plain
  /// Heads of columns, names of days and people.
  case head
  /// A personal best.
  case best
  /// Bars and curves.
  case drawing
  /// Worse, or damaged.
  case bad

  /// The terminal's own 16 colours, and of those only such as can be read on black and on white; nil for none.
  fileprivate var code: String? {
    switch self {
    case .plain: nil
    case .head: "1"
    case .best: "1;35"
    case .drawing: "32"
    case .bad: "31"
    }
  }
}

/// What the output can show.
struct TerminalLook: Equatable {
  /// The width if it is unknown.
  static let usualColumns = 80
  private static let columnsRange = 20...500

  var columns = usualColumns
  /// Nil if it is no terminal, or reports no width.
  var rows: Int?
  var glyphs = GlyphSet.unicode
  var usesColours = false
  /// Whether a person reads the output as it appears.
  var isTerminal = false

  /// - Parameters:
  ///   - environment: TERM, NO_COLOR and the locale's names.
  ///   - columns: of the terminal; nil if it is none, or reports no width.
  init(environment: [String: String], isTerminal: Bool, columns: Int?) {
    func value(_ name: String) -> String { environment[name] ?? "" }
    let name = value("TERM")
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(value).first { !$0.isEmpty } ?? ""
    let isUnicode = ["utf-8", "utf8"].contains { locale.lowercased().contains($0) }
    let isConsole = name == "linux" || name.hasPrefix("linux-") || name.hasPrefix("con")
    glyphs = !isUnicode ? .ascii : isConsole ? .console : .unicode
    usesColours = isTerminal && value("NO_COLOR").isEmpty && !name.isEmpty && name != "dumb"
    self.isTerminal = isTerminal
    if isTerminal, let columns, columns > 0 {
      self.columns = min(max(columns, Self.columnsRange.lowerBound), Self.columnsRange.upperBound)
    }
  }

  /// Standard output, as it is now.
  static var standardOutput: TerminalLook { TerminalLook(STDOUT_FILENO) }

  /// Standard error, as it is now.
  static var standardError: TerminalLook { TerminalLook(STDERR_FILENO) }

  private init(_ descriptor: Int32) {
    var size = winsize()
    // SAFETY: ioctl(2) fills the structure that it is given, and keeps no pointer.
    let isKnown = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
    self.init(
      environment: ProcessInfo.processInfo.environment, isTerminal: isatty(descriptor) == 1,
      columns: isKnown ? Int(size.ws_col) : nil)
    if isTerminal, isKnown, size.ws_row > 0 { rows = Int(size.ws_row) }
  }

  /// A text with the terminal's codes for its style.
  func paint(_ text: String, _ style: TextStyle) -> String {
    guard usesColours, !text.isEmpty, let code = style.code else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  /// Between a value and its standard uncertainty.
  var plusMinus: String { glyphs == .ascii ? "+-" : "±" }

  /// Columns that a text occupies.
  func width(_ text: String) -> Int { SafeText.width(text, glyphs) }

  /// A name from anywhere: only characters that the terminal can show, at most so many columns.
  func name(_ text: String, atMost cells: Int) -> String {
    let cut = SafeText.cut(text, to: cells, glyphs)
    return String(SafeText.glyphs(cut, glyphs).map(\.character))
  }

  /// A line that is too long for the terminal, on several: at blanks, the others under the text after a label.
  func wrapped(_ line: String) -> String {
    // What has colours is a table, or short.
    guard isTerminal, width(line) > columns, !line.contains("\u{1B}") else { return line }
    return line.split(separator: "\n", omittingEmptySubsequences: false).map { wrappedLine(String($0)) }
      .joined(separator: "\n")
  }

  private func wrappedLine(_ line: String) -> String {
    let hang = min(Self.hang(line), columns / 2)
    var lines: [String] = []
    var open = String(line.prefix { $0 == " " })
    for word in line.split(separator: " ", omittingEmptySubsequences: false).drop(while: \.isEmpty) {
      let isFirst = open.allSatisfy { $0 == " " }
      if !isFirst, width(open) + 1 + width(String(word)) > columns {
        lines.append(open)
        // A word that is too long for the room after the label begins at the left.
        let room = width(String(word)) + hang > columns ? 2 : hang
        open = String(repeating: " ", count: room)
        guard !word.isEmpty else { continue }
      }
      open += (open.allSatisfy { $0 == " " } ? "" : " ") + word
    }
    return (lines + [open]).joined(separator: "\n")
  }

  /// Where the text after a label begins: behind the first two blanks that follow a word near the beginning.
  private static func hang(_ line: String) -> Int {
    let indent = line.prefix { $0 == " " }.count
    guard let gap = line.dropFirst(indent).firstRange(of: "  ") else { return indent + 2 }
    let text = line[gap.lowerBound...].prefix { $0 == " " }.endIndex
    let hang = line.distance(from: line.startIndex, to: text)
    return hang <= 20 ? hang : indent + 2
  }

  /// Names cut to so many columns so that they still differ: `…mill 2` where `Treadm…` would be the same for all.
  func distinct(_ names: [String], atMost cells: Int) -> [String: String] {
    func end(_ name: String, _ room: Int) -> String {
      var tail = self.name(name, atMost: Self.columnsRange.upperBound)
      while width(tail) > room { tail.removeFirst() }
      return tail
    }
    let mark = glyphs == .unicode ? "…" : "~"
    let forms: [(String) -> String] = [
      { self.name($0, atMost: cells) },
      { self.width($0) <= cells ? self.name($0, atMost: cells) : mark + end($0, cells - 1) },
      {
        self.width($0) <= cells
          ? self.name($0, atMost: cells)
          : String(self.name($0, atMost: 500).prefix(2)) + mark + end($0, max(1, cells - 3))
      },
    ]
    for form in forms {
      let shown = Dictionary(names.map { ($0, form($0)) }, uniquingKeysWith: { first, _ in first })
      if Set(shown.values).count == shown.count { return shown }
    }
    return [:]
  }

  /// A bar of a length in columns, as exactly as the characters allow; any value above 0 is visible.
  func bar(_ cells: Double) -> String {
    guard cells > 0, cells.isFinite else { return "" }
    let full: Character = glyphs == .ascii ? "#" : "█"
    guard glyphs == .unicode else {
      return String(repeating: full, count: max(1, Int(cells.rounded())))
    }
    let eighths = max(1, Int((cells * 8).rounded()))
    let parts = Array("▏▎▍▌▋▊▉")
    let rest = eighths % 8
    return String(repeating: full, count: eighths / 8) + (rest > 0 ? String(parts[rest - 1]) : "")
  }
}

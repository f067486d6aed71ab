// SPDX-License-Identifier: Apache-2.0
//
// Owns: text -> a tree of YAML, and each mistake of its form in the words of who wrote it. Must not know: keys.
//
// The parser stops at its first mistake. What it means is found in the line that it names, and the line is put right in a
// copy, so that the rest of the file is read as well: `config check` promises every mistake at once.

import Foundation
import Yams

/// A settings file's tree.
struct ComposedText {
  /// Marks a key that is there twice; never part of a key that a user wrote.
  static let twice: Character = "\u{F8FF}"
  private static let mostRepairs = 100

  /// Nil if there is no tree: an empty file, or one with a mistake that hides the rest.
  private(set) var root: Node?
  private(set) var mistakes: [ConfigurationMistake] = []
  /// As written, by number.
  private(set) var lines: [String]
  private let source: String

  init(_ text: String, source: String) {
    self.source = source
    let text = Self.withoutMark(text)
    lines = text.components(separatedBy: "\n").map { $0.hasSuffix("\r") ? String($0.dropLast()) : $0 }
    var repairs = 0
    while repairs < Self.mostRepairs {
      repairs += 1
      do {
        root = try Yams.compose(yaml: lines.joined(separator: "\n"))
        return
      } catch let error as YamlError {
        guard repair(error) else { return }
      } catch {
        add(nil, "not readable as YAML: \(error)")
        return
      }
    }
  }

  /// A text without the byte order mark that some editors put before it.
  static func withoutMark(_ text: String) -> String {
    text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
  }

  private mutating func add(_ line: Int?, _ text: String, key: String? = nil) {
    mistakes.append(ConfigurationMistake(source: source, line: line, key: key, text: text))
  }

  /// Reports a mistake; whether it could be put right.
  private mutating func repair(_ error: YamlError) -> Bool {
    if case .duplicatedKeysInMapping(let names, let context) = error {
      return rename(names, first: context.mark)
    }
    if repairTabs() || repairSpaces() { return true }
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      return repair(problem, at: mark, context)
    case .reader(let problem, _, let value, _):
      let code = String(UInt32(bitPattern: value), radix: 16, uppercase: true)
      let line = lines.firstIndex { $0.unicodeScalars.contains { $0.value == UInt32(bitPattern: value) } }
      add(line.map { $0 + 1 }, "has the control character U+\(code) (\(problem)); remove it")
    default: add(nil, "not valid YAML: \(error)")
    }
    return false
  }

  private mutating func repair(_ problem: String, at mark: Mark, _ context: YamlError.Context?) -> Bool {
    if problem.contains("mapping values are not allowed") {
      if hasColonInValue(mark.line) ? quoteValue(mark.line) : indentAsBefore(mark.line) { return true }
      add(mark.line, Self.misfit)
      return false
    }
    if problem.contains("cannot start any token") || problem.contains("undefined alias")
      || problem.contains("did not find expected alphabetic"), quoteValue(mark.line)
    {
      return true
    }
    if problem.contains("another document") {
      add(
        mark.line, "begins a second document (`---`), which is not read; remove that line and join the two",
        key: "")
      lines.removeSubrange((mark.line - 1)...)
      return true
    }
    if problem.contains("could not find expected ':'") {
      return dropLine(context?.mark.line ?? mark.line)
    }
    add(mark.line, Self.text(problem, context, mark.line))
    return false
  }

  private static let misfit =
    "does not fit the lines before it: give it the same number of spaces as the keys beside it"

  /// A mistake that hides the rest, in words.
  private static func text(_ problem: String, _ context: YamlError.Context?, _ line: Int) -> String {
    let begin = context.map { $0.mark.line } ?? line
    let text = context?.text ?? ""
    if text.contains("quoted scalar") {
      return "the quotation mark that opens in line \(begin) is not closed"
    }
    if text.contains("flow mapping") || text.contains("flow sequence") {
      let sign = text.contains("mapping") ? "{" : "["
      return
        "`\(sign)` in line \(begin): a comma or the closing bracket is missing before this; a text with a comma, "
        + "a colon or a bracket in it needs quotes"
    }
    if text.contains("block mapping") || text.contains("block collection") || problem.contains("expected key")
    {
      return misfit
    }
    return "not valid YAML: \(problem)"
  }
}

// MARK: - Repairs

extension ComposedText {
  /// Gives a key that is there twice another name, so that its values are read too.
  private mutating func rename(_ names: [String], first mark: Mark) -> Bool {
    var isDone = false
    for name in names {
      var at = occurrence(of: name, from: mark.line - 1, column: mark.column - 1, after: nil)
      while let first = at {
        guard let second = occurrence(of: name, from: first.line, column: mark.column - 1, after: first)
        else { break }
        add(second.line + 1, "given twice, also in line \(first.line + 1); remove one of the two", key: name)
        let line = lines[second.line]
        lines[second.line].insert(
          contentsOf: String(repeating: Self.twice, count: mistakes.count),
          at: line.index(line.startIndex, offsetBy: second.end))
        isDone = true
        at = first
      }
    }
    if !isDone { add(mark.line, "given twice: \(names.joined(separator: ", ")); remove one of the two") }
    return isDone
  }

  private struct Occurrence {
    var line: Int
    /// Where the key's name ends.
    var end: Int
  }

  /// Where a key of a mapping is: on the mapping's column, or in its braces.
  private func occurrence(of name: String, from first: Int, column: Int, after: Occurrence?) -> Occurrence? {
    for index in first..<lines.count {
      let line = Array(lines[index])
      let indent = line.prefix { $0 == " " }.count
      if index > first, indent < column, !line.allSatisfy({ $0 == " " }), line.first != "#" { return nil }
      var from = index == after?.line ? (after?.end ?? 0) : 0
      while let at = Self.find(Array(name), in: line, from: from) {
        let before = line[..<at].last { $0 != " " && $0 != "\"" && $0 != "'" }
        let next = line[(at + name.count)...].first { $0 != " " && $0 != "\"" && $0 != "'" }
        if next == ":", before == nil ? indent == column || at == column : before == "{" || before == "," {
          return Occurrence(line: index, end: at + name.count)
        }
        from = at + 1
      }
    }
    return nil
  }

  private static func find(_ word: [Character], in line: [Character], from: Int) -> Int? {
    guard !word.isEmpty, line.count >= word.count, from <= line.count - word.count else { return nil }
    return (from...(line.count - word.count)).first { Array(line[$0..<($0 + word.count)]) == word }
  }

  /// Indentation by tabs, as editors make it.
  private mutating func repairTabs() -> Bool {
    var isDone = false
    for index in lines.indices {
      let indent = lines[index].prefix { $0 == " " || $0 == "\t" }
      guard indent.contains("\t") else { continue }
      lines[index] = String(indent).replacing("\t", with: "  ") + String(lines[index].dropFirst(indent.count))
      add(index + 1, "begins with a tab, which YAML does not allow; replace the tab by two spaces", key: "")
      isDone = true
    }
    return isDone
  }

  /// Spaces that look like spaces and are none, from web pages and text processors.
  private mutating func repairSpaces() -> Bool {
    var isDone = false
    for index in lines.indices
    where lines[index].contains(where: { "\u{A0}\u{202F}\u{2007}\u{3000}".contains($0) }) {
      lines[index] = String(lines[index].map { "\u{A0}\u{202F}\u{2007}\u{3000}".contains($0) ? " " : $0 })
      add(
        index + 1, "has a no-break space, as copied from a web page; replace it by an ordinary space", key: ""
      )
      isDone = true
    }
    return isDone
  }

  private func hasColonInValue(_ number: Int) -> Bool {
    guard lines.indices.contains(number - 1) else { return false }
    let parts = lines[number - 1].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 && (parts[1].contains(": ") || parts[1].hasSuffix(":"))
  }

  /// A key that is indented more than the one before it.
  private mutating func indentAsBefore(_ number: Int) -> Bool {
    guard lines.indices.contains(number - 1),
      let before = lines[..<(number - 1)].last(where: { !$0.allSatisfy(\.isWhitespace) && $0.first != "#" })
    else { return false }
    let wanted = before.prefix { $0 == " " }
    let indent = lines[number - 1].prefix { $0 == " " }
    guard indent.count > wanted.count else { return false }
    lines[number - 1] = String(wanted) + String(lines[number - 1].dropFirst(indent.count))
    add(number, Self.misfit, key: "")
    return true
  }

  /// A text that reads as YAML's own signs.
  private mutating func quoteValue(_ number: Int) -> Bool {
    guard lines.indices.contains(number - 1),
      let match = lines[number - 1].firstMatch(of: /^(\s*(?:- )?)([A-Za-z0-9_]+):\s+(.*?)\s*$/)
    else { return false }
    let value = String(match.3)
    guard !value.hasPrefix("\""), !value.hasPrefix("'"), !value.hasPrefix("{"), !value.hasPrefix("[") else {
      return false
    }
    let quoted = "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    let sign =
      value.contains(": ") ? "a colon and a space in it" : "the sign \(value.prefix(1)) at its beginning"
    add(number, "a text with \(sign) needs quotes: `\(match.2): \(quoted)`", key: String(match.2))
    lines[number - 1] = "\(match.1)\(match.2): \(quoted)"
    return true
  }

  /// A line without a colon, or without the space after it.
  private mutating func dropLine(_ number: Int) -> Bool {
    guard lines.indices.contains(number - 1) else { return false }
    let line = lines[number - 1].trimmingCharacters(in: .whitespaces)
    if let match = line.firstMatch(of: /^([A-Za-z0-9_]+):(\S.*)$/) {
      add(number, "a space is missing after the colon: `\(match.1): \(match.2)`", key: String(match.1))
      let indent = lines[number - 1].prefix { $0 == " " }
      lines[number - 1] = "\(indent)\(match.1): \(match.2)"
      return true
    }
    add(
      number, "\"\(line.prefix(40))\": expected a key, a colon, a space and a value, as in `magnets: 4`",
      key: "")
    lines[number - 1] = ""
    return !line.isEmpty
  }
}

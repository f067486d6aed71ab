// SPDX-License-Identifier: Apache-2.0
//
// Owns: changing single values in a configuration's text: comments, order and all other keys stay as they are.
// Must not know: what the values mean, files.
//
// The result is read again, and is only used if exactly the wanted keys have changed: what this simple editor does not
// understand is refused, never damaged.

import Foundation
import Text
import Yams

/// Values of a configuration to be changed in its text.
package struct ConfigurationEdit {
  private var lines: [String]
  private let lineEnd: String
  private let hasMark: Bool
  private let original: [String: [String]]

  /// A text that cannot be edited, with the lines to write by hand.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  private init(_ text: String) {
    lineEnd = text.contains("\r\n") ? "\r\n" : "\n"
    hasMark = text.unicodeScalars.first == "\u{FEFF}"
    lines = ComposedText.withoutMark(text).replacing("\r\n", with: "\n").components(separatedBy: "\n")
    original = Self.values(text)
  }

  /// The text with other values.
  /// - Parameters:
  ///   - changes: values by key.
  ///   - removed: keys that go, with what is said of them on their lines.
  package static func apply(
    _ changes: [String: String], removing removed: [String] = [], to text: String
  ) throws(Failure) -> String {
    var edit = ConfigurationEdit(text)
    let keys = ConfigurationSchema.configuration.keys.filter { changes[$0.path] != nil }
    for key in keys { edit.set(key, changes[key.path] ?? "") }
    for path in removed { edit.remove(path.split(separator: ".").map(String.init)) }
    let result = (edit.hasMark ? "\u{FEFF}" : "") + edit.lines.joined(separator: edit.lineEnd)
    var wanted = edit.original
    for (path, value) in changes { wanted[path] = [value] }
    for path in removed { wanted[path] = nil }
    guard values(result) == wanted else {
      let list = keys.map { "  \($0.path): \(changes[$0.path] ?? "")" } + removed.map { "  (without \($0))" }
      throw Failure(
        description: "its form is too unusual to be changed here; write this by hand:\n"
          + list.joined(separator: "\n"))
    }
    return result
  }

  private static func values(_ text: String) -> [String: [String]] {
    var reader = ConfigurationReader()
    reader.read(yaml: text, source: "")
    return reader.values.mapValues(\.scalars)
  }

  /// A value as YAML.
  private static func scalar(_ value: String, _ kind: ConfigurationKind) -> String {
    switch kind {
    case .text, .path: JSONText.quoted(value)
    default: value
    }
  }

  private mutating func set(_ key: ConfigurationKey, _ value: String) {
    let parts = key.path.split(separator: ".").map(String.init)
    let text = Self.scalar(value, key.kind)
    let root = (try? Yams.compose(yaml: lines.joined(separator: "\n")))?.mapping
    if let root, let pair = Self.pair(root, parts), pair.value.scalar != nil, let mark = pair.value.mark {
      return replace(at: mark, with: text)
    }
    guard parts.count == 2 else { return append("\(key.path): \(text)", root) }
    guard let root, let section = root.first(where: { $0.key.string == parts[0] }) else {
      return append("\(parts[0]): { \(parts[1]): \(text) }", root)
    }
    insert("\(parts[1]): \(text)", into: section.key, section.value)
  }

  /// A key and its value.
  private static func pair(_ mapping: Node.Mapping, _ parts: [String]) -> (key: Node, value: Node)? {
    guard let first = parts.first, let pair = mapping.first(where: { $0.key.string == first }) else {
      return nil
    }
    if parts.count == 1 { return (pair.key, pair.value) }
    return pair.value.mapping.flatMap { Self.pair($0, Array(parts.dropFirst())) }
  }

  /// Puts a value where another one is; what comes after it on the line stays.
  private mutating func replace(at mark: Mark, with text: String) {
    guard lines.indices.contains(mark.line - 1) else { return }
    let line = Array(lines[mark.line - 1])
    let start = mark.column - 1
    guard start <= line.count else { return }
    let end = Self.end(of: line, from: start)
    lines[mark.line - 1] = String(line[..<start]) + text + String(line[end...])
  }

  /// Where a value ends: at its closing quote, before a comment, or before a sign of the braces that it is in.
  private static func end(of line: [Character], from start: Int) -> Int {
    if let quote = line[start...].first, quote == "\"" || quote == "'" {
      var index = start + 1
      while index < line.count {
        if line[index] == "\\", quote == "\"" {
          index += 1
        } else if line[index] == quote {
          return index + 1
        }
        index += 1
      }
      return line.count
    }
    let braces =
      line[..<start].count { $0 == "{" || $0 == "[" } - line[..<start].count { $0 == "}" || $0 == "]" }
    var end = line.count
    for index in start..<line.count {
      let isComment = line[index] == "#" && index > start && line[index - 1] == " "
      if isComment || braces > 0 && (line[index] == "," || line[index] == "}") {
        end = index
        break
      }
    }
    while end > start, line[end - 1] == " " { end -= 1 }
    return end
  }

  /// Takes a key away; a section that has no other goes with it.
  private mutating func remove(_ parts: [String]) {
    let root = (try? Yams.compose(yaml: lines.joined(separator: "\n")))?.mapping
    guard let root, let pair = Self.pair(root, parts), let key = pair.key.mark, let value = pair.value.mark,
      key.line == value.line, lines.indices.contains(key.line - 1)
    else { return }
    let line = Array(lines[key.line - 1])
    let end = Self.end(of: line, from: value.column - 1)
    if line[..<(key.column - 1)].contains("{") {
      let left = Self.without(line, (key.column - 1)..<end)
      lines[key.line - 1] = left
      if left.wholeMatch(of: /\w+:\s*\{\s*\}\s*/) != nil { lines.remove(at: key.line - 1) }
      return
    }
    lines.remove(at: key.line - 1)
    guard let section = Self.pair(root, Array(parts.dropLast())), section.value.mapping?.count == 1,
      let above = section.key.mark, lines.indices.contains(above.line - 1),
      lines[above.line - 1].wholeMatch(of: /\w+:\s*/) != nil
    else { return }
    lines.remove(at: above.line - 1)
  }

  /// A line in braces without one of their entries and its comma.
  private static func without(_ line: [Character], _ entry: Range<Int>) -> String {
    let after = line[entry.upperBound...].drop { $0 == " " }
    if after.first == "," {
      return String(line[..<entry.lowerBound]) + String(after.dropFirst().drop { $0 == " " })
    }
    var before = line[..<entry.lowerBound]
    while before.last == " " { before.removeLast() }
    if before.last == "," { before.removeLast() }
    return String(before) + String(line[entry.upperBound...])
  }

  /// Adds a key to a section.
  private mutating func insert(_ entry: String, into key: Node, _ value: Node) {
    guard let keyMark = key.mark else { return }
    guard case .mapping(let inner) = value, let first = inner.first?.key.mark else {
      // A section without keys: an empty pair of braces, or nothing.
      let line = lines[keyMark.line - 1]
      if let open = line.range(of: "{"), let close = line.range(of: "}"), open.upperBound <= close.lowerBound
      {
        lines[keyMark.line - 1].replaceSubrange(open.lowerBound..<close.upperBound, with: "{ \(entry) }")
      } else {
        lines.insert("  " + entry, at: keyMark.line)
      }
      return
    }
    if isInBraces(first) {
      let line = lines[first.line - 1]
      let at = line.index(line.startIndex, offsetBy: first.column - 1)
      lines[first.line - 1].insert(contentsOf: entry + ", ", at: at)
    } else {
      lines.insert(String(repeating: " ", count: first.column - 1) + entry, at: last(inner))
    }
  }

  /// Whether a key is the first one in braces. The parser does not say how a mapping is written.
  private func isInBraces(_ key: Mark) -> Bool {
    guard lines.indices.contains(key.line - 1) else { return false }
    let before = lines[key.line - 1].prefix(key.column - 1)
    return before.last { $0 != " " && $0 != "\"" && $0 != "'" } == "{"
  }

  /// The number of lines up to the last value of a section.
  private func last(_ mapping: Node.Mapping) -> Int {
    mapping.map { pair -> Int in
      if case .mapping(let inner) = pair.value, let first = inner.first?.key.mark, !isInBraces(first) {
        return last(inner)
      }
      if case .sequence(let inner) = pair.value { return inner.compactMap { $0.mark?.line }.max() ?? 1 }
      return max(pair.key.mark?.line ?? 1, pair.value.mark?.line ?? 1)
    }.max() ?? 1
  }

  /// Adds a key outside of the sections.
  private mutating func append(_ entry: String, _ root: Node.Mapping?) {
    if let first = root?.first?.key.mark, isInBraces(first) {
      let line = lines[first.line - 1]
      lines[first.line - 1].insert(
        contentsOf: entry + ", ", at: line.index(line.startIndex, offsetBy: first.column - 1))
      return
    }
    while lines.last == "" { lines.removeLast() }
    lines += [entry, ""]
  }
}

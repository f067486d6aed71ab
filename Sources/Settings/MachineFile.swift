// SPDX-License-Identifier: Apache-2.0
//
// Owns: changing some keys of a machine profile and nothing else in it. Must not know: what the keys mean.

import Foundation
import Yams

/// Why a machine profile was left as it was.
package struct MachineFileError: Error, CustomStringConvertible, Sendable {
  package let description: String
}

/// A YAML file with a `machine:` section.
package struct MachineFile {
  package let path: String
  package let text: String

  package init(path: String) throws(MachineFileError) {
    // The file itself is replaced, not a link to it.
    self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard let data = FileManager.default.contents(atPath: self.path),
      let text = String(data: data, encoding: .utf8)
    else {
      throw MachineFileError(description: "\(path): cannot be read; check the name and its permissions")
    }
    self.text = text
  }

  package init(text: String) {
    path = ""
    self.text = text
  }

  /// A key directly under `machine:` and its new lines, without indentation.
  package struct Change: Sendable {
    package var key: String
    package var lines: [String]

    package init(key: String, lines: [String]) {
      self.key = key
      self.lines = lines
    }
  }

  /// The text with the changes, everything else as it was.
  package func changed(_ changes: [Change]) throws(MachineFileError) -> String {
    guard let section = try machineSection() else {
      let body = changes.flatMap { $0.lines.map { "  " + $0 } }
      return (text.isEmpty || text.hasSuffix("\n") ? text : text + "\n")
        + (["machine:"] + body).joined(separator: "\n")
        + "\n"
    }
    var lines = section.lines
    for change in changes {
      let indent = String(repeating: " ", count: section.indent)
      let fresh = change.lines.map { indent + $0 }
      if let range = Self.range(of: change.key, in: lines, section) {
        lines.replaceSubrange(range, with: fresh)
      } else {
        lines.insert(contentsOf: fresh, at: Self.end(of: lines, section))
      }
    }
    return lines.joined(separator: "\n")
  }

  private struct Section {
    package var lines: [String]
    /// The line of `machine:`.
    package var head: Int
    /// Columns before the keys below it.
    package var indent: Int
  }

  /// The section in block style; one in braces is written out first, comments within the braces are lost.
  private func machineSection() throws(MachineFileError) -> Section? {
    var lines = text.components(separatedBy: "\n")
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw MachineFileError(description: "\(path): not valid YAML; it was left as it is")
    }
    guard let root else { return nil }
    guard case .mapping(let top) = root, !Self.isInBraces(root, lines) else {
      throw MachineFileError(description: "\(path): expected `key: value` lines; it was left as it is")
    }
    let pairs = Array(top)
    guard let place = pairs.firstIndex(where: { $0.key.string == "machine" }),
      let head = pairs[place].key.mark?.line
    else { return nil }
    guard case .mapping(let machine) = pairs[place].value else {
      guard pairs[place].value.null != nil else {
        throw MachineFileError(description: "\(path): machine: expected keys below it; it was left as it is")
      }
      return Section(lines: lines, head: head - 1, indent: 2)
    }
    if !Self.isInBraces(pairs[place].value, lines), let column = machine.first?.key.mark?.column {
      return Section(lines: lines, head: head - 1, indent: column - 1)
    }
    let next =
      place + 1 < pairs.count ? (pairs[place + 1].key.mark?.line ?? lines.count + 1) - 1 : lines.count
    let last = Self.lastContent(lines, head - 1, next)
    let body = machine.map { "  \(Self.inBraces($0.key)): \(Self.inBraces($0.value))" }
    lines.replaceSubrange((head - 1)...last, with: ["machine:"] + body)
    return Section(lines: lines, head: head - 1, indent: 2)
  }

  /// Whether a mapping is written in braces. The parser's own mark of the style is not kept for inner mappings.
  private static func isInBraces(_ node: Node, _ lines: [String]) -> Bool {
    guard let mark = node.mark, lines.indices.contains(mark.line - 1) else { return false }
    return lines[mark.line - 1].utf8.dropFirst(mark.column - 1).first == UInt8(ascii: "{")
  }

  /// A value on one line.
  private static func inBraces(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar):
      switch scalar.style {
      case .singleQuoted: return "'" + scalar.string.replacingOccurrences(of: "'", with: "''") + "'"
      case .doubleQuoted, .literal, .folded:
        let escaped = scalar.string.replacingOccurrences(of: "\\", with: "\\\\")
          .replacingOccurrences(of: "\"", with: "\\\"").replacingOccurrences(of: "\n", with: "\\n")
        return "\"" + escaped + "\""
      default: return scalar.string
      }
    case .sequence(let sequence): return "[" + sequence.map(inBraces).joined(separator: ", ") + "]"
    case .mapping(let mapping):
      return "{ " + mapping.map { "\(inBraces($0.key)): \(inBraces($0.value))" }.joined(separator: ", ")
        + " }"
    case .alias(let alias): return "*\(alias.anchor)"
    }
  }

  private static func isContent(_ line: String) -> Bool {
    let rest = line.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
    return !rest.isEmpty && rest.first != "#"
  }

  private static func depth(_ line: String) -> Int { line.prefix { $0 == " " }.count }

  /// The last line in head..<end that holds something.
  private static func lastContent(_ lines: [String], _ head: Int, _ end: Int) -> Int {
    (head..<end).last { isContent(lines[$0]) } ?? head
  }

  /// Where the section's lines end: at the first line that is not below it.
  private static func end(of lines: [String], _ section: Section) -> Int {
    let next = (section.head + 1..<lines.count).first {
      isContent(lines[$0]) && depth(lines[$0]) < section.indent
    }
    return lastContent(lines, section.head, next ?? lines.count) + 1
  }

  /// The lines of a key and what is below it, without what follows as comment or blank.
  private static func range(of key: String, in lines: [String], _ section: Section) -> Range<Int>? {
    let end = end(of: lines, section)
    let first = (section.head + 1..<end).first {
      depth(lines[$0]) == section.indent && lines[$0].dropFirst(section.indent).hasPrefix(key + ":")
    }
    guard let first else { return nil }
    let next = (first + 1..<end).first { isContent(lines[$0]) && depth(lines[$0]) <= section.indent }
    return first..<(lastContent(lines, first, next ?? end) + 1)
  }

  /// Replaces the file by the changed text, after reading it as the daemon would. The old file is kept beside it.
  /// - Returns: where the old file is.
  package func write(_ changes: [Change], date: Date) throws(MachineFileError) -> String {
    let fresh = try changed(changes)
    var reader = ConfigurationReader()
    reader.read(yaml: fresh, source: path)
    do {
      _ = try Configuration(reader, needsLine: false)
    } catch {
      throw MachineFileError(
        description: "the new \(path) would not be valid, so it was left as it is:\n\(error)")
    }
    for change in changes
    where !reader.values.keys.contains(where: {
      ("machine." + change.key) == $0 || $0.hasPrefix("machine.\(change.key).")
    }) {
      throw MachineFileError(
        description: "\(path): machine.\(change.key) did not arrive; the file was left as it is")
    }
    let kept = Self.free(path + ".before-" + Self.day(date))
    let manager = FileManager.default
    do {
      let attributes = try manager.attributesOfItem(atPath: path)
      try manager.copyItem(atPath: path, toPath: kept)
      // Written beside it and renamed over it: whoever reads sees the old text or the new one.
      try Data(fresh.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      if let mode = attributes[.posixPermissions] {
        try? manager.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      }
    } catch {
      throw MachineFileError(
        description: "\(path): cannot be written; check its permissions and those of its folder")
    }
    return kept
  }

  /// The day as 2026-11-21, UTC.
  package static func day(_ date: Date) -> String { date.formatted(.iso8601.year().month().day()) }

  /// A name that is not taken yet.
  private static func free(_ name: String) -> String {
    var candidate = name
    var number = 2
    while FileManager.default.fileExists(atPath: candidate) {
      candidate = name + "-\(number)"
      number += 1
    }
    return candidate
  }
}

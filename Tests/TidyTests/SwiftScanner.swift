// SPDX-License-Identifier: Apache-2.0
//
// Owns: just enough of Swift's grammar to find code, imports and functions. Not a parser: it knows comments, strings
// and braces.

/// Swift text with comments and string contents blanked out; line breaks stay.
struct SwiftCode {
  let lines: [String]

  init(_ text: String) {
    var code = ""
    var rest = Substring(text)
    var depth = 0
    while let character = rest.first {
      if depth > 0 {
        if rest.hasPrefix("*/") {
          depth -= 1
          rest.removeFirst(2)
          continue
        }
        if rest.hasPrefix("/*") {
          depth += 1
          rest.removeFirst(2)
          continue
        }
        if character == "\n" { code.append("\n") }
        rest.removeFirst()
      } else if rest.hasPrefix("//") {
        rest = rest.drop { $0 != "\n" }
      } else if rest.hasPrefix("/*") {
        depth = 1
        rest.removeFirst(2)
      } else if rest.hasPrefix("\"\"\"") {
        rest.removeFirst(3)
        Self.skipString(&rest, end: "\"\"\"", &code)
      } else if character == "\"" {
        rest.removeFirst()
        Self.skipString(&rest, end: "\"", &code)
      } else {
        code.append(character)
        rest.removeFirst()
      }
    }
    lines = code.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static func skipString(_ rest: inout Substring, end: String, _ code: inout String) {
    code += "\"\""
    while let character = rest.first {
      if rest.hasPrefix(end) {
        rest.removeFirst(end.count)
        return
      }
      if character == "\\" { rest.removeFirst() }
      if rest.first == "\n" { code.append("\n") }
      if !rest.isEmpty { rest.removeFirst() }
    }
  }

  /// The lines of a source that have a text in them, without comments.
  static func texts(_ source: String) -> [Substring] {
    source.split(separator: "\n").filter { line in
      line.contains("\"") && !line.drop(while: { $0 == " " }).hasPrefix("//")
    }
  }

  /// The modules that are imported.
  var imports: [String] {
    lines.compactMap { line in
      let words = line.split(separator: " ")
      guard let at = words.firstIndex(of: "import"), at <= 1, words.count > at + 1 else { return nil }
      let name = words.last ?? ""
      return String(name.split(separator: ".").first ?? "")
    }
  }

  /// A function: the line it begins on, from 1, and how many lines it takes.
  struct Function: Equatable {
    var line: Int
    var length: Int
  }

  /// Functions, initialisers and deinitialisers with a body.
  var functions: [Function] {
    var found: [Function] = []
    for (index, line) in lines.enumerated() where Self.beginsFunction(line) {
      if let end = endOfBody(from: index) { found.append(Function(line: index + 1, length: end - index + 1)) }
    }
    return found
  }

  private static func beginsFunction(_ line: String) -> Bool {
    let words = line.split { " (<?".contains($0) }
    guard let at = words.firstIndex(where: { $0 == "func" || $0 == "init" || $0 == "deinit" }) else {
      return false
    }
    let modifiers: Set<Substring> = [
      "package", "public", "private", "fileprivate", "internal", "static", "mutating", "override",
      "borrowing",
      "consuming", "@Test", "@discardableResult", "convenience", "nonisolated", "@Sendable", "@safe",
    ]
    return words[..<at].allSatisfy(modifiers.contains)
  }

  /// The line on which the braces that open from here on are closed again; nil for a requirement without a body.
  private func endOfBody(from start: Int) -> Int? {
    var depth = 0
    var hasOpened = false
    for index in start..<lines.count {
      for character in lines[index] {
        if character == "{" {
          depth += 1
          hasOpened = true
        } else if character == "}" {
          depth -= 1
          if depth < 0 { return nil }
        }
      }
      if hasOpened, depth == 0 { return index }
      if !hasOpened, index > start, Self.beginsFunction(lines[index]) { return nil }
    }
    return nil
  }
}

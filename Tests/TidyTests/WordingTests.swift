// SPDX-License-Identifier: Apache-2.0
//
// Owns: the glossary's words, wherever a person reads. Each rule is tried on a sample that breaks it.

import Foundation
import Testing

/// A word that the glossary of CONTRIBUTING.md replaces.
struct WordingRule: Sendable, CustomTestStringConvertible {
  /// A regular expression, for lower-case text.
  var pattern: String
  var instead: String
  var sample: String
  /// What the pattern must not match.
  var fine: String
  var testDescription: String { instead }
}

// Samples are put together from parts, so that this file keeps to its own rules.
private let wordingRules = [
  WordingRule(
    pattern: "\\ban" + "ew\\b", instead: "again, or a verb with re-", sample: "computed an" + "ew",
    fine: "a new one"),
  WordingRule(
    pattern: "\\bmen" + "d(s|ed|ing)?\\b", instead: "fix, correct", sample: "how to men" + "d it",
    fine: "recommended"),
  WordingRule(
    pattern: "\\b(to" + "ld|te" + "lls?) of\\b|\\b(is|are|was|were|be) to" + "ld\\b(?! (apart|from))",
    instead: "reported, report", sample: "a fault is to" + "ld", fine: "they are told apart"),
  WordingRule(
    pattern: "\\bsome" + "body\\b", instead: "someone, a person, or the passive",
    sample: "some" + "body walks",
    fine: "some body mass"),
  WordingRule(
    pattern: "(?<!-u )\\bno" + "body\\b", instead: "no one, no walker", sample: "sets of no" + "body",
    fine: "runuser -u no" + "body"),
  WordingRule(
    pattern: "\\bwho" + "ever\\b", instead: "the one who acts", sample: "who" + "ever draws", fine: "however"),
  WordingRule(
    pattern: "\\blet" + " go\\b", instead: "released, closed, disconnected", sample: "is let" + " go after",
    fine: "let goal = 1"),
  WordingRule(
    pattern: "\\bta(ke|kes|ken|king) " + "up\\b", instead: "restored, recovered, occupied",
    sample: "the set is taken " + "up", fine: "takes upper case"),
]

/// Endings of a plural that was not decided.
private let openPlural = "[a-z]{3}\\(" + "s\\)"

/// Identifiers whose English word is another one.
private let identifiers: [String: String] = [
  "way": "travel, displacement or direction", "wayM": "travelM", "place": "position", "placeM": "positionM",
  "places": "positions", "stamp": "timestamp", "stamps": "timestamps",
]

/// Every text a person reads, but the glossary itself.
private func readTexts() -> [SourceFile] {
  let endings = [
    ".swift", ".c", ".h", ".py", ".sh", ".md", ".yaml", ".service", ".rules", ".sysusers", ".tmpfiles", ".5",
    ".8",
  ]
  let folders = [
    "Sources", "Tests", "Benchmarks", "Examples", "docs", "hardware", "scripts", "systemd", "udev-rules",
  ]
  var files = folders.flatMap { Repository.files(under: $0, ending: endings) }
  for name in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "Package.swift"] {
    let text = Repository.text(name) ?? ""
    files.append(SourceFile(path: name, text: text.components(separatedBy: "\n## Glossary").first ?? text))
  }
  return files
}

private func matches(_ pattern: String, _ file: SourceFile, lowercased: Bool = true) throws -> [String] {
  let expression = try NSRegularExpression(pattern: pattern)
  return file.lines.enumerated().compactMap { index, line in
    let text = lowercased ? line.lowercased() : String(line)
    let whole = NSRange(text.startIndex..., in: text)
    return expression.firstMatch(in: text, range: whole) == nil ? nil : "\(file.path):\(index + 1): \(line)"
  }
}

@Test("no text uses a word that the glossary replaces", arguments: wordingRules)
func wording(_ rule: WordingRule) throws {
  let files = readTexts()
  #expect(files.count > 300)
  let found = try files.flatMap { try matches(rule.pattern, $0) }
  #expect(found == [], "use \(rule.instead)")
  #expect(try matches(rule.pattern, SourceFile(path: "a.md", text: rule.sample)).count == 1)
  #expect(try matches(rule.pattern, SourceFile(path: "a.md", text: rule.fine)) == [])
}

/// Lines with an undecided plural; a call with an argument of that name is none.
private func openPlurals(_ file: SourceFile) throws -> [String] {
  var file = file
  if file.path.hasSuffix(".swift") {
    let code = SwiftCode(file.text).lines
    file.text = file.lines.enumerated().map { index, line in
      index < code.count && code[index].contains("(s)") ? "" : String(line)
    }.joined(separator: "\n")
  }
  // As written: `sqrt(S)` in a comment is a formula.
  return try matches(openPlural, file, lowercased: false)
}

@Test("plurals are decided")
func plurals() throws {
  let files = readTexts().filter { file in [".swift", ".md"].contains { file.path.hasSuffix($0) } }
  let found = try files.flatMap(openPlurals)
  #expect(found == [], "write the plural that the number needs")
  #expect(try openPlurals(SourceFile(path: "a.swift", text: "// 4 magnet" + "(s)")).count == 1)
  #expect(try openPlurals(SourceFile(path: "a.swift", text: "let a = sin" + "(s)")) == [])
}

/// Identifiers of a Swift file that have a better name.
private func misnamed(_ file: SourceFile) -> [String] {
  SwiftCode(file.text).lines.enumerated().flatMap { index, line in
    line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.compactMap { word in
      identifiers[String(word)].map { "\(file.path):\(index + 1): \(word): use \($0)" }
    }
  }
}

@Test("no identifier is a word that the glossary replaces")
func identifierNames() {
  #expect(readTexts().filter { $0.path.hasSuffix(".swift") }.flatMap(misnamed) == [])
  #expect(misnamed(SourceFile(path: "a.swift", text: "let way = place // way")).count == 2)
  #expect(misnamed(SourceFile(path: "a.swift", text: "let wayside = placement")) == [])
}

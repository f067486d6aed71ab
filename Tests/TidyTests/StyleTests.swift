// SPDX-License-Identifier: Apache-2.0
//
// Owns: rules that a reviewer would otherwise have to remember. Each rule is tested on a sample that breaks it.

import Foundation
import Testing

/// A word that has a better replacement.
struct BannedWord: Sendable, CustomTestStringConvertible {
  var word: String
  var instead: String
  /// Where it is allowed.
  var exceptIn: [String] = []
  var sample: String
  var testDescription: String { word }
}

// Assembled from parts, so that this file obeys its own rules.
private let bannedWords = [
  BannedWord(word: "try" + "!", instead: "typed throws", sample: "let a = try" + "! b()"),
  BannedWord(
    word: "fatal" + "Error(", instead: "an error that names place and remedy", sample: "fatal" + "Error()"),
  BannedWord(word: "as" + "! ", instead: "as? and an error", sample: "let a = b as" + "! Int"),
  BannedWord(
    word: "print" + "(", instead: "Output in deadmill, Logger in Daemon", sample: "print" + "(a)"),
  BannedWord(
    word: "Date" + "()", instead: "time that enters with a sample", exceptIn: ["SetLog", "Hardware"],
    sample: "let a = Date" + "()"),
  BannedWord(
    word: "@unchecked " + "Sendable", instead: "Mutex, Atomic or an actor",
    sample: "class A: @unchecked " + "Sendable {}"),
  BannedWord(word: ".disa" + "bled(", instead: "a test that runs", sample: "@Test(.disa" + "bled())"),
]

private func uses(_ banned: BannedWord, _ file: SourceFile) -> [String] {
  if banned.exceptIn.contains(file.folder) { return [] }
  return SwiftCode(file.text).lines.enumerated().compactMap { index, line in
    guard let range = line.range(of: banned.word) else { return nil }
    // `debugPrint(` is not `print(`.
    if let before = line[..<range.lowerBound].last, before.isLetter, banned.word.first?.isLetter == true {
      return nil
    }
    return "\(file.path):\(index + 1): \(banned.word): use \(banned.instead)"
  }
}

@Test("no banned word in any source", arguments: bannedWords)
func noBannedWords(_ banned: BannedWord) {
  let files =
    Repository.files(under: "Sources", ending: [".swift"])
    + Repository.files(under: "Tests", ending: [".swift"])
  for file in files { #expect(uses(banned, file) == []) }
  #expect(uses(banned, SourceFile(path: "Sources/Motion/A.swift", text: banned.sample)).count == 1)
}

@Test("nothing is postponed: no open notes in sources, scripts and documents")
func nothingPutOff() {
  let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
  let endings = [".swift", ".c", ".h", ".py", ".sh", ".md"]
  let folders = ["Sources", "Tests", "scripts", "docs", "hardware"]
  for file in folders.flatMap({ Repository.files(under: $0, ending: endings) }) {
    for (index, line) in file.lines.enumerated() {
      #expect(!words.contains { line.contains($0) }, "\(file.path):\(index + 1)")
    }
  }
}

@Test("functions are at most 70 lines long, files at most 400")
func sizes() {
  let files =
    Repository.files(under: "Sources", ending: [".swift"])
    + Repository.files(under: "Tests", ending: [".swift"])
  var lengths: [Int] = []
  for file in files {
    #expect(file.lines.count <= 400, "\(file.path)")
    for function in SwiftCode(file.text).functions {
      #expect(function.length <= 70, "\(file.path):\(function.line)")
      lengths.append(function.length)
    }
  }
  #expect(lengths.count > 300)
  let sorted = lengths.sorted()
  #expect(sorted[sorted.count * 9 / 10] <= 30, "nine of ten functions are at most 30 lines long")
}

@Test("the scanner finds functions and their ends")
func scannerFindsFunctions() {
  let text = """
    struct A {
      func one() { }
      // func no() {
      init(_ a: Int) {
        if a > 0 {
          b("}{")
        }
      }
      var c: Int { 1 }
      let d = "func e() {"
    }
    protocol P {
      func requirement()
      func other()
    }
    """
  #expect(SwiftCode(text).functions == [.init(line: 2, length: 1), .init(line: 4, length: 5)])
}

@Test("every use of unsafe memory has a reason")
func unsafeIsExplained() {
  // These modules wrap C calls; elsewhere each use needs its reason.
  for file in Repository.files(under: "Sources", ending: [".swift"]) {
    let code = SwiftCode(file.text)
    let hasUnsafe = code.lines.contains { $0.contains("unsafe ") || $0.contains("(unsafe)") }
    if hasUnsafe { #expect(file.text.contains("SAFETY:"), "\(file.path) gives no reason") }
  }
}

@Test("every source names its licence")
func licences() {
  let endings = [".swift", ".c", ".py", ".sh"]
  for folder in ["Sources", "Tests", "scripts"] {
    for file in Repository.files(under: folder, ending: endings) {
      #expect(
        file.lines.prefix(3).contains { $0.contains("SPDX-License-Identifier: Apache-2.0") }, "\(file.path)")
    }
  }
}

@Test("no text contains a path of a developer's machine")
func noPrivatePaths() {
  let endings = [".swift", ".c", ".h", ".py", ".sh", ".md", ".yaml", ".service", ".rules"]
  let marks = ["/ho" + "me/", "/wo" + "rk/", "/ro" + "ot/."]
  for folder in ["Sources", "Tests", "scripts", "docs", "hardware", "systemd", "udev-rules"] {
    for file in Repository.files(under: folder, ending: endings) {
      for mark in marks { #expect(!file.text.contains(mark), "\(file.path) holds \(mark)") }
    }
  }
}

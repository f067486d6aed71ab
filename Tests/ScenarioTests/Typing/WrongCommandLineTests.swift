// SPDX-License-Identifier: Apache-2.0
//
// Owns: that every wrong command line says what is wrong and ends with the right status, by running the program.

import Foundation
import SetLog
import TestSupport
import Testing

/// The files that all of them share: none of them changes anything.
private final class Stage: Sendable {
  static let shared = Result { try Stage() }

  let folder: Folder
  let empty: Folder
  let config: String
  let recording: String

  init() throws {
    folder = try Folder()
    empty = try Folder()
    _ = try filled(folder)
    config = try folder.write(
      "gpio: { line: GPIO17 }\nmachine: { name: Left, rollerCircumferenceM: 0.18, magnets: 4 }\n", "left.yaml"
    )
    recording = try folder.write("# deadmill edges 1\n", "a.edges")
  }

  /// The words with the names of files, and the log unless another one is named.
  func words(_ line: WrongCommandLine) -> [String] {
    let names = [("STATE", folder.path), ("EMPTY", empty.path), ("CONFIG", config), ("RECORDING", recording)]
    let words = line.words.map { word in
      names.first { word == $0.0 || word.hasPrefix($0.0 + "/") }.map { $0.1 + word.dropFirst($0.0.count) }
        ?? word
    }
    let withLog = [
      "sets", "show", "note", "claim", "accept", "discard", "export", "import", "recompute", "progress",
      "walkers",
      "machines", "backup", "edit", "merge", "split", "restore", "changes", "enter",
    ]
    guard let command = words.first, withLog.contains(command), !words.contains("--state") else {
      return words
    }
    let at = words.firstIndex(of: "--") ?? words.count
    return words[..<at] + ["--state", folder.path] + words[at...]
  }
}

@Suite("wrong command lines")
struct WrongCommandLineTests {
  @Test("there are two hundred of them")
  func count() { #expect(WrongCommandLine.all.count >= 200) }

  @Test("each says what is wrong, and its status is that of its kind", arguments: WrongCommandLine.all)
  func refused(_ line: WrongCommandLine) throws {
    let stage = try Stage.shared.get()
    let words = stage.words(line)
    let said = try Program.run(words, environment: ["TZ": "UTC0", "LC_ALL": "C.UTF-8"])
    #expect(said.error.contains(line.says), "\(said.error)")
    #expect(said.status == line.status, "\(said)")
    #expect(said.error.hasPrefix("deadmill: ") && !said.error.contains("Error:"), "\(said.error)")
    #expect(said.output.isEmpty)
  }

  @Test("none of them changed the log")
  func nothingChanged() throws {
    let stage = try Stage.shared.get()
    let log = try SetLog(readingFrom: stage.folder.path)
    #expect(try log.sets().count == 40 && log.walkers().map(\.name) == ["Ann", "Bo"])
    #expect(try log.machines().map(\.name) == ["Left", "Right"])
  }
}

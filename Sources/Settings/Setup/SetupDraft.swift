// SPDX-License-Identifier: Apache-2.0
//
// Owns: a setup as a change of what is configured: what is there already, what is new, and the text that follows.
// Must not know: terminals, how files are written.

import Files
import Foundation

/// A configuration that is being set up.
package struct SetupDraft {
  /// The file's text; nil if there is none.
  package let text: String?
  /// What it says, by key.
  package let present: [String: String]
  private let path: String

  /// - Throws: if there is a file that cannot be changed, with the reason.
  package init(_ path: String) throws(ConfigurationError) {
    self.path = path
    guard FileManager.default.fileExists(atPath: path) else {
      text = nil
      present = [:]
      return
    }
    guard let kind = FileStatus(path)?.kind, kind == .file else {
      throw ConfigurationError([
        ConfigurationMistake(source: path, text: "is no file that can be changed; name another")
      ])
    }
    let text: String
    do {
      text = try SettingsText.load(path)
    } catch {
      throw ConfigurationError([error])
    }
    var reader = ConfigurationReader()
    reader.read(yaml: text, source: path)
    if let list = reader.values["machines"] {
      throw ConfigurationError([
        ConfigurationMistake(
          source: path, line: list.line, key: "machines",
          text: "this file lists several machines; set up one of them: "
            + list.scalars.map { "`deadmill setup --config \($0)`" }.joined(separator: ", "))
      ])
    }
    guard reader.mistakes.isEmpty else {
      throw ConfigurationError(
        reader.mistakes + [
          ConfigurationMistake(
            source: path,
            text: "is not changed while it has mistakes; correct them, or move the file aside to begin again")
        ])
    }
    self.text = text
    present = reader.values.compactMapValues(\.scalars.first)
  }

  /// What of the answers is other than it is now.
  package func changes(_ answers: SetupAnswers) -> [String: String] {
    answers.values.filter { path, value in
      guard let now = present[path] else { return !Self.isDefault(path, value) || text == nil }
      if let number = Double(now), let other = Double(value) { return number != other }
      return now != value
    }
  }

  /// Keys that are there now and are to go.
  package func removals(_ answers: SetupAnswers) -> [String] {
    answers.removed.filter { present[$0] != nil }.sorted()
  }

  /// Whether a value need not be written, since it is what is meant without it.
  private static func isDefault(_ path: String, _ value: String) -> Bool {
    switch path {
    case "machine.ratio": value == "1"
    case "machine.sensor": value == "single"
    case "machine.kind": value == "motorised-off"
    case "training.protocol": value == "free"
    default: false
    }
  }

  /// The file's new text, which is valid.
  package func newText(_ answers: SetupAnswers) throws(ConfigurationError) -> String {
    let changes = changes(answers)
    var result = answers.yaml
    if let text {
      do {
        result = try ConfigurationEdit.apply(changes, removing: removals(answers), to: text)
      } catch {
        throw ConfigurationError([ConfigurationMistake(source: path, text: error.description)])
      }
    }
    var reader = ConfigurationReader()
    reader.read(yaml: result, source: path)
    do {
      _ = try Configuration(reader, needsLine: true)
    } catch {
      throw ConfigurationError(
        error.mistakes + [
          ConfigurationMistake(source: path, text: "is left as it is: with these answers it would be wrong")
        ])
    }
    return result
  }

  /// Whether a calibration that was measured before is of another wheel now.
  package func changesWheel(_ answers: SetupAnswers) -> Bool {
    let wheel = ["machine.rollerCircumferenceM", "machine.magnets", "machine.ratio"]
    return text != nil && !changes(answers).keys.filter { wheel.contains($0) }.isEmpty
  }
}

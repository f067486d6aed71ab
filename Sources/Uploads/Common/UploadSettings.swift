// SPDX-License-Identifier: Apache-2.0
//
// Owns: reading a file of `connect.d` key by key, with all its mistakes. Must not know: the keys.

import Foundation
import Settings

/// The values of a file, and what is wrong with it.
struct UploadSettings {
  private let values: [String: ConfigurationValue]
  private let source: String
  private let isReadWhole: Bool
  private(set) var mistakes: [ConfigurationMistake]

  /// - Parameter manual: the page that says what is in such a file.
  init(_ schema: ConfigurationSchema, file: String, manual: String) throws(ConfigurationError) {
    guard FileManager.default.fileExists(atPath: file) else {
      let text = "no such file; \(manual) says what is in it"
      throw ConfigurationError([ConfigurationMistake(source: file, text: text)])
    }
    var reader = ConfigurationReader(schema: schema)
    reader.read(file: file)
    self.init(reader, file)
  }

  init(_ schema: ConfigurationSchema, yaml: String, source: String) {
    var reader = ConfigurationReader(schema: schema)
    reader.read(yaml: yaml, source: source)
    self.init(reader, source)
  }

  private init(_ reader: ConfigurationReader, _ source: String) {
    values = reader.values
    mistakes = reader.mistakes
    isReadWhole = reader.mistakes.isEmpty
    self.source = source
  }

  func text(_ key: String) -> String? { values[key]?.scalars.first }

  func texts(_ key: String) -> [String] { values[key]?.scalars ?? [] }

  func flag(_ key: String) -> Bool { text(key) == "true" }

  /// - Parameter index: of the part of a list that is wrong.
  mutating func add(_ key: String, at index: Int? = nil, _ text: String) {
    let value = values[key]
    var line = value?.line
    if let index, let lines = value?.lines, lines.indices.contains(index) { line = lines[index] ?? line }
    mistakes.append(ConfigurationMistake(source: source, line: line, key: key, text: text))
  }

  /// Reports a key that is missing, unless something else in the file may be the reason.
  mutating func require(_ key: String, _ text: String) { if isReadWhole { add(key, text) } }

  func finish() throws(ConfigurationError) {
    guard mistakes.isEmpty else { throw ConfigurationError(mistakes) }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a mistake in the configuration is reported. Must not know: what keys there are.

/// One mistake in a configuration, with its place and the remedy.
package struct ConfigurationMistake: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file, or `environment`, or the option's name.
  package var source: String
  /// Line in the file, from 1.
  package var line: Int?
  /// Dotted path of the key; nil if the mistake is in none.
  package var key: String?
  package var text: String

  package init(source: String, line: Int? = nil, key: String? = nil, text: String) {
    self.source = source
    self.line = line
    self.key = key
    self.text = text
  }

  /// Whether a key may only seem to be missing: the file was not read to its end, or the key or its section is wrong itself.
  func hides(_ path: String) -> Bool {
    guard let key else { return true }
    return !key.isEmpty && (key == path || path.hasPrefix(key + ".") || path.hasSuffix("." + key))
  }

  package var description: String {
    var location = source
    if let line { location += ":\(line)" }
    if let key, !key.isEmpty { location += ": \(key)" }
    return location + ": " + text
  }
}

/// Every mistake that was found; a configuration with any is refused as a whole.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  package var mistakes: [ConfigurationMistake]

  package init(_ mistakes: [ConfigurationMistake]) { self.mistakes = mistakes }

  package var description: String { mistakes.map(\.description).joined(separator: "\n") }
}

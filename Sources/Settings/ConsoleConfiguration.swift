// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the configuration says of the console. Must not know: consoles.

import Foundation

/// The `console` section, as text that the schema has checked; nil is not said.
package struct ConsoleConfiguration: Sendable, Equatable {
  package var view: String?
  package var units: String?
  package var language: String?
  package var sound: String?
  package var machine: String?
  package var socketPath: String?

  package init() {}

  /// Reads a file, then the environment. What is wrong with the rest of the file is the daemon's matter: a display
  /// shows what the daemon that runs has to say.
  /// - Parameter isRequired: whether the file was asked for, so that a missing one is a mistake.
  package init(
    file: String, environment: [String: String], isRequired: Bool
  ) throws(ConfigurationError) {
    var reader = ConfigurationReader()
    if isRequired || FileManager.default.isReadableFile(atPath: file) { reader.read(file: file) }
    reader.read(environment: environment)
    let mistakes = reader.mistakes.filter { mistake in
      isRequired && mistake.line == nil || mistake.key?.hasPrefix("console") == true
    }
    guard mistakes.isEmpty else { throw ConfigurationError(mistakes) }
    func text(_ path: String) -> String? { reader.values[path]?.scalars.first }
    view = text("console.view")
    units = text("console.units")
    language = text("console.language")
    sound = text("console.sound")
    machine = text("console.machine")
    socketPath = text("socket")
  }
}

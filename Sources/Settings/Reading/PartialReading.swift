// SPDX-License-Identifier: Apache-2.0
//
// Owns: reading some keys of a configuration by a program that is not the daemon. Must not know: which keys.

import Foundation

extension ConfigurationReader {
  /// Reads a file, then the environment.
  /// - Parameter isRequired: whether the file was asked for; otherwise one that cannot be read says nothing.
  init(file: String, environment: [String: String], isRequired: Bool) {
    self.init()
    if isRequired || FileManager.default.isReadableFile(atPath: file) { read(file: file) }
    read(environment: environment)
  }
}

extension ConfigurationBuilder {
  /// Refuses what is wrong with the keys that are used, and with a file as a whole that was asked for.
  func refuseMistakes(
    isRequired: Bool, in isUsed: (String) -> Bool
  ) throws(ConfigurationError) {
    let found = mistakes.filter { mistake in
      isRequired && mistake.line == nil || mistake.key.map(isUsed) == true
    }
    guard found.isEmpty else { throw ConfigurationError(found) }
  }
}

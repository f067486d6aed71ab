// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the owner chooses about the folder of files: where it is, whose sessions go there. Must not know: files.

import Foundation
import SetLog
import Settings

/// The settings, from `connect.d/files.yaml`.
package struct FilesConfiguration: Sendable {
  package static let defaultFile = "/etc/deadmill/connect.d/files.yaml"
  package static let defaultDataDirectory = "/var/lib/deadmill-files"

  /// nil for `fit` in the folder of this service.
  package var chosenFolder: String?
  /// Walkers who consented.
  package var walkers: [String] = []
  package var logDirectory = Configuration.defaultStateDirectory
  /// Where is kept what was written already.
  package var dataDirectory = FilesConfiguration.defaultDataDirectory

  package init() {}

  package var folder: String { chosenFolder ?? dataDirectory + "/fit" }
}

extension ConfigurationSchema {
  /// Of `files.yaml`.
  package static let files = ConfigurationSchema(keys: [
    ConfigurationKey("folder", .path),
    ConfigurationKey("walkers", .texts),
    ConfigurationKey("state", .path),
    ConfigurationKey("data", .path),
  ])
}

extension FilesConfiguration {
  /// Reads a file.
  package init(file: String) throws(ConfigurationError) {
    try self.init(try UploadSettings(.files, file: file, manual: "deadmill-files.yaml(5)"))
  }

  /// Reads a text.
  package init(yaml: String, source: String) throws(ConfigurationError) {
    try self.init(UploadSettings(.files, yaml: yaml, source: source))
  }

  private init(_ settings: UploadSettings) throws(ConfigurationError) {
    var settings = settings
    chosenFolder = settings.text("folder")
    walkers = settings.texts("walkers")
    logDirectory = settings.text("state") ?? logDirectory
    dataDirectory = settings.text("data") ?? dataDirectory
    if walkers.isEmpty {
      settings.require("walkers", "is missing; name the walkers who agreed to it, such as [Ada, Ben]")
    }
    var seen: [String: String] = [:]
    for (index, name) in walkers.enumerated() {
      let folder = FolderName.of(name)
      if let other = seen[folder] {
        settings.add(
          "walkers", at: index,
          "\"\(name)\" and \"\(other)\" would share the folder \(folder); rename one of the two walkers")
      }
      seen[folder] = name
    }
    try settings.finish()
  }
}

/// How a walker's folder is called.
package enum FolderName {
  /// Letters and digits of ASCII, lower case; anything between them is one hyphen.
  package static func of(_ name: String) -> String {
    let plain = name.folding(
      options: [.diacriticInsensitive, .caseInsensitive], locale: Locale(identifier: "C"))
    let words = plain.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? "walker" : words.joined(separator: "-")
  }
}

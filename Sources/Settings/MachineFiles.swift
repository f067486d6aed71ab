// SPDX-License-Identifier: Apache-2.0
//
// Owns: which file has the machine of which name. Must not know: what else the files say.

/// The machines of a configuration by their names and files.
///
/// Nothing else is judged, since a machine is named in order to correct its file or the calibration beside it.
package struct MachineFiles: Sendable, Equatable {
  /// A machine's name and file.
  package struct Entry: Sendable, Equatable {
    /// The name of the machine.
    package let name: String
    /// The file that describes it.
    package let file: String
  }

  /// In the order of the configuration.
  package let entries: [Entry]

  /// Reads the main file, and the files that it lists as far as they can be read.
  package init(_ path: String) throws(ConfigurationError) {
    var reader = ConfigurationReader()
    reader.read(file: path)
    guard let list = reader.values["machines"] else {
      guard reader.mistakes.isEmpty else { throw ConfigurationError(reader.mistakes) }
      entries = [Entry(reader, path)]
      return
    }
    entries = list.scalars.compactMap { file in
      var one = ConfigurationReader()
      one.read(file: file)
      return one.values.isEmpty ? nil : Entry(one, file)
    }
  }
}

extension MachineFiles.Entry {
  fileprivate init(_ reader: ConfigurationReader, _ file: String) {
    name = reader.values["machine.name"]?.scalars.first ?? Configuration.defaultMachineName
    self.file = file
  }
}

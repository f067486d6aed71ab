// SPDX-License-Identifier: Apache-2.0
//
// Owns: protocols by the names that a configuration or a user gives, with what is wrong if there is none of that name.
// Must not know: what protocols are used for.

import Training

/// The protocols that are known, and those files of their folder that are none.
package struct ProtocolNames {
  private let collection: ProtocolCollection
  package private(set) var mistakes: [ConfigurationMistake]

  /// What is wrong with files that no machine uses: no reason to refuse anything.
  package var warnings: [ConfigurationMistake] {
    collection.broken.flatMap(\.mistakes).filter { !mistakes.contains($0) }
  }

  /// - Parameter folder: where protocols of one's own are, as configured; nil for the usual one.
  package init(folder: ConfigurationValue?, mistakes: [ConfigurationMistake] = []) {
    self.mistakes = mistakes
    do {
      collection = try ProtocolFile.collection(folder: folder?.scalars.first)
    } catch {
      collection = ProtocolCollection(protocols: TrainingProtocol.builtIn, broken: [])
      self.mistakes += error.mistakes.map { mistake in
        guard let folder else { return mistake }
        return ConfigurationMistake(
          source: folder.source, line: folder.line, key: "training.folder",
          text: "\(mistake.source): \(mistake.text)")
      }
    }
  }

  /// The protocols by their names; no name is free training, and so is one that is a mistake.
  package mutating func training(_ names: [ConfigurationValue?]) -> [TrainingProtocol] {
    names.map { value in
      guard let value, let name = value.scalars.first else { return .free }
      if let match = collection.protocols.first(where: { $0.name == name }) { return match }
      let found = fault(name, value)
      mistakes += found.filter { !mistakes.contains($0) }
      return .free
    }
  }

  /// Why there is no protocol of a name: its file is wrong, or there is no such file.
  private func fault(_ name: String, _ value: ConfigurationValue) -> [ConfigurationMistake] {
    func mistake(_ text: String) -> ConfigurationMistake {
      ConfigurationMistake(source: value.source, line: value.line, key: "training.protocol", text: text)
    }
    if let file = collection.broken.first(where: { $0.names.contains(name) }) {
      return [mistake("\"\(name)\": its file \(file.path) has a mistake, see there")] + file.mistakes
    }
    let known = collection.protocols.map(\.name)
    return [
      mistake(
        "\"\(name)\": no such protocol\(NearestName.hint(name, among: known)); there are \(known.joined(separator: ", "))"
      )
    ]
  }
}

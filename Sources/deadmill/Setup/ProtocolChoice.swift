// SPDX-License-Identifier: Apache-2.0
//
// Owns: a training protocol by its name. Must not know: what it is for.

import Daemon
import SetLog
import Settings
import Training

enum ProtocolChoice {
  /// All that there are, for looking up what sets name: a broken file that no one asked for is no obstacle.
  /// - Parameter folder: with the user's protocols; nil for the default one.
  static func all(folder: String? = nil) throws -> [TrainingProtocol] {
    if folder != nil { return try ProtocolFile.all(folder: folder) }
    return (try? ProtocolFile.all(folder: nil)) ?? TrainingProtocol.builtIn
  }

  /// The one that the newest set of a filter belongs to; `free` if none does, or if it is no longer there.
  static func walked(_ log: SetLog, _ filter: SetFilter, of known: [TrainingProtocol]) throws
    -> TrainingProtocol
  {
    let name = try log.newestProtocol(filter)
    return known.first { $0.name == name } ?? .free
  }

  /// - Parameter folder: with the user's protocols; nil for the default one.
  static func named(_ name: String, folder: String? = nil) throws -> TrainingProtocol {
    let collection = try ProtocolFile.collection(folder: folder)
    let protocols = collection.protocols
    if let chosen = protocols.first(where: { $0.name == name }) { return chosen }
    if let file = collection.broken.first(where: { $0.names.contains(name) }) {
      throw ConfigurationError(file.mistakes)
    }
    let names = protocols.map(\.name)
    let hint = NearestName.of(name, among: names).map { "did you mean \"\($0)\"? " } ?? ""
    throw UsageError(
      "--protocol \(name): no such protocol; \(hint)there are \(names.joined(separator: ", "))")
  }
}

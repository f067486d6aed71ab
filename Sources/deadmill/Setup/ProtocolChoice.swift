// SPDX-License-Identifier: Apache-2.0
//
// Owns: a training protocol by its name. Must not know: what it is for.

import Daemon
import SetLog
import Settings
import Training

enum ProtocolChoice {
  /// - Parameter folder: with the user's protocols; nil for the default one.
  static func named(_ name: String, folder: String? = nil) throws -> TrainingProtocol {
    let protocols = try ProtocolFile.all(folder: folder)
    if let chosen = protocols.first(where: { $0.name == name }) { return chosen }
    let names = protocols.map(\.name)
    let hint = NearestName.of(name, among: names).map { "did you mean \"\($0)\"? " } ?? ""
    throw UsageError(
      "--protocol \(name): no such protocol; \(hint)there are \(names.joined(separator: ", "))")
  }
}

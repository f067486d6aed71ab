// SPDX-License-Identifier: Apache-2.0
//
// Owns: finding a walker by what someone typed. Must not know: requests.

import SetLog

extension SetLog {
  /// The walker of this name: an exact match, else the one whose name differs in case or accents' encoding only.
  func knownWalker(_ name: String) throws -> WalkerRecord? {
    let walkers = try walkers()
    let key = FoldedName.key(name)
    return walkers.first { $0.name == name } ?? walkers.first { FoldedName.key($0.name) == key }
  }

  func walker(id: String) throws -> WalkerRecord? { try walkers().first { $0.id == id } }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: which walkers of the log the names of a configuration mean. Must not know: what they consented to.
//
// A name is looked up once; afterwards the walker is known by the identifier. A walker who is renamed in the log keeps the
// consent, and a new walker who takes the old name does not get it.

import SetLog

/// A name of the configuration, and the walker.
package struct Consent: Sendable, Equatable {
  /// As the configuration has it.
  package var name: String
  /// The walker's identifier.
  package var walkerId: String
  /// The walker in the log; nil once erased.
  package var walker: WalkerRecord?
}

enum Consents {
  private static func note(_ name: String) -> String { "walker:" + FoldedName.key(name) }

  /// A note about a name, which goes when the name does.
  static func note(_ what: String, of name: String) -> String { what + ":" + FoldedName.key(name) }

  /// The walkers of these names; a name that the log does not know yet has none.
  static func found<Entry>(
    _ names: [String], _ log: SetLog, _ ledger: inout Ledger<Entry>
  ) throws -> [Consent] {
    let walkers = try log.walkers()
    var consents: [Consent] = []
    for name in names {
      var id = ledger.notes[note(name)]
      if id == nil, let walker = walkers.first(where: { FoldedName.key($0.name) == FoldedName.key(name) }) {
        id = walker.id
        try ledger.note(note(name), walker.id)
      }
      guard let id else { continue }
      consents.append(Consent(name: name, walkerId: id, walker: walkers.first { $0.id == id }))
    }
    return consents
  }

  /// Forgets the names that the configuration has no longer.
  static func forget<Entry>(except names: [String], _ ledger: inout Ledger<Entry>) throws(UploadFault) {
    let kept = Set(names.map(FoldedName.key))
    for name in ledger.notes.keys {
      guard let colon = name.firstIndex(of: ":"), !kept.contains(String(name[name.index(after: colon)...]))
      else { continue }
      try ledger.note(name, nil)
    }
  }
}

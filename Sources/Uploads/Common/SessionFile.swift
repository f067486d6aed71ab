// SPDX-License-Identifier: Apache-2.0
//
// Owns: a walker's session as a FIT file: its bytes, name, sets. Must not know: where it goes.

import Crypto
import SetExport
import SetLog

/// A walker's part of a session.
struct SessionFile: Sendable, Equatable {
  /// As in `2026-03-01-1804-treadmill-3`.
  var name: String
  var bytes: [UInt8]
  var sets: [SetRecord]

  /// Two files with the same digest are the same.
  var digest: String {
    SHA256.hash(data: bytes).map { byte in
      let hex = String(byte, radix: 16)
      return byte < 16 ? "0" + hex : hex
    }.joined()
  }

  var endedAt: Instant? { sets.map(\.endedAt).max() }
  var startedAt: Instant? { sets.map(\.startedAt).min() }

  /// The file of a session; nil if the walker has no set in it that an export has: suspect and discarded ones are left out.
  static func of(_ session: String, _ consent: Consent, _ log: SetLog) throws -> SessionFile? {
    guard let walker = consent.walker else { return nil }
    var filter = SetFilter()
    filter.sessionId = session
    filter.walker = walker.name
    var file: SessionFile?
    try log.exportEachSession(filter, as: .fit) { name, write in
      var found = SessionFile(name: name, bytes: [], sets: [])
      try write { found.bytes += $0 }
      file = found
    }
    filter.standing = .counted
    try log.forEachSet(filter) { file?.sets.append($0) }
    // A walker who was renamed meanwhile has sets under another name.
    if file == nil, try log.walker(id: consent.walkerId)?.name != walker.name {
      throw UploadFault("walker \(walker.name): was renamed just now; the session is tried again")
    }
    return file
  }
}

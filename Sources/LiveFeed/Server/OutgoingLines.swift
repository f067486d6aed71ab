// SPDX-License-Identifier: Apache-2.0
//
// Owns: lines that a client has not read yet. Must not know: what is in them.

import FoundationEssentials

/// Lines that a client has not read yet.
struct OutgoingLines {
  private var unsent = Data()
  /// Since when the client has read nothing; nil while nothing waits.
  private(set) var stalledSince: ContinuousClock.Instant?
  private(set) var isBroken = false

  var isEmpty: Bool { unsent.isEmpty }
  var count: Int { unsent.count }

  mutating func append(_ lines: Data) { unsent.append(lines) }

  /// Sends as much as the socket accepts.
  mutating func flush(_ socket: borrowing UnixSocket) {
    while !unsent.isEmpty, !isBroken {
      guard let count = socket.send(unsent) else {
        isBroken = true
        return
      }
      if count == 0 {
        if stalledSince == nil { stalledSince = ContinuousClock.now }
        return
      }
      stalledSince = nil
      unsent = Data(unsent.dropFirst(count))
    }
    stalledSince = nil
  }

  /// Discards all lines but the rest of the one that was begun, so that what follows is readable.
  mutating func keepOnlyBegunLine() {
    guard let end = unsent.firstIndex(of: 0x0A) else { return }
    unsent = Data(unsent[...end])
  }
}

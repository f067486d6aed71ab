// SPDX-License-Identifier: Apache-2.0
//
// Owns: where the feed gets pulses and edges of one machine from. Must not know: clients, sockets.

import FoundationEssentials

/// Pulses or raw edges of one machine.
package struct FeedStream: Sendable {
  /// The machine's identifier.
  package var machine: String
  package var kind: FeedKind
  /// What is sent before the first of them, as one line; empty for nothing.
  package var head: @Sendable () -> Data
  /// What was added since the last call, as lines. Called on the server's thread only; it must not wait.
  package var fetch: @Sendable () -> Data
  /// Called on the server's thread when the first client asks and when the last one has gone.
  package var setWanted: @Sendable (Bool) -> Void

  package init(
    machine: String, kind: FeedKind, head: @escaping @Sendable () -> Data = { Data() },
    fetch: @escaping @Sendable () -> Data, setWanted: @escaping @Sendable (Bool) -> Void
  ) {
    self.machine = machine
    self.kind = kind
    self.head = head
    self.fetch = fetch
    self.setWanted = setWanted
  }
}

/// What a stream had since the last time.
struct StreamBatch {
  var stream: FeedStream
  var lines: Data
}

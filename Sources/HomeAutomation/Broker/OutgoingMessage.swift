// SPDX-License-Identifier: Apache-2.0
//
// Owns: one message to a broker. Must not know: connections, what the payload means.

/// One message to a broker.
package struct OutgoingMessage: Sendable, Equatable {
  package var topic: String
  package var payload: String
  /// Whether the broker acknowledges it (quality of service 1).
  package var isAcknowledged: Bool
  package var isRetained: Bool
  /// How long the broker keeps it, seconds; nil for ever.
  package var expiryS: UInt32?

  package init(
    _ topic: String, _ payload: String, isAcknowledged: Bool = true, isRetained: Bool = true,
    expiryS: UInt32? = nil
  ) {
    self.topic = topic
    self.payload = payload
    self.isAcknowledged = isAcknowledged
    self.isRetained = isRetained
    self.expiryS = expiryS
  }

  /// Removes what the broker keeps of a topic.
  package static func removal(of topic: String) -> OutgoingMessage { OutgoingMessage(topic, "") }
}

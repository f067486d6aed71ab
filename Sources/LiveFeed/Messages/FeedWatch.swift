// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a client wants to see. Must not know: who shows it.

/// Something that can be watched.
package enum FeedKind: String, Sendable, CaseIterable {
  /// Frames; see `LiveFrame`.
  case live
  /// Every pulse as it comes; see `LivePulse`.
  case pulses
  /// Every raw edge as it comes; see `LiveEdges`.
  case edges
  /// Finished sets and what becomes of them; see `FeedChange`.
  case changes
}

/// What a client wants to see from now on; a later `watch` replaces an earlier one.
package struct FeedWatch: Codable, Sendable, Equatable {
  /// The daemon's fastest pace, and what a client without a wish gets.
  package static let fastestHz = 10.0

  /// Answered by `ok` with the same id; without one the daemon only answers what is wrong.
  package var id: String?
  /// Identifiers or names; nil for all.
  package var machines: [String]?
  /// Frames per second and machine, at most.
  package var rateHz: Double?
  /// Raw values of `FeedKind`; a kind that this daemon does not know is refused, and the others are served.
  package var kinds: [String]
  /// The number of the last change that the client has: all later ones are sent. nil for those from now on.
  package var fromSequence: Int64?

  package init(
    _ kinds: [FeedKind], machines: [String]? = nil, rateHz: Double? = nil, fromSequence: Int64? = nil,
    id: String? = nil
  ) {
    self.kinds = kinds.map(\.rawValue)
    self.machines = machines
    self.rateHz = rateHz
    self.fromSequence = fromSequence
    self.id = id
  }

  func wants(_ kind: FeedKind) -> Bool { kinds.contains(kind.rawValue) }

  func wants(_ machine: LiveMachine) -> Bool {
    machines.map { $0.contains(machine.id) || $0.contains(machine.name) } ?? true
  }
}

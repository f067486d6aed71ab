// SPDX-License-Identifier: Apache-2.0
//
// Owns: one thing in the log that is new or different. Must not know: the log.

/// One thing in the log that is new or different. It is sent after it is durable, in the order of its numbers; of a thing
/// that changed several times only the last change is kept.
package struct FeedChange: Codable, Sendable, Equatable {
  /// Grows with every change of the log. The largest one that a client has is what it asks for with `fromSequence`.
  package var sequence: Int64
  /// What kind of thing changed, such as `set`; a later version may have more.
  package var kind: String
  /// Which one.
  package var id: String
  /// The set as it is now; absent for other kinds, and for a set that is gone.
  package var set: SetSummary?

  package init(sequence: Int64, kind: String, id: String, set: SetSummary? = nil) {
    self.sequence = sequence
    self.kind = kind
    self.id = id
    self.set = set
  }
}

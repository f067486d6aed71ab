// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a format needs to know of a session. Must not know: formats.

/// A set with its trace.
struct ExportedSet: Sendable {
  var record: SetRecord
  /// Empty where nothing is known of the set over time.
  var trace: SetTrace
}

/// Sets that belong together, in order; at least one.
struct ExportedSession: Sendable {
  var sets: [ExportedSet]
}

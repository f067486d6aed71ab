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

extension SetRecord {
  /// A serial number for formats that want one: the same machine has the same, and none has 0.
  var machineNumber: UInt32 { max(1, CRC32.of(Array(machine.utf8)[...])) }
}

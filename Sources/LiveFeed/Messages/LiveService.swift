// SPDX-License-Identifier: Apache-2.0
//
// Owns: the state of the daemon itself. Must not know: the belt.

/// The state of the daemon itself.
package struct LiveService: Codable, Sendable, Equatable {
  /// Rights of the pulse thread, one line.
  package var realtime: String?
  package var isSimulated = false
  /// Whether the wall clock has been set since the start; nil if that is not known.
  package var clockIsSynchronised: Bool?
  /// Sets logged since the daemon started.
  package var setsLogged = 0

  package init() {}
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: what can go wrong with the database, told apart by what to do about it. Must not know: libpq, HTTP.

/// What PostgreSQL or the way to it did not do.
package struct DatabaseFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// PostgreSQL's error code (appendix A of its manual); nil if there was no answer.
  package let state: String?
  package let message: String

  package var description: String { state.map { "\(message) (\($0))" } ?? message }

  /// Whether a record is at fault and not the database: its data come twice (class 21), cannot be stored (22), contradict each
  /// other (23), or are
  /// of a row of another gym (42501).
  package var isOfData: Bool {
    state.map { ["21", "22", "23"].contains($0.prefix(2)) || $0 == "42501" } ?? false
  }

  /// Whether the connection is of no use any more.
  package var isLost: Bool {
    // 57P01 to 57P03: the server ends, or does not take connections yet; 08: the connection itself; 25006: it became read-only.
    guard let state else { return true }
    return state.hasPrefix("08") || state.hasPrefix("57P") || state == "25006"
  }
}

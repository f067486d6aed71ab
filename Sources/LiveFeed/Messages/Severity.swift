// SPDX-License-Identifier: Apache-2.0
//
// Owns: how bad something is. Must not know: what it is.

/// How bad a finding is; the worst one is the exit status of `deadmill doctor`.
package enum Severity: String, Codable, Sendable, Comparable {
  /// As it should be.
  case good
  /// It works, but something should be checked.
  case warning
  /// It does not work.
  case fault

  private var rank: Int {
    switch self {
    case .good: 0
    case .warning: 1
    case .fault: 2
    }
  }

  package var exitStatus: Int32 { Int32(rank) }

  package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether a change of walker takes the set in progress along. Must not know: logs, displays.
//
// People step on, walk, and only then press the key. A set without a walker takes the first one that is named, as long as
// it is not logged. The walker of a set can be corrected for half a minute; after that the change is the next person's,
// who chooses early.

/// From when on another walker counts.
package enum WalkerTurn: String, Sendable, Equatable {
  case thisSet = "this-set"
  case nextSet = "next-set"

  /// How long the walker of a set can be corrected, nanoseconds.
  package static let correctionNs: Int64 = 30_000_000_000

  /// - Parameters:
  ///   - begunNs: first pulse of a set that has begun on the belt; nil if none has. The report does not have one that is
  ///     only just known, which is then given to the walker who is found.
  ///   - nowNs: belt time.
  package init(_ report: KeeperReport, begunNs: Int64? = nil, nowNs: Int64) {
    guard report.isSetOpen, let givenNs = report.setGivenNs else {
      let isYoung = begunNs.map { !report.isSetOpen && nowNs &- $0 < Self.correctionNs } ?? false
      self = isYoung ? .thisSet : .nextSet
      return
    }
    self = report.setWalker == nil || nowNs &- givenNs < Self.correctionNs ? .thisSet : .nextSet
  }
}

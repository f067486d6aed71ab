// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether a change of walker takes the set in progress along. Must not know: logs, displays.
//
// People step on, walk, and only then press the key. A set in progress without a walker takes the first one that is named.
// The walker of a set can be corrected for half a minute; after that the change is the next person's, who chooses early. A
// set that has ended and cannot be logged yet is treated alike, if no other one has begun; without a walker it waits for
// one for half a minute from its end, since the next person may be the one who chooses.

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
      let isWaiting = begunNs == nil && report.unlogged?.takesWalker(nowNs: nowNs) ?? false
      self = isYoung || isWaiting ? .thisSet : .nextSet
      return
    }
    self = report.setWalker == nil || nowNs &- givenNs < Self.correctionNs ? .thisSet : .nextSet
  }
}

extension UnloggedSet {
  /// Whether another walker on the machine is this set's.
  fileprivate func takesWalker(nowNs: Int64) -> Bool {
    nowNs &- (walker == nil ? endNs : givenNs) < WalkerTurn.correctionNs
  }
}

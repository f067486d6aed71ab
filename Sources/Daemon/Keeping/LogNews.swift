// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a request reaches a machine's logging loop. Must not know: requests, the log.

import Motion
import SetKeeping
import Sets
import Synchronization

/// What a request has changed in the log, for the logging loop: that there is news, and from when on another walker counts.
final class LogNews: Sendable {
  /// The set that a request gives to another walker: its first instant, and when that was asked for, belt time.
  private let takeover = Mutex<(givenNs: Int64, atNs: Int64)?>(nil)
  private let isPending = Atomic<Bool>(false)

  /// The log was changed; the loop reads it at once.
  func announce() { isPending.store(true, ordering: .releasing) }

  /// Whether something was announced since the last call.
  func take() -> Bool { isPending.exchange(false, ordering: .acquiringAndReleasing) }

  /// A request has put another walker on the machine: from when on that counts, so that the answer and the log agree.
  func decideTurn(_ belt: BeltSnapshot, _ report: KeeperReport) -> WalkerTurn {
    let nowNs = belt.motion.timeNs
    let turn = WalkerTurn(report, begunNs: belt.hasSetBegun ? belt.setFirstPulseNs : nil, nowNs: nowNs)
    // One that is only just known is given to the walker who is found.
    let givenNs = belt.hasSetBegun && !report.isSetOpen ? nil : report.givenNs
    takeover.withLock { $0 = turn == .thisSet ? givenNs.map { ($0, nowNs) } : nil }
    return turn
  }

  /// When the set in progress was given to the walker who is on the machine now, belt time; nil if it is not.
  /// - Parameter seenNs: belt time of the newest snapshot.
  func takesSet(_ report: KeeperReport, seenNs: Int64) -> Int64? {
    let asked = takeover.withLock { takeover in
      defer { takeover = nil }
      return takeover
    }
    if let asked, asked.givenNs == report.givenNs { return asked.atNs }
    return WalkerTurn(report, nowNs: seenNs) == .thisSet ? seenNs : nil
  }
}

extension BeltSnapshot {
  /// Whether a set is in progress on the belt.
  var hasSetBegun: Bool { phase == .active || phase == .paused }
}

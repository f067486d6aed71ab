// SPDX-License-Identifier: Apache-2.0
//
// Owns: how far recorded time may go, for those who let it go step by step. Must not know: what is recorded.

import Foundation
import Synchronization

/// A clock that stands until it is opened further, so that what happens between two instants of a recording does not
/// depend on how busy the computer is.
///
/// Several sources can share one; instants are seconds after the start of each one's recording.
package final class ReplayGate: Sendable, Equatable {
  private static let napS = 0.001

  private let openUntilNs = Atomic<Int64>(0)
  /// The latest instant that a source has waited for; below `openUntilNs` as long as sources still run.
  private let awaitedNs = Atomic<Int64>(.min)

  package init() {}

  package static func == (one: ReplayGate, other: ReplayGate) -> Bool { one === other }

  /// Lets time go on to an instant, seconds; never back.
  package func open(untilS: Double) {
    let untilNs = Int64(min(untilS * 1e9, 9e18))
    openUntilNs.max(untilNs, ordering: .acquiringAndReleasing)
  }

  /// Whether a source has had everything up to where the gate is open, and waits for more.
  package var isReached: Bool {
    awaitedNs.load(ordering: .acquiring) > openUntilNs.load(ordering: .acquiring)
  }

  /// Waits until the gate is open that far; false if stopped.
  func wait(untilS: Double, _ stop: StopFlag) -> Bool {
    let timeNs = Int64(min(untilS * 1e9, 9e18))
    awaitedNs.max(timeNs, ordering: .acquiringAndReleasing)
    while !stop.isStopped {
      if openUntilNs.load(ordering: .acquiring) >= timeNs { return true }
      Thread.sleep(forTimeInterval: Self.napS)
    }
    return false
  }
}

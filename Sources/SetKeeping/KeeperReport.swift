// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the rest of the daemon may know of the sets being kept. Must not know: how they are kept.

import SetLog
import Text

/// A set that has ended and is not in the log yet.
package struct UnloggedSet: Sendable {
  /// Whose set it is; nil for no walker.
  package var walker: String?
  /// When it was given to its walker, belt time.
  package var givenNs: Int64
  /// Its end, belt time.
  package var endNs: Int64

  package init(walker: String?, givenNs: Int64, endNs: Int64) {
    self.walker = walker
    self.givenNs = givenNs
    self.endNs = endNs
  }
}

/// The state of the sets being kept.
package struct KeeperReport: Sendable {
  package init() {}

  /// The set that was finished last in this boot.
  package var lastRecord: SetRecord?
  /// Its trace, if known.
  package var lastTrace: SetTrace?
  /// Whether a set is in progress or its figures are being computed.
  package var isSetOpen = false
  /// Whose set is in progress; nil for no walker, and for no set.
  package var setWalker: String?
  /// The set in progress without the belt's coasting; nil if there is none.
  package var soFar: SetSoFar?
  /// When the set in progress was given to its walker, belt time; its start, or later if another walker took it over.
  package var setGivenNs: Int64?
  /// The set that ended last, while it waits to be logged; nil once another one has begun.
  package var unlogged: UnloggedSet?
  /// Sets logged since the daemon started.
  package var logged = 0
  /// Sets that are finished and not in the log yet.
  package var unwritten = 0
  /// Sets of an earlier run that were recovered.
  package var recovered = 0
  /// Why the newest attempt to log failed; nil if it did not.
  package var trouble: SetLogError?
  /// Why the set in progress is not safe from a power cut; nil if it is.
  package var journalTrouble: SetLogError?

  /// When the newest set that is not logged was given to its walker, belt time; nil if there is none.
  package var givenNs: Int64? { isSetOpen ? setGivenNs : unlogged?.givenNs }

  /// What is wrong, one line; nil if nothing is.
  package var health: String? { logHealth ?? journalHealth }

  /// What is wrong with the log, one line.
  package var logHealth: String? { trouble.map { "\(CountText.of(unwritten, "set")) not logged yet: \($0)" } }

  /// What is wrong with the journal, one line.
  package var journalHealth: String? { journalTrouble.map { "a power cut would lose this set: \($0)" } }
}

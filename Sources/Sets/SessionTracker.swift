// SPDX-License-Identifier: Apache-2.0
//
// Owns: which sets belong together, and the rest between them. Must not know: identifiers, wall time.

import Pulses

/// A set's position in its session.
package struct SessionPosition: Sendable, Equatable {
  /// Whether a new session begins with this set.
  package var beginsSession: Bool
  /// From 1.
  package var index: Int
  /// From the end of the previous set to the start of this one, seconds; nil for the first.
  package var restBeforeS: Double?

  package init(beginsSession: Bool, index: Int, restBeforeS: Double?) {
    self.beginsSession = beginsSession
    self.index = index
    self.restBeforeS = restBeforeS
  }
}

/// Groups sets into sessions by the rest between them.
package struct SessionTracker: Sendable, Equatable {
  private let gapNs: Int64
  private var lastEndNs: Int64?
  private var index = 0

  package init(rules: SetRules) { gapNs = rules.sessionGapNs }

  /// Continues a session that began before the program started.
  /// - Parameter lastEndNs: the end of its last set in current belt time.
  package mutating func resume(lastEndNs: Int64, index: Int) {
    self.lastEndNs = lastEndNs
    self.index = index
  }

  /// Assigns a newly finished set to a session. Call once for each set, in order.
  package mutating func assign(startNs: Int64, endNs: Int64) -> SessionPosition {
    defer { lastEndNs = endNs }
    if let lastEndNs, startNs &- lastEndNs < gapNs, startNs >= lastEndNs {
      index += 1
      return SessionPosition(
        beginsSession: false, index: index, restBeforeS: Nanoseconds(from: lastEndNs, to: startNs).seconds)
    }
    index = 1
    return SessionPosition(beginsSession: true, index: 1, restBeforeS: nil)
  }
}

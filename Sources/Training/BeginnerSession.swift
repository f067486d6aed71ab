// SPDX-License-Identifier: Apache-2.0
//
// Owns: the first sessions of a walker: their sets are shorter. Must not know: sets, walkers.

/// One of a walker's first sessions.
package struct BeginnerSession: Sendable, Equatable {
  /// So many sessions are a beginner's unless a configuration says otherwise.
  package static let usualSessions = 3
  /// A set is not made shorter than this, seconds.
  package static let shortestS = 15.0

  /// Which one, from 1.
  package let number: Int
  /// How many there are.
  package let sessions: Int

  /// nil if the walker is no beginner any more.
  /// - Parameters:
  ///   - done: sessions that the walker has had.
  ///   - sessions: how many sessions are a beginner's; 0 for none.
  package init?(done: Int, of sessions: Int = BeginnerSession.usualSessions) {
    guard done >= 0, done < sessions else { return nil }
    number = done + 1
    self.sessions = sessions
  }

  /// How long a set lasts: half of it in the first session, and more each time, in steps of five seconds.
  package func setDurationS(_ wholeS: Double) -> Double {
    let share = 0.5 + 0.5 * Double(number - 1) / Double(sessions)
    return min(wholeS, max(Self.shortestS, (wholeS * share / 5).rounded() * 5))
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: what goes on at a machine. Must not know: words, screens.

import LiveFeed

/// The current activity, in the form that every display needs.
package struct Situation: Sendable, Equatable {
  /// The walker's activity.
  package enum Activity: Sendable, Equatable {
    /// Nothing yet.
    case idle
    case set(elapsedS: Double, isPaused: Bool)
    case rest(elapsedS: Double)
  }

  package let activity: Activity
  /// Whether nothing is known about the belt at present.
  package let isBlind: Bool
  /// nil if the protocol has none for the current activity.
  package let targetS: Double?
  /// What is left of a rest, as the daemon counts it: none before a walker's first set.
  private let restLeftS: Double?

  /// - Parameters:
  ///   - frame: nil before the first.
  ///   - isConnected: whether there is a daemon that the frame is of.
  package init(_ frame: LiveFrame?, isConnected: Bool) {
    isBlind = !isConnected || frame?.isHeard != true
    let frame = frame ?? LiveFrame()
    restLeftS = frame.training?.restRemainingS.map { max(0, $0) }
    if !isConnected {
      // The state at the time when the daemon disappeared is soon outdated.
      activity = .idle
      targetS = nil
    } else if let elapsedS = frame.set.elapsedS {
      activity = .set(elapsedS: elapsedS, isPaused: frame.phase == "paused")
      targetS = Self.positive(frame.training?.setTargetS)
    } else if let elapsedS = frame.set.restElapsedS, frame.set.number > 0 {
      activity = .rest(elapsedS: elapsedS)
      targetS = frame.training?.isDone == true ? nil : Self.positive(frame.training?.restTargetS)
    } else {
      activity = .idle
      targetS = Self.positive(frame.training?.setTargetS)
    }
  }

  /// A usable target.
  private static func positive(_ seconds: Double?) -> Double? {
    guard let seconds, seconds.isFinite, seconds > 0 else { return nil }
    return seconds
  }

  package var elapsedS: Double? {
    switch activity {
    case .idle: nil
    case .set(let elapsedS, _), .rest(let elapsedS): elapsedS
    }
  }

  /// The share of the target that is done, 0 to 1; nil without a target.
  package var share: Double? {
    guard activity != .idle, let targetS, let elapsedS, elapsedS.isFinite else { return nil }
    if case .rest = activity, let restLeftS { return max(0, 1 - restLeftS / targetS) }
    return max(0, min(1, elapsedS / targetS))
  }

  /// The rest of the target; nil without a target.
  package var remainingS: Double? {
    guard activity != .idle, let targetS, let elapsedS, elapsedS.isFinite else { return nil }
    if case .rest = activity, let restLeftS { return restLeftS }
    return max(0, targetS - elapsedS)
  }
}

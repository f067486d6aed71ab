// SPDX-License-Identifier: Apache-2.0
//
// Owns: which sounds the walker hears, and when. A pure state machine; time enters with the frames. Must not know:
// sounds.
//
//     nothing ──set begins──▶ set ──half──▶ ──10 s left──▶ ──target──▶ set, done announced
//        ▲                     │ ends: done, if not yet announced          │ ends
//        └──────── rest ◀──────┴───────────────────────────────────────────┘
//                   └─ rest over, and again twice
//
// Past the target "done" is repeated for a while: who did not hear it walks on. After "half" and "ten seconds left" follows
// whether the walker is ahead or behind.

import LiveFeed

/// An event announced by sound to the walker, who faces away.
package enum Cue: String, Sendable, Equatable, CaseIterable {
  case setBegins
  case half
  case tenSecondsLeft
  /// The target is reached, or a set without a target has ended.
  case done
  case restIsOver
  /// The target was reached a while ago and the walker walks on.
  case doneAgain
  /// The set was too short and is asked for again.
  case tooShort
  /// How the set compares at this moment.
  case ahead, behind
}

/// Frames in, cues out: each at most once per set or rest, and one at a time.
package struct CueMachine: Sendable, Equatable {
  /// "Ten seconds left" comes clearly after "half" or not at all.
  package static let shortestWithTen = 26.0
  /// When joining a set later than this, its beginning is not announced, seconds.
  package static let joinedS = 3.0
  /// Pauses between the reminders, seconds, and how many there are.
  static let againEveryS = (done: 5.0, restOver: 15.0)
  static let mostAgain = (done: 6, restOver: 2)
  /// The comparison follows its cue after so long, seconds: a new sound ends the one before.
  static let comparedAfterS = 1.2

  /// What a set is compared with.
  package var comparison = Comparison.off
  package var targetMps: Double?

  /// A set's computed beginning moves by less than this during the set, seconds.
  private static let sameSetS = 10.0

  private struct SetState: Sendable, Equatable {
    var number: Int
    var beginS: Double
    var saidHalf = false
    var saidTen = false
    var saidDone = false
    var reminders = 0
    /// When to play the comparison, belt time; nil for never.
    var compareS: Double?
  }

  private var set: SetState?
  private var isFirst = true
  private var lastNs: Int64 = 0
  private var saidRestOver = true
  private var restReminders = 0

  package init() {}

  /// Takes a frame; returns the cue to play now.
  package mutating func take(_ frame: LiveFrame) -> Cue? {
    defer {
      lastNs = frame.timeNs
      isFirst = false
    }
    // The belt's clock only goes back when another daemon answers: discard the old state.
    if frame.timeNs < lastNs {
      let (comparison, targetMps) = (comparison, targetMps)
      self = CueMachine()
      (self.comparison, self.targetMps) = (comparison, targetMps)
    }
    guard let elapsedS = frame.set.elapsedS, elapsedS.isFinite else { return takeRest(frame) }
    return takeSet(frame, elapsedS)
  }

  private mutating func takeSet(_ frame: LiveFrame, _ elapsedS: Double) -> Cue? {
    let target = Self.positive(frame.training?.setTargetS)
    let beginS = frame.timeS - max(0, min(elapsedS, 1e8))
    let isSame = set.map { isSameSet($0, frame, beginS) } ?? false
    guard isSame else {
      let hadBefore = set != nil
      set = SetState(number: frame.set.number, beginS: beginS)
      saidRestOver = false
      if (isFirst && elapsedS > Self.joinedS) || (!isFirst && !hadBefore && elapsedS > 60) {
        // Joined during a set: past events are not announced.
        _ = milestone(elapsedS, target)
        return nil
      }
      _ = milestone(min(elapsedS, 0), target)
      return .setBegins
    }
    let cue = milestone(elapsedS, target)
    if cue == .half || cue == .tenSecondsLeft {
      set?.compareS = frame.timeS + Self.comparedAfterS
    }
    return cue ?? compared(frame, elapsedS)
  }

  /// Whether the walker is ahead or behind, once after a milestone.
  private mutating func compared(_ frame: LiveFrame, _ elapsedS: Double) -> Cue? {
    guard let due = set?.compareS, frame.timeS >= due else { return nil }
    set?.compareS = nil
    guard let (metres, _) = Ahead.metres(frame, comparison, targetMps: targetMps, elapsedS: elapsedS),
      metres.magnitude >= Ahead.levelM
    else { return nil }
    return metres > 0 ? .ahead : .behind
  }

  private func isSameSet(_ set: SetState, _ frame: LiveFrame, _ beginS: Double) -> Bool {
    guard set.number == frame.set.number else { return false }
    // During a pause the elapsed time is frozen, so the beginning computed from it moves on.
    if frame.phase == "paused" { return true }
    return beginS - set.beginS < Self.sameSetS
  }

  /// The newest cue that is due; earlier ones are dropped.
  private mutating func milestone(_ elapsedS: Double, _ targetS: Double?) -> Cue? {
    guard var state = set, let targetS else { return nil }
    defer { set = state }
    if elapsedS >= targetS {
      if state.saidDone {
        let next = targetS + Double(state.reminders + 1) * Self.againEveryS.done
        guard state.reminders < Self.mostAgain.done, elapsedS >= next else { return nil }
        // After a time without frames only the newest one is due.
        state.reminders = max(
          state.reminders + 1, Int(min(1e6, (elapsedS - targetS) / Self.againEveryS.done)))
        return .doneAgain
      }
      (state.saidHalf, state.saidTen, state.saidDone) = (true, true, true)
      state.compareS = nil
      return .done
    }
    if targetS > Self.shortestWithTen, elapsedS >= targetS - 10 {
      if state.saidTen || state.saidDone { return nil }
      (state.saidHalf, state.saidTen) = (true, true)
      return .tenSecondsLeft
    }
    if elapsedS >= targetS / 2 {
      if state.saidHalf || state.saidTen || state.saidDone { return nil }
      state.saidHalf = true
      return .half
    }
    return nil
  }

  private mutating func takeRest(_ frame: LiveFrame) -> Cue? {
    if let ended = set {
      set = nil
      saidRestOver = false
      restReminders = 0
      if frame.isLastShort { return .tooShort }
      if !ended.saidDone { return .done }
    }
    if isFirst { saidRestOver = false }
    return restOver(frame)
  }

  private mutating func restOver(_ frame: LiveFrame) -> Cue? {
    guard let restS = frame.set.restElapsedS, restS.isFinite, frame.training?.isDone != true,
      let targetS = Self.positive(frame.training?.restTargetS)
    else { return nil }
    guard (frame.training?.restRemainingS ?? (targetS - restS)) <= 0 else { return nil }
    if saidRestOver {
      let next = targetS + Double(restReminders + 1) * Self.againEveryS.restOver
      guard restReminders < Self.mostAgain.restOver, restS >= next, frame.phase != "candidate" else {
        return nil
      }
      restReminders = max(
        restReminders + 1, Int(min(1e6, (restS - targetS) / Self.againEveryS.restOver)))
      return .restIsOver
    }
    saidRestOver = true
    // What is long past is not repeated.
    restReminders = Int(min(1e6, max(0, restS - targetS) / Self.againEveryS.restOver))
    // A screen switched on long after the rest was over stays silent.
    return isFirst && restS > targetS + Self.joinedS ? nil : .restIsOver
  }

  private static func positive(_ seconds: Double?) -> Double? {
    guard let seconds, seconds.isFinite, seconds > 0 else { return nil }
    return seconds
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: what to do now, for how long, and what comes next, in words. Must not know: positions.

import LiveFeed

extension LiveText {
  /// WALK, REST, DONE.
  package var coachWord: String {
    if now.isBlind { return Figures.unknown }
    switch now.activity {
    case .set:
      if frame.isCoasting { return text(.coasting) }
      return text((now.share ?? 0) >= 1 ? .doneNow : .walkNow)
    case .rest:
      if frame.training?.isDone == true { return text(.doneNow) }
      return text((now.remainingS ?? 1) > 0 ? .restNow : .walkNow)
    case .idle: return text(.walkNow)
    }
  }

  /// What to do, in full.
  package var coachSentence: String {
    let index = "\(frame.training?.setIndex ?? frame.set.number &+ 1)"
    switch now.activity {
    case .set: return (now.remainingS ?? 0) > 0 ? text(.timeLeftOf, setLabel) : setLabel
    case .rest:
      guard let training = frame.training else { return text(.restAsLong) }
      if training.isDone == true { return text(.allDone) }
      if let shortText, now.remainingS != 0 { return shortText }
      return now.remainingS == 0 ? begin(index) : text(.restUntil, index)
    case .idle: return frame.training == nil ? text(.walkOn) : begin(index)
    }
  }

  private func begin(_ index: String) -> String {
    guard let count = frame.training?.setCount, count > 0 else { return text(.beginSet, index) }
    return text(.beginSets, index, "\(count)")
  }

  /// The remaining time of the current activity, else its elapsed time.
  package var coachFigure: (text: String, widest: String) {
    if now.isBlind { return (Figures.unknown, "88:88") }
    switch now.activity {
    case .set(let elapsedS, _):
      guard let remainingS = now.remainingS, remainingS > 0 else { return (figures.clock(elapsedS), "88:88") }
      return (figures.remaining(remainingS), "88:88")
    case .rest(let elapsedS): return (restFigure(elapsedS), "88:88")
    case .idle:
      guard let targetS = now.targetS else { return (largeSpeed, figures.unit.widest) }
      return (figures.clock(targetS), "88:88")
    }
  }

  /// Whether a set is in progress.
  package var isInSet: Bool {
    if case .set = now.activity { return true }
    return false
  }

  /// REST LEFT
  package var restLabel: String {
    guard let remainingS = now.remainingS else {
      return text(frame.training?.isDone == true ? .sessionDone : .rest)
    }
    return text(remainingS > 0 ? .restLeft : .restOver)
  }

  /// The remaining rest, or its elapsed time if it has no limit.
  package func restFigure(_ elapsedS: Double) -> String {
    guard let remainingS = now.remainingS else { return figures.clock(elapsedS) }
    return figures.remaining(remainingS)
  }

  /// What to do before the first set.
  package var idleHint: String {
    frame.training?.isBeginner == true ? text(.holdRails) : text(.ready)
  }
}

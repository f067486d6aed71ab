// SPDX-License-Identifier: Apache-2.0
//
// Owns: a set in words: its number in the plan, what became of it, how it compares at this second. Must not know: positions.

import LiveFeed

extension LiveText {
  /// SET 2 OF 3; past the target DONE +0:04.
  package var setLabel: String {
    guard case .set(let elapsedS, let isPaused) = now.activity else { return setName }
    if frame.isCoasting { return "\(shortSetName)  \(text(.coasting))" }
    if isPaused { return "\(shortSetName)  \(text(.paused))" }
    if (now.share ?? 0) >= 1, let targetS = now.targetS, elapsedS >= targetS {
      return text(.doneOver, "+" + figures.clock((elapsedS - targetS).rounded(.down)))
    }
    return setName
  }

  /// SET 2
  private var shortSetName: String { isExtraSet ? text(.extraSet) : text(.set, "\(frame.setNumber)") }

  private var setName: String {
    if isExtraSet { return text(.extraSet) }
    let number = "\(frame.setNumber)"
    if let count = frame.training?.setCount, count > 0 { return text(.setOf, number, "\(count)") }
    return text(.set, number)
  }

  /// Whether the plan is done and this set is one more.
  private var isExtraSet: Bool {
    guard case .set = now.activity else { return false }
    return frame.training?.isDone == true
  }

  /// What becomes of a set that was too short: "Too short 0:26 of 1:00, set 1 again".
  package var shortText: String? {
    guard frame.isLastShort, let verdict = frame.verdict, let last = frame.set.last else { return nil }
    return "\(tooShortText(verdict, last)), \(text(.setAgain, "\(verdict.set)"))"
  }

  private func tooShortText(_ verdict: LiveVerdict, _ last: SetSummary) -> String {
    // Rounded down: a set that is short by a moment is not shown as long enough.
    let short = figures.clock(last.durationS.isFinite ? last.durationS.rounded(.down) : nil)
    return text(.tooShort, short, figures.clock(verdict.targetS))
  }

  /// SET 2 DONE, METRES
  package func summaryLabel(_ last: SetSummary) -> String {
    if last.suspect != nil { return text(.suspect) }
    if frame.isLastShort, let verdict = frame.verdict { return tooShortText(verdict, last).uppercased() }
    let isFeet = figures.unit.isImperial
    if frame.isLastExtra { return text(isFeet ? .extraFeet : .extraDone) }
    return text(isFeet ? .summaryFeet : .summaryOf, "\(frame.lastNumber ?? last.indexInSession)")
  }

  /// METRES
  package var distanceLabel: String {
    switch figures.distance(frame.set.distanceM).unit {
    case .metres: text(.distance)
    case .feet: text(.feet)
    case .yards: text(.yards)
    case .miles: text(.miles)
    }
  }

  /// The comparison at this second; nil if there is none.
  package var ahead: (metres: Double, text: String)? {
    guard case .set(let elapsedS, _) = now.activity, !now.isBlind,
      let (metres, kind) = Ahead.metres(
        frame, comparison, targetMps: targetMps, elapsedS: elapsedS)
    else { return nil }
    let isLevel = metres.magnitude < Ahead.levelM
    let phrase: Phrase =
      switch (kind, isLevel, metres > 0) {
      case (.last, true, _): .levelLast
      case (.last, _, true): .aheadOfLast
      case (.last, _, false): .behindLast
      case (.target, true, _): .levelTarget
      case (.target, _, true): .aheadOfTarget
      case (.target, _, false): .behindTarget
      case (_, true, _): .levelBest
      case (_, _, true): .aheadOfBest
      case (_, _, false): .behindBest
      }
    return (metres, text(phrase, figures.length(metres.magnitude)))
  }

  /// The title of the protocol in the display's language if it is built in, else its author's.
  package var protocolTitle: String? {
    guard let training = frame.training else { return nil }
    let phrase: Phrase? =
      switch training.name {
      case "deadmill-3x60": .titleDeadmill
      case "retro-walk-10min": .titleRetro
      case "sled-pull-intervals": .titleSled
      case "free": .titleFree
      default: nil
      }
    return phrase.map { text($0) } ?? training.title
  }
}

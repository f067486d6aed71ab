// SPDX-License-Identifier: Apache-2.0
//
// Owns: a set in words: its number in the plan, what became of it, how it compares at this second. Must not know:
// positions.

import LiveFeed
import Words

extension LiveFrame {
  /// The number of the set in progress or the last one: the plan's if there is a plan, else the session's.
  var setNumber: Int {
    guard set.elapsedS != nil else { return lastNumber ?? set.number }
    return training?.setCount == nil ? set.number : training?.setIndex ?? set.number
  }

  /// The number of the last set.
  var lastNumber: Int? { verdict?.set ?? set.last?.indexInSession }

  /// What the plan says of the last set; nil without a plan.
  var verdict: LiveVerdict? {
    guard let verdict = training?.lastSet, verdict.id == set.last?.id else { return nil }
    return verdict
  }

  /// Whether the last set was too short and is asked for again.
  var isLastShort: Bool { verdict?.verdict == "short" }

  /// Whether the belt runs on without being driven.
  var isCoasting: Bool { self.set.coastedM != nil && phase != "paused" }

  var isLastExtra: Bool { verdict?.verdict == "extra" }

  /// Who is shown as the walker: of a set in progress its own.
  var shownWalker: String? { self.set.elapsedS == nil ? walker : set.walker }
}

extension Sheet {
  /// SET 2 OF 3; past the target DONE +0:04.
  var setLabel: String {
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
  var shortText: String? {
    guard frame.isLastShort, let verdict = frame.verdict, let last = frame.set.last else { return nil }
    return "\(tooShortText(verdict, last)), \(text(.setAgain, "\(verdict.set)"))"
  }

  private func tooShortText(_ verdict: LiveVerdict, _ last: SetSummary) -> String {
    // Rounded down: a set that is short by a moment is not shown as long enough.
    let short = figures.clock(last.durationS.isFinite ? last.durationS.rounded(.down) : nil)
    return text(.tooShort, short, figures.clock(verdict.targetS))
  }

  /// SET 2 DONE, METRES
  func summaryLabel(_ last: SetSummary) -> String {
    if last.suspect != nil { return text(.suspect) }
    if frame.isLastShort, let verdict = frame.verdict { return tooShortText(verdict, last).uppercased() }
    let isFeet = figures.unit.isImperial
    if frame.isLastExtra { return text(isFeet ? .extraFeet : .extraDone) }
    return text(isFeet ? .summaryFeet : .summaryOf, "\(frame.lastNumber ?? last.indexInSession)")
  }

  /// METRES
  var distanceLabel: String {
    switch figures.distance(frame.set.distanceM).unit {
    case .metres: text(.distance)
    case .feet: text(.feet)
    case .yards: text(.yards)
    case .miles: text(.miles)
    }
  }

  /// The comparison at this second; nil if there is none.
  var ahead: (metres: Double, text: String)? {
    guard case .set(let elapsedS, _) = now.activity, !now.isBlind,
      let (metres, kind) = Ahead.metres(
        frame, scene.comparison, targetMps: scene.targetMps, elapsedS: elapsedS)
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
  var protocolTitle: String? {
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

/// How far a set in progress is ahead.
enum Ahead {
  /// Differences below this are shown as none, metres.
  static let levelM = 0.25
  /// Before this a difference says nothing, seconds.
  private static let firstS = 3.0

  /// - Returns: metres, below 0 behind, and against what.
  static func metres(
    _ frame: LiveFrame, _ comparison: Comparison, targetMps: Double?, elapsedS: Double
  ) -> (metres: Double, kind: Comparison)? {
    let metres: Double?
    var kind = comparison
    switch comparison {
    case .off: metres = nil
    case .last: metres = frame.set.aheadOfPreviousM
    case .best:
      metres = frame.set.aheadOfBestM ?? frame.set.aheadOfPreviousM
      if frame.set.aheadOfBestM == nil { kind = .last }
    case .target:
      metres =
        elapsedS >= firstS
        ? targetMps.flatMap { target in frame.set.distanceM.map { $0 - target * elapsedS } } : nil
    }
    guard let metres, metres.isFinite, metres.magnitude < 1e6 else { return nil }
    return (metres, kind)
  }
}

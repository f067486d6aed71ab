// SPDX-License-Identifier: Apache-2.0
//
// Owns: what comes next, and how the week goes, in words. Must not know: positions.

import LiveFeed

extension LiveText {
  /// A step in words; nil if there is none.
  package func text(_ step: LiveStep) -> String? {
    switch step {
    case .walk(let set, .some(let targetS)):
      text(isAgain(set) ? .nextAgainFor : .nextWalkFor, "\(set)", figures.clock(targetS))
    case .walk(let set, nil): text(isAgain(set) ? .nextAgain : .nextWalk, "\(set)")
    case .rest(.some(let targetS)): text(.nextRestFor, figures.clock(targetS))
    case .rest(nil): text(.nextRest)
    case .finished: text(.nextFinished)
    case .longerSets(let toS): text(.nextLonger, figures.clock(toS))
    case .other: nil
    }
  }

  /// Whether that set was walked and was too short.
  private func isAgain(_ set: Int) -> Bool { frame.isLastShort && frame.verdict?.set == set }

  /// How the week stands, and how many there were before it.
  package var weekTexts: [String] {
    guard let training = frame.training else { return [] }
    var parts: [String] = []
    if let week = training.week {
      let done = "\(week.sessionsDone)"
      let weekOf: Phrase = week.unit == "days" ? .weekOfDays : .weekOf
      parts.append("\(text(.week)): " + (aim(week).map { text(weekOf, done, $0) } ?? done))
    }
    if let streak = training.streakWeeks, streak > 1 { parts.append(text(.streak, "\(streak)")) }
    return parts
  }

  private func aim(_ week: LiveWeek) -> String? {
    switch (week.aimMin, week.aimMax) {
    case (.some(let low), .some(let high)) where low != high: "\(low)-\(high)"
    case (.some(let aim), _), (nil, .some(let aim)): "\(aim)"
    case (nil, nil): nil
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: what became of the last set, in words. Must not know: positions.

import LiveFeed

extension LiveText {
  /// The verdict on the set, in one line.
  package func verdict(_ last: SetSummary) -> (parts: [String], style: Style) {
    if last.suspect != nil { return ([text(.suspect)], .warning) }
    if let shortText { return ([shortText], .title) }
    var parts: [String] = []
    var style = Style.plain
    if let best = frame.set.best, best.distanceM.isFinite, last.distanceM.isFinite {
      let difference = last.distanceM - best.distanceM
      let metres = figures.length(difference.magnitude)
      // Differences below a tenth of a metre are not meaningful.
      if difference.magnitude < 0.05 {
        parts.append(text(.equal))
      } else {
        parts.append(text(difference > 0 ? .better : .worse, metres))
      }
      style = difference >= 0.05 ? .good : .plain
    } else if frame.set.previous == nil, last.walker == frame.walker {
      parts.append(text(.firstOfKind))
    }
    if let fade = last.fade, fade.isFinite, fade.magnitude >= 0.01 {
      parts.append(text(fade > 0 ? .fadeOf : .fasterAtEnd, figures.percent(fade.magnitude)))
    }
    if let variation = last.speedVariation, variation.isFinite {
      parts.append(text(variation < 0.06 ? .even : .uneven))
    }
    return (parts, style)
  }

  /// What was noted about a set.
  package func text(rpe: Double?, pain: Double?) -> String {
    switch (rpe, pain) {
    case (.some(let rpe), .some(let pain)): text(.ratedBoth, figures.short(rpe), figures.short(pain))
    case (.some(let rpe), nil): text(.ratedExertion, figures.short(rpe))
    case (nil, .some(let pain)): text(.ratedPain, figures.short(pain))
    case (nil, nil): ""
    }
  }
}

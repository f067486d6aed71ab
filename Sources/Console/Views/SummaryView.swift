// SPDX-License-Identifier: Apache-2.0
//
// Owns: the result of a set, compared with the previous and the best. Must not know: terminals, sockets.

import LiveFeed
import Words

extension Sheet {
  mutating func summary() {
    guard let last = frame.set.last else {
      detail()
      return
    }
    if canvas.size.rows < Self.smallestDetail.rows || canvas.size.columns < Self.smallestDetail.columns {
      smallSummary(last)
      return
    }
    var area = canvas.area
    head(area.takeTop(1))
    foot(area.takeBottom(footRows(area.columns)), otherwise: totals)
    let isLarge = canvas.size.rows >= 34 && canvas.size.columns >= 110
    let lineRows = isLarge ? 5 : 1
    if let step = frame.training?.nextStep, let words = live.text(step) {
      label(words, in: area.takeBottom(lineRows).inset(columns: 1), .left, .plain)
    }
    let verdict = live.verdict(last)
    let whole = verdict.parts.joined(separator: ", ")
    let position = area.takeBottom(lineRows).inset(columns: 1)
    // In large letters only the first part, if not everything fits; the rest is in the table.
    let isWhole =
      lineRows == 1 || fitsLarge(whole, position) || !fitsLarge(verdict.parts.first ?? "", position)
    label(isWhole ? whole : verdict.parts.first ?? "", in: position, .left, verdict.style)
    if area.rows >= 18 { _ = area.takeBottom(1) }
    let left = area.takeLeft(area.columns * 56 / 100).inset(columns: 1)
    _ = area.takeLeft(1)
    let restS: Double
    if case .rest(let elapsedS) = now.activity { restS = elapsedS } else { restS = 0 }
    let metres = figures.tableDistance(last.distanceM)
    twoFigures(
      left,
      (
        live.summaryLabel(last), metres, metres.count > 4 ? "888.8" : "88.8",
        frame.isLastShort ? .plain : .good
      ),
      (live.restLabel, live.restFigure(restS), "88:88", .rest))
    // Who has no name yet has nothing to compare with either.
    if !claimCode(in: area) { table(area.without(right: 1), summaryTable(last)) }
  }

  private func summaryTable(_ last: SetSummary) -> Table {
    var table = Table()
    table.columns.append(column(last, text(.headSet, "\(frame.lastNumber ?? last.indexInSession)")))
    if let previous = frame.set.previous { table.columns.append(column(previous, text(.headLastTime))) }
    if let best = frame.set.best { table.columns.append(column(best, text(.headBest))) }
    if last.meanPowerW != nil, last.powerIsEstimated ?? frame.motion.powerIsEstimated {
      table.below[.rowUncertainty] = estimatedNote
    }
    if let previous = frame.set.previous, previous.distanceM.isFinite, last.distanceM.isFinite {
      let change = figures.signedLength(last.distanceM - previous.distanceM)
      table.notes.append(TableNote(label: text(.headChange), text: change))
    }
    return table
  }

  private mutating func smallSummary(_ last: SetSummary) {
    var area = canvas.area
    if area.rows >= 8 { head(area.takeTop(1)) }
    if area.rows >= 6 { foot(area.takeBottom(1)) }
    let line = area.rows >= 2 ? area.takeBottom(1) : area.takeBottom(0)
    let metres = figures.tableDistance(last.distanceM)
    figure(
      metres, widest: metres.count > 4 ? "888.8" : "88.8", in: area, .centre,
      frame.isLastShort ? .plain : .good)
    write(live.shortText ?? live.summaryLabel(last), in: line, .left, last.suspect == nil ? .title : .warning)
  }
}

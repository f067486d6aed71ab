// SPDX-License-Identifier: Apache-2.0
//
// Owns: all figures at once, with the speed as the largest. Must not know: terminals, sockets.

import LiveFeed
import Words

extension Sheet {
  /// Below this size there is no room for a table next to the figures.
  static let smallestDetail = ScreenSize(rows: 20, columns: 64)

  mutating func detail() {
    if canvas.size.rows < Self.smallestDetail.rows || canvas.size.columns < Self.smallestDetail.columns {
      small()
      return
    }
    var area = canvas.area
    head(area.takeTop(1))
    foot(area.takeBottom(footRows(area.columns)), otherwise: totals)
    trace(area.takeBottom(max(4, canvas.size.rows / 5)).inset(columns: 1))
    let left = area.takeLeft(area.columns * 56 / 100).inset(columns: 1)
    _ = area.takeLeft(1)
    switch now.activity {
    case .set(let elapsedS, _):
      let uncertain =
        figures.speedUncertainty(frame.motion.displaySpeedSdMps, at: frame.motion.displaySpeedMps) ?? ""
      twoFigures(
        left, (speedLabel(uncertain), live.largeSpeed, figures.unit.widest, live.activityStyle),
        (live.setLabel, figures.clock(elapsedS), "88:88", .plain))
    case .rest(let elapsedS):
      twoFigures(
        left, (speedLabel(""), live.largeSpeed, figures.unit.widest, .plain),
        (live.restLabel, live.restFigure(elapsedS), "88:88", live.activityStyle))
    case .idle:
      twoFigures(
        left, (speedLabel(""), live.largeSpeed, figures.unit.widest, .plain),
        (now.isBlind ? "" : text(.ready), "", "88:88", .plain))
    }
    table(area.without(right: 1), detailTable)
  }

  func speedLabel(_ uncertain: String) -> String {
    "\(text(.speed))  \(figures.unit.rawValue)" + (uncertain.isEmpty || now.isBlind ? "" : "  " + uncertain)
  }

  /// A figure with its label and style.
  typealias LabelledFigure = (label: String, value: String, widest: String, style: Style)

  /// Two figures, one above the other, the upper one larger.
  mutating func twoFigures(_ area: Area, _ upper: LabelledFigure, _ lower: LabelledFigure) {
    var area = area
    let lowerRows = Int((Double(area.rows) * 0.44).rounded())
    var below = area.takeBottom(lowerRows)
    for (figure, position) in [(upper, area), (lower, below)] {
      var position = position
      write(figure.label, in: position.takeTop(1), .left, figure.style == .plain ? .plain : figure.style)
      if figure.value.isEmpty { continue }
      self.figure(figure.value, widest: figure.widest, in: position, .left, figure.style)
    }
    _ = below.takeTop(0)
  }

  /// The speed of the last minutes, with a caption for its scale.
  mutating func trace(_ area: Area) {
    var area = area
    let caption = area.takeBottom(1)
    let spanS = TraceDrawing.draw(
      scene.history, on: &canvas, area, look.depth.ink(.trace), targetS: now.targetS,
      elapsedS: live.isInSet ? now.elapsedS : nil)
    let top = figures.preciseSpeed(TraceDrawing.top(scene.history, spanS: spanS))
    write(
      text(.traceSpan, figures.clock(spanS), "\(top) \(figures.unit.rawValue)"), in: caption, .left, .faint)
  }

  /// The set in progress or the last one, next to the previous and the best.
  private var detailTable: Table {
    var table = Table()
    switch now.activity {
    case .set(let elapsedS, _):
      table.columns.append(nowColumn(elapsedS))
      if let last = frame.set.last {
        table.columns.append(column(last, text(.headLast)))
      } else if let previous = frame.set.previous {
        table.columns.append(column(previous, text(.headLastTime)))
      }
    case .rest, .idle:
      if let last = frame.set.last {
        table.columns.append(column(last, text(.headSet, "\(frame.lastNumber ?? last.indexInSession)")))
      }
      if let previous = frame.set.previous { table.columns.append(column(previous, text(.headLastTime))) }
    }
    if let best = frame.set.best { table.columns.append(column(best, text(.headBest))) }
    if powerIsEstimated { table.below[.rowUncertainty] = estimatedNote }
    if let ahead = live.ahead { table.notes.append(TableNote(label: ahead.text, style: .plain)) }
    if let shortText = live.shortText, case .rest = now.activity {
      table.notes.append(TableNote(label: shortText))
    }
    if let direction = frame.motion.direction {
      table.notes.append(TableNote(label: text(.rowBelt), text: directionText(direction)))
    }
    if let bpm = frame.motion.heartRateBpm {
      table.notes.append(TableNote(label: text(.rowHeartRate), text: "\(bpm)/min"))
    }
    if let hereS = frame.walkerHereS {
      table.notes.append(TableNote(label: text(.rowHere), text: "\(Int(hereS / 60)) min"))
    }
    table.notes.append(
      TableNote(label: text(.rowTotal), text: figures.tableDistance(frame.motion.totalDistanceM)))
    return table
  }

  /// Marks power that is based on a typical drag instead of this machine's.
  var estimatedNote: TableNote { TableNote(label: text(.estimated), style: .good) }

  /// Whether the power of the first column is estimated.
  private var powerIsEstimated: Bool {
    if case .set = now.activity { return frame.motion.powerW != nil && frame.motion.powerIsEstimated }
    guard let last = frame.set.last, last.meanPowerW != nil else { return false }
    return last.powerIsEstimated ?? frame.motion.powerIsEstimated
  }

  private func directionText(_ direction: String) -> String {
    switch direction {
    case "forward": text(.forward)
    case "backward": text(.backward)
    default: direction
    }
  }

  private func nowColumn(_ elapsedS: Double) -> TableColumn {
    var column = TableColumn(head: text(.headNow))
    let distanceM = frame.set.distanceM
    column[.rowTime] = figures.clock(elapsedS)
    column[.rowDistance] = figures.tableDistance(distanceM)
    let meanMps = distanceM.flatMap { elapsedS > 0 ? $0 / elapsedS : nil }
    column[.rowMean] = figures.preciseSpeed(meanMps)
    column[.rowPower] = figures.fixed(frame.motion.powerW, 0)
    column[.rowUncertainty] = figures.fixed(frame.motion.powerSdW, 0)
    column[.rowCadence] = figures.fixed(frame.motion.cadenceSpm, 0)
    return column
  }

  /// A finished set as a column.
  func column(_ set: SetSummary, _ head: String) -> TableColumn {
    var column = TableColumn(head: head)
    column[.rowTime] = figures.clock(set.durationS)
    column[.rowDistance] = figures.tableDistance(set.distanceM)
    column[.rowMean] = figures.preciseSpeed(set.meanSpeedMps)
    column[.rowTop] = figures.preciseSpeed(set.maxSpeedMps)
    column[.rowPower] = figures.fixed(set.meanPowerW, 0)
    column[.rowUncertainty] = figures.fixed(set.powerSdW, 0)
    if set.cadenceSpm != nil { column[.rowCadence] = figures.fixed(set.cadenceSpm, 0) }
    if set.fade != nil { column[.rowFade] = figures.percent(set.fade) }
    if set.speedVariation != nil { column[.rowEvenness] = figures.percent(set.speedVariation) }
    return column
  }
}

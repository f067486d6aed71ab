// SPDX-License-Identifier: Apache-2.0
//
// Owns: three numbers that are readable from five metres away. Must not know: terminals, sockets.
//
// In a set: speed, the set's time, its distance. In a rest the remaining rest comes first: the walker is waiting for
// its end.

import LiveFeed
import Words

extension Sheet {
  /// Below this size there is no room for three numbers.
  static let smallest = ScreenSize(rows: 14, columns: 40)

  mutating func big() {
    if canvas.size.rows < Self.smallest.rows || canvas.size.columns < Self.smallest.columns {
      small()
      return
    }
    var area = canvas.area
    head(area.takeTop(1))
    foot(area.takeBottom(footRows(area.columns)), otherwise: totals)
    area = area.inset(columns: 1)
    let labelRows = canvas.size.rows >= 34 && canvas.size.columns >= 110 ? 5 : 1
    switch now.activity {
    case .set(let elapsedS, _):
      let lower = takeLower(&area, labelRows)
      if let ahead = live.ahead {
        // A row of its own, so that the figures keep their size while it changes.
        let style: Style = ahead.metres.magnitude < Ahead.levelM ? .plain : ahead.metres > 0 ? .good : .plain
        label(ahead.text, in: area.takeBottom(labelRows), .centre, style)
      }
      speed(area)
      let isCoasting = frame.isCoasting
      drawLower(lower, labelRows, .left, live.setLabel, figures.clock(elapsedS), "88:88", live.activityStyle)
      let distance = figures.distance(frame.set.distanceM, digits: 0)
      drawLower(
        lower, labelRows, .right, live.distanceLabel, distance.text, distance.text.count > 3 ? "8888" : "888",
        isCoasting ? .faint : .plain)
    case .rest(let elapsedS):
      if frame.phase == "candidate", !now.isBlind {
        bigStart(&area, labelRows)
      } else {
        bigRest(&area, labelRows, elapsedS)
      }
    case .idle:
      let hint = area.takeBottom(max(3, area.rows / 4))
      speed(area)
      if !now.isBlind { label(live.idleHint, in: hint, .centre, .plain) }
    }
  }

  /// The belt has begun to move: it is a set as soon as it is long enough, and the rest is no news any more.
  private mutating func bigStart(_ area: inout Area, _ labelRows: Int) {
    let lower = takeLower(&area, labelRows)
    speed(area)
    label(text(.starting), in: lower, .centre, .active)
  }

  private mutating func bigRest(_ area: inout Area, _ labelRows: Int, _ elapsedS: Double) {
    let lower = takeLower(&area, labelRows)
    label(live.restLabel, in: area.takeTop(labelRows), .centre, live.activityStyle)
    // Before the walker is back on the belt: why the same set is asked for again.
    if let shortText = live.shortText { label(shortText, in: area.takeBottom(labelRows), .centre, .title) }
    figure(live.restFigure(elapsedS), widest: "88:88", in: area, .centre, live.activityStyle)
    let speedLabel = "\(text(.speed))  \(figures.unit.rawValue)"
    drawLower(lower, labelRows, .left, speedLabel, live.largeSpeed, figures.unit.widest, .plain)
    guard let last = frame.set.last else { return }
    let title = text(
      figures.unit.isImperial ? .feetOf : .distanceOf, "\(frame.lastNumber ?? last.indexInSession)")
    drawLower(
      lower, labelRows, .right, title, figures.distance(last.distanceM, digits: 0).text, "888", .plain)
  }

  /// The lower third, with its labels.
  private func takeLower(_ area: inout Area, _ labelRows: Int) -> Area {
    let rows = Int((Double(area.rows - labelRows) * 0.34).rounded())
    return area.takeBottom(rows + labelRows)
  }

  /// One of the two lower numbers.
  private mutating func drawLower(
    _ area: Area, _ labelRows: Int, _ side: Alignment, _ title: String, _ value: String, _ widest: String,
    _ style: Style
  ) {
    var rest = area
    let left = rest.takeLeft(area.columns / 2)
    var position = (side == .left ? left : rest).inset(columns: 1)
    label(title, in: position.takeTop(labelRows), .centre, style == .plain ? .plain : style)
    figure(value, widest: widest, in: position, .centre, style)
  }

  /// The belt's speed with its unit next to it.
  mutating func speed(_ area: Area) {
    let unit = figures.unit.rawValue
    var position = area
    // The number has priority: the unit gets large letters only if that does not shrink the number.
    let beside = width(unit) + 1
    let isBeside = area.columns >= 40
    if isBeside { _ = position.takeRight(beside) }
    guard let measure = measure([figures.unit.widest, live.largeSpeed], in: position) else {
      write("\(live.largeSpeed) \(unit)", in: area, row: (area.rows - 1) / 2, .centre, live.activityStyle)
      return
    }
    let number = measure.width(of: live.largeSpeed)
    let letters = BlockLetters.width(unit, scale: 1, look.glyphs)
    let isLarge = letters.map { $0 + 3 + measure.width(of: figures.unit.widest) <= area.columns } ?? false
    let unitColumns = isLarge ? (letters ?? 0) + 3 : isBeside ? beside : 0
    // The number is centred, with the unit at its end.
    let left = area.column + min((area.columns - number) / 2, area.columns - number - unitColumns)
    let drawn = figure(
      live.largeSpeed, widest: figures.unit.widest,
      in: Area(row: area.row, column: left, rows: area.rows, columns: area.end - left - unitColumns), .left,
      live.activityStyle)
    guard unitColumns > 0 else { return }
    let column = drawn.end + (isLarge ? 3 : 1)
    if isLarge {
      let row = drawn.bottom - BlockLetters.rows(scale: 1, look.glyphs)
      BlockLetters.draw(unit, on: &canvas, row: row, column: column, scale: 1, look.depth.ink(.plain))
    } else {
      canvas.write(unit, row: drawn.bottom - 1, column: column, look.depth.ink(.title))
    }
  }

  /// The footer if there is no message.
  var totals: String {
    let counters = frame.health.counters
    var parts = [text(.counters, figures.length(frame.motion.totalDistanceM), "\(counters.pulses)")]
    let rejected =
      counters.bounces &+ (counters.openingBounces ?? 0) &+ (counters.impossible ?? 0) &+ counters.wentBack
      &+ counters.implausible
    if rejected != 0 || (counters.missed ?? 0) != 0 {
      parts.append(text(.missed, counters.missed.map { "\($0)" } ?? "?", "\(rejected)"))
    }
    if counters.lostEdges == nil { parts.append(text(.lostUnknown)) }
    return ([scene.page].compactMap { $0 } + parts).joined(separator: "   ")
  }
}

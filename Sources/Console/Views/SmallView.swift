// SPDX-License-Identifier: Apache-2.0
//
// Owns: the view for small screens: speed and time. Must not know: terminals, sockets.

import LiveFeed
import Words

extension Sheet {
  /// One number, and one row below it. In a rest the number is the remaining rest.
  mutating func small() {
    var area = canvas.area
    if area.rows >= 8 { head(area.takeTop(1)) }
    let hasNews = scene.notice != nil || scene.rating != nil || live.trouble?.text.isEmpty == false
    if area.rows >= 6, hasNews || now.share != nil { foot(area.takeBottom(1)) }
    let line = area.rows >= 2 ? area.takeBottom(1) : area.takeBottom(0)
    let value: String
    let widest: String
    if case .rest(let elapsedS) = now.activity, !now.isBlind {
      value = live.restFigure(elapsedS)
      widest = "88:88"
    } else {
      value = live.largeSpeed
      widest = figures.unit.widest
    }
    smallFigure(value, widest: widest, in: area, live.activityStyle)
    smallLine(line)
  }

  /// A number; on the smallest screens it shrinks by one size from ten up instead of always being small.
  mutating func smallFigure(_ value: String, widest: String, in area: Area, _ style: Style) {
    let rows = (measure([value, widest], in: area)?.height ?? 0) / 2
    guard rows < 5, let brief = measure([value], in: area), brief.height > 2 * rows else {
      figure(value, widest: widest, in: area, .centre, style)
      return
    }
    let free = area.columns - brief.width(of: value)
    BigText.draw(
      value, on: &canvas, row: area.row + (area.rows - brief.height / 2) / 2, column: area.column + free / 2,
      brief, look.depth.ink(style))
  }

  /// Time at the left, unit at the right, and a mark if the data are simulated.
  private mutating func smallLine(_ area: Area) {
    guard area.rows > 0 else { return }
    if now.isBlind, let trouble = live.trouble {
      write(trouble.word, in: area, .centre, .alarm)
      return
    }
    var position = area
    var right = figures.unit.rawValue
    if case .rest = now.activity { right = frame.phase == "candidate" ? text(.starting) : live.restLabel }
    if frame.isCoasting { right = text(.coasting) }
    if case .set = now.activity, (now.share ?? 0) >= 1, !frame.isCoasting { right = live.setLabel }
    if frame.service.isSimulated, canvas.size.rows < 8 { right += " " + text(.simulated) }
    write(right, in: position.takeRight(min(position.columns, width(right))), .right, .faint)
    _ = position.takeRight(1)
    guard case .set(let elapsedS, _) = now.activity else { return }
    var left = figures.clock(elapsedS)
    let distance = "  \(figures.length(frame.set.distanceM))"
    if width(left + distance) < position.columns { left += distance }
    write(left, in: position, .left, .title)
  }
}

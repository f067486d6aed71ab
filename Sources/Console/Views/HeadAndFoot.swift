// SPDX-License-Identifier: Apache-2.0
//
// Owns: the first and the last row of every view: machine, walker, health; problems and messages of keys. Must not
// know: the rows between them.

import LiveFeed
import Words

extension Sheet {
  /// Machine and walker at the left, health at the right.
  mutating func head(_ area: Area) {
    var area = area.inset(columns: area.columns >= 40 ? 1 : 0)
    let trouble = live.trouble
    if let trouble, trouble.style == .alarm {
      _ = area.takeRight(badge(trouble.word, endingAt: area.end, row: area.row, after: area.column, .alarm))
    } else {
      let word = trouble?.word ?? live.corner
      write(word, in: area.takeRight(min(area.columns, width(word))), .right, .faint)
    }
    if frame.service.isSimulated {
      _ = area.takeRight(1)
      let word = text(.simulated)
      _ = area.takeRight(badge(word, endingAt: area.end, row: area.row, after: area.column, .warning))
    }
    _ = area.takeRight(1)
    var name = frame.name
    if scene.view == .gym, scene.machines.count > 1 {
      name = text(.gymTitle, "\(scene.machines.count)") + "  " + figures.unit.rawValue
    } else {
      name += live.walkerText
    }
    write(name, in: area, .left, .title)
  }

  /// Rows that the footer needs at this width.
  func footRows(_ columns: Int) -> Int {
    guard let trouble = live.trouble, !trouble.text.isEmpty else { return 1 }
    return width(trouble.text) + 4 > columns ? 2 : 1
  }

  /// The problem, else a key's message, else progress towards the target, else the totals if there is room.
  mutating func foot(_ area: Area, otherwise: String = "") {
    let inner = area.inset(columns: area.columns >= 40 ? 1 : 0)
    if let notice = scene.notice {
      write(text(notice), in: inner, .centre, .title)
    } else if let rating = scene.rating {
      ask(rating, inner)
    } else if let trouble = live.trouble, !trouble.text.isEmpty {
      drawTrouble(trouble, inner)
    } else if scene.view != .gym, let share = now.share, let targetS = now.targetS {
      var position = inner
      let isRest = if case .rest = now.activity { true } else { false }
      let target = text(isRest ? .restTarget : .target, figures.clock(targetS))
      if position.columns >= width(target) + 20 {
        write(target, in: position.takeRight(width(target) + 1), .right, .faint)
        _ = position.takeRight(1)
      }
      bar(
        share, in: Area(row: position.row, column: position.column, rows: 1, columns: position.columns),
        live.activityStyle)
    } else {
      var position = inner
      write(
        text(.keysHint), in: position.takeRight(min(position.columns, width(text(.keysHint)))), .right, .faint
      )
      _ = position.takeRight(2)
      write(otherwise, in: position, .left, .faint)
    }
  }

  private func text(_ notice: Notice) -> String {
    switch notice {
    case .view(let mode):
      let phrase: Phrase =
        switch mode {
        case .auto: .viewAuto
        case .big: .viewBig
        case .detail: .viewDetail
        case .gym: .viewGym
        case .coach: .viewCoach
        }
      return text(.viewIs, text(phrase))
    case .unit(let unit): return text(.unitIs, unit.rawValue)
    case .sound(let isOn): return text(isOn ? .soundOn : .soundOff)
    case .noSound: return text(.soundNone)
    case .walker(let name, let isThisSet, let elsewhere):
      guard let name else { return text(isThisSet ? .noWalkerFromNow : .noWalkerFromNext) }
      let counts = text(isThisSet ? .walkerFromNow : .walkerFromNext, name)
      return elsewhere.map { "\(counts); \(text(.walkerElsewhere, name, $0))" } ?? counts
    case .rated(let rpe, let pain): return live.text(rpe: rpe, pain: pain)
    case .refused(let reason): return reason
    }
  }

  /// The problem and its remedy, in two rows if one is not enough.
  private mutating func drawTrouble(_ trouble: Trouble, _ area: Area) {
    let ink = look.depth.ink(trouble.style)
    var rest = trouble.text
    for row in area.row..<area.bottom {
      for column in area.column..<area.end { canvas.put(" ", row: row, column: column, ink) }
      let position = Area(row: row, column: area.column, rows: 1, columns: area.columns).inset(columns: 1)
      let isLast = row == area.bottom - 1
      let part = isLast ? rest : firstLine(rest, position.columns)
      write(part, in: position, .left, trouble.style)
      rest = String(rest.dropFirst(part.count).drop { $0 == " " })
    }
  }

  /// As many words as fit.
  private func firstLine(_ text: String, _ room: Int) -> String {
    if width(text) <= room { return text }
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if width(longer) > room { break }
      line = longer
    }
    return line
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the first and the last row of every view: machine, walker, health; problems and messages of keys. Must not
// know: the rows between them.

import LiveFeed
import Words

/// A problem, or an unusual state.
struct Trouble: Sendable, Equatable {
  /// A word for the corner.
  var word: String
  /// The full text; empty if the word is sufficient.
  var text: String
  var style: Style
}

extension Sheet {
  /// The worst problem; nil if there is none.
  var trouble: Trouble? {
    if let path = scene.waitsFor {
      return Trouble(word: text(.noDaemon), text: text(.waitingFor, path), style: .alarm)
    }
    guard scene.frame != nil else { return nil }
    switch frame.health.sensor {
    case .lost: return Trouble(word: text(.sensorLost), text: frame.health.sensorText, style: .alarm)
    case .waiting: return Trouble(word: text(.noSensor), text: frame.health.sensorText, style: .alarm)
    case .ok, .simulated, .replay, .ended: break
    }
    if let health = frame.health.summary { return Trouble(word: text(.check), text: health, style: .alarm) }
    if frame.service.clockIsSynchronised == false {
      return Trouble(word: text(.clockUnsure), text: "", style: .faint)
    }
    return nil
  }

  /// Machine and walker at the left, health at the right.
  mutating func head(_ area: Area) {
    var area = area.inset(columns: area.columns >= 40 ? 1 : 0)
    let trouble = trouble
    if let trouble, trouble.style == .alarm {
      _ = area.takeRight(badge(trouble.word, endingAt: area.end, row: area.row, after: area.column, .alarm))
    } else {
      let word = trouble?.word ?? corner
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
      name += walkerText
    }
    write(name, in: area, .left, .title)
  }

  /// Who walks; if another walker follows from the next set on, both.
  private var walkerText: String {
    var parts: [String] = []
    if let walker = frame.shownWalker, !walker.isEmpty { parts.append(walker) }
    if frame.set.elapsedS != nil, frame.walker != frame.set.walker {
      parts.append(text(.walkerNext, frame.walker ?? text(.pickNone)))
    }
    if parts.isEmpty, let why = frame.walkerLeft {
      parts.append(text(why == "day" ? .walkerLeftDay : .walkerLeftRest))
    }
    return parts.map { " · " + $0 }.joined()
  }

  /// The text of the corner if there is no problem.
  private var corner: String {
    guard scene.frame != nil else { return "" }
    return switch frame.health.sensor {
    case .ended: text(.ended)
    case .replay: text(.replayed)
    case .ok, .simulated, .waiting, .lost: text(.ok)
    }
  }

  /// Rows that the footer needs at this width.
  func footRows(_ columns: Int) -> Int {
    guard let trouble, !trouble.text.isEmpty else { return 1 }
    return width(trouble.text) + 4 > columns ? 2 : 1
  }

  /// The problem, else a key's message, else progress towards the target, else the totals if there is room.
  mutating func foot(_ area: Area, otherwise: String = "") {
    let inner = area.inset(columns: area.columns >= 40 ? 1 : 0)
    if let notice = scene.notice {
      write(text(notice), in: inner, .centre, .title)
    } else if let rating = scene.rating {
      ask(rating, inner)
    } else if let trouble, !trouble.text.isEmpty {
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
        activityStyle)
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
    case .rated(let rpe, let pain): return text(rpe: rpe, pain: pain)
    case .refused(let reason): return reason
    }
  }

  private func text(rpe: Double?, pain: Double?) -> String {
    switch (rpe, pain) {
    case (.some(let rpe), .some(let pain)): text(.ratedBoth, figures.short(rpe), figures.short(pain))
    case (.some(let rpe), nil): text(.ratedExertion, figures.short(rpe))
    case (nil, .some(let pain)): text(.ratedPain, figures.short(pain))
    case (nil, nil): ""
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

// SPDX-License-Identifier: Apache-2.0
//
// Owns: what to do now, for how long, what comes next, and the week. Must not know: terminals, sockets.

import LiveFeed
import Words

extension Sheet {
  mutating func coach() {
    if canvas.size.rows < Self.smallest.rows || canvas.size.columns < Self.smallest.columns {
      smallCoach()
      return
    }
    var area = canvas.area
    head(area.takeTop(1))
    foot(area.takeBottom(footRows(area.columns)), otherwise: totals)
    area = area.inset(columns: 1)
    let isLarge = canvas.size.rows >= 34 && canvas.size.columns >= 110
    let lineRows = isLarge ? 5 : 1
    let week = live.weekTexts
    // One line, or two in large letters on a high screen.
    let lines = isLarge && canvas.size.rows >= 50 ? week : [week.joined(separator: "   ")]
    for line in lines.reversed() { label(line, in: area.takeBottom(lineRows), .left, .plain) }
    nextLine(area.takeBottom(lineRows))
    if area.rows >= 16 { _ = area.takeBottom(1) }
    dots(area.takeBottom(max(1, area.rows / 9)))
    if area.rows >= 14 { _ = area.takeBottom(1) }
    instruction(area.takeTop(instructionRows(area)))
    let value = live.coachFigure
    figure(value.text, widest: value.widest, in: area, .centre, live.activityStyle)
  }

  /// The largest share of the width for the word.
  private func wordColumns(_ area: Area) -> Int { area.columns * (look.glyphs == .unicode ? 45 : 60) / 100 }

  /// As high as the word in large letters if it fits, else two rows.
  private func instructionRows(_ area: Area) -> Int {
    guard let columns = BlockLetters.width(live.coachWord, scale: 1, look.glyphs),
      columns <= wordColumns(area),
      area.rows >= 12
    else { return 2 }
    return max(BlockLetters.rows(scale: 1, look.glyphs), area.rows / 4)
  }

  /// The word for the current activity, and the full sentence next to it.
  private mutating func instruction(_ area: Area) {
    if case .idle = now.activity, frame.training?.isBeginner == true {
      return label(text(.holdRails), in: area, .left, .title)
    }
    var rest = area
    let wordPosition = rest.takeLeft(wordColumns(area))
    label(live.coachWord, in: wordPosition, .left, live.activityStyle == .plain ? .title : live.activityStyle)
    _ = rest.takeLeft(1)
    var lines: [(text: String, style: Style)] = []
    let title = live.protocolTitle ?? (frame.training == nil ? text(.noProtocol) : "")
    if !title.isEmpty { lines.append((title, .faint)) }
    if case .set = now.activity, !now.isBlind {
      let distance = figures.length(frame.set.distanceM)
      lines.append(("\(live.largeSpeed) \(figures.unit.rawValue)   \(distance)", .plain))
      if let ahead = live.ahead { lines.append((ahead.text, .plain)) }
    }
    // The sentence in large letters if there is room for it.
    let letters = BlockLetters.rows(scale: 1, look.glyphs)
    let isLarge = rest.rows >= letters + lines.count + 1
    let used = (isLarge ? letters + 1 : 1) + lines.count
    _ = rest.takeTop((rest.rows - used) / 2)
    label(live.coachSentence, in: rest.takeTop(isLarge ? letters : 1), .left, .title)
    if isLarge { _ = rest.takeTop(1) }
    for line in lines { write(line.text, in: rest.takeTop(1), .left, line.style) }
  }

  /// A block for each set: full if done, half if in progress, empty if still to come.
  private mutating func dots(_ area: Area) {
    let training = frame.training
    let done = training?.setsDone ?? (training == nil ? frame.set.number &- (live.isInSet ? 1 : 0) : 0)
    let count = training?.setCount ?? 0
    var position = area
    let words = count > 0 ? text(.setsDoneOf, "\(done)", "\(count)") : text(.setsDone, "\(max(0, done))")
    write(
      words, in: position.takeRight(min(position.columns, width(words))), row: (area.rows - 1) / 2, .right,
      .faint)
    _ = position.takeRight(2)
    guard count > 0, count <= 60 else { return }
    let gap = count <= 12 ? 2 : 1
    let wide = max(1, min(4 * area.rows, (position.columns + gap) / count - gap))
    for index in 0..<count {
      let column = position.column + index * (wide + gap)
      guard column + wide <= position.end else { return }
      let isRunning = live.isInSet && index == done
      let block = Area(row: position.row, column: column, rows: position.rows, columns: wide)
      bar(index < done ? 1 : isRunning ? now.share ?? 0.5 : 0, in: block, isRunning ? .active : .good)
    }
  }

  private mutating func nextLine(_ area: Area) {
    // Before the first set the header already names the next step; here is room for advice.
    if case .idle = now.activity {
      let advice = frame.training?.isBeginner == true ? text(.beginner) : text(.advice)
      return label(advice, in: area, .left, .plain)
    }
    guard let step = frame.training?.nextStep, let words = live.text(step) else { return }
    label(words, in: area, .left, .plain)
  }

  private mutating func smallCoach() {
    var area = canvas.area
    if area.rows >= 8 { head(area.takeTop(1)) }
    if area.rows >= 6 { foot(area.takeBottom(1)) }
    let line = area.rows >= 2 ? area.takeBottom(1) : area.takeBottom(0)
    smallFigure(live.coachFigure.text, widest: live.coachFigure.widest, in: area, live.activityStyle)
    if now.isBlind, let trouble = live.trouble {
      write(trouble.word, in: line, .centre, .alarm)
    } else {
      write("\(live.coachWord)  \(live.coachSentence)", in: line, .left, .title)
    }
  }
}

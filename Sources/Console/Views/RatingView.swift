// SPDX-License-Identifier: Apache-2.0
//
// Owns: the question about the last set, in the last row. Must not know: how keys are read.

import LiveFeed
import Words

extension Sheet {
  /// The question, what was typed, and the keys if there is room.
  mutating func ask(_ rating: RatingPrompt, _ area: Area) {
    let typed = rating.value.map(figures.short) ?? "_"
    let question = text(rating.question == .exertion ? .rateExertion : .ratePain, typed)
    var position = area
    let hint = text(.rateHint)
    if position.columns >= width(question) + width(hint) + 4 {
      write(hint, in: position.takeRight(width(hint)), .right, .faint)
      _ = position.takeRight(2)
    }
    // What was typed stays in sight on the narrowest screens too.
    let isNarrow = width(question) > position.columns
    write(isNarrow ? "\(typed)  \(question)" : question, in: position, .left, .title)
  }

  /// The question over the last row of a screen that has no foot.
  mutating func askOnSmall(_ rating: RatingPrompt) {
    guard canvas.size.rows < 6 else { return }
    var area = canvas.area
    let row = area.takeBottom(1)
    canvas.clear(row)
    ask(rating, row)
  }
}

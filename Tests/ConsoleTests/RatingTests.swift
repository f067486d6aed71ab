// SPDX-License-Identifier: Apache-2.0
//
// Owns: that exertion and pain are answered with single keys, within their time, and reach the set that has just ended.

import Console
import LiveFeed
import Testing
import Words

/// Presses keys; `~` lets a digit settle, which takes a moment.
private func answers(_ keys: String) -> RatingPrompt.Answers? {
  var prompt = RatingPrompt(set: "s")
  for key in keys {
    if key == "~" {
      for _ in 0..<RatingPrompt.settleTicks {
        if case .closed(let answers) = prompt.tick() { return answers }
      }
    } else if case .closed(let answers) = prompt.press(.character(key)) {
      return answers
    }
  }
  return nil
}

@Test(
  "keys give exertion in halves and pain in whole numbers",
  arguments: [
    ("6~3~", 6, 3), ("63~", 6, 3), ("6.3~", 6.5, 3), ("6,~3~", 6.5, 3), ("102~", 10, 2), ("1~0~", 1, 0),
    ("10\r10\r", 10, 10), ("0~0~", 0, 0), ("\r4~", nil, 4), ("5\r\r", 5, nil), ("5\u{1B}", nil, nil),
    ("5~\u{1B}", 5, nil), ("7\u{7F}4~2~", 4, 2), ("10.0~", 10, 0), ("3~5.~", 3, 5), ("6..3~", 6.5, 3),
    ("99~", 9, 9), (" 1 ", nil, 1),
  ] as [(String, Double?, Double?)])
func keysToAnswers(keys: String, rpe: Double?, pain: Double?) {
  #expect(answers(keys) == RatingPrompt.Answers(rpe: rpe, pain: pain))
}

@Test("without a key the questions go after twenty seconds; what was typed by then counts")
func questionsGo() {
  var silent = RatingPrompt(set: "s")
  for tick in 1...RatingPrompt.askTicks {
    let outcome = silent.tick()
    #expect(outcome == (tick < RatingPrompt.askTicks ? .stays : .closed(RatingPrompt.Answers())))
  }
  var prompt = RatingPrompt(set: "s")
  _ = prompt.press(.character("8"))
  var closed: RatingPrompt.Answers?
  for _ in 0..<1000 where closed == nil {
    if case .closed(let answers) = prompt.tick() { closed = answers }
  }
  #expect(closed == RatingPrompt.Answers(rpe: 8))
}

private func rest(_ id: String, elapsedS: Double) -> LiveFrame {
  var frame = Moment.rest.frame
  frame.set.last?.id = id
  frame.set.restElapsedS = elapsedS
  return frame
}

@Test("a set that has just ended is asked about once, and its digits are no views")
func askedOnce() {
  var state = ConsoleState(mode: .auto, unit: .kilometresPerHour, hasSound: true)
  #expect(state.tick(rest("old", elapsedS: 300)) == .nothing && state.rating == nil)
  let frame = rest("new", elapsedS: 6)
  _ = state.tick(frame)
  #expect(state.rating?.set == "new")
  #expect(state.press(.character("4"), frame: frame) == .nothing && state.mode == .auto)
  #expect(state.press(.character("2"), frame: frame) == .nothing)
  #expect(state.press(.character("\r"), frame: frame) == .rate(set: "new", .init(rpe: 4, pain: 2)))
  _ = state.tick(frame)
  #expect(state.rating == nil)
  // Later by a key, for the last set.
  #expect(state.press(.character("r"), frame: frame) == .nothing)
  #expect(state.rating?.set == "new")
  // Keys with another meaning keep it.
  #expect(state.press(.character("v"), frame: frame) == .nothing && state.mode == .big)
  #expect(state.press(.character("q"), frame: frame) == .quit)
}

@Test("who walks on has answered: what is there is noted with the set before")
func walksOn() {
  var state = ConsoleState(mode: .auto, unit: .kilometresPerHour, hasSound: true)
  let frame = rest("new", elapsedS: 6)
  _ = state.tick(frame)
  _ = state.press(.character("5"), frame: frame)
  #expect(state.tick(Moment.set.frame) == .rate(set: "new", .init(rpe: 5)))
  #expect(state.rating == nil)
  // Suspect and discarded sets are not asked about.
  var suspect = rest("bad", elapsedS: 2)
  suspect.set.last?.suspect = "mains hum"
  _ = state.tick(suspect)
  #expect(state.rating == nil)
}

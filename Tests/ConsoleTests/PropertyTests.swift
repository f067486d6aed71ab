// SPDX-License-Identifier: Apache-2.0
//
// Owns: that no frame on any screen gives an invalid picture.

import Console
import LiveFeed
import Testing
import Words

/// A small generator; the same seed gives the same frames.
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }

  mutating func maybe<Value>(_ value: (inout Dice) -> Value) -> Value? {
    below(3) == 0 ? nil : value(&self)
  }

  mutating func number() -> Double {
    let odd: [Double] = [
      0, -0.0, .nan, .infinity, -.infinity, 1e300, -1e300, .leastNonzeroMagnitude, -1, 1e12, 999.95, 59.999,
      100,
      Double(Int.max),
    ]
    return below(2) == 0 ? pick(odd) : Double(below(1_000_000)) / 1000
  }

  mutating func integer() -> Int { pick([0, 1, 2, 3, 7, 99, 1000, -1, .max, .min]) }

  mutating func text() -> String {
    let pieces = [
      "Treadmill", " ", "跑步机", "👩‍👩‍👧", "🇩🇪", "e\u{301}\u{302}\u{303}\u{304}", "\u{0}", "\u{1B}[31m", "\n", "ﷺ",
      "\u{202E}",
      "\u{AD}", "한글", "ก็็็็็", "𝕏", "👍🏽", "\u{FE0F}", "☎️", "１", "İ", "ß", "%1", "–",
      String(repeating: "長", count: 150),
    ]
    return (0..<below(6)).map { _ in pick(pieces) }.joined()
  }
}

private func summary(_ dice: inout Dice) -> SetSummary {
  var summary = SetSummary()
  summary.id = "\(dice.below(3))"
  summary.indexInSession = dice.integer()
  summary.durationS = dice.number()
  summary.distanceM = dice.number()
  summary.meanSpeedMps = dice.number()
  summary.maxSpeedMps = dice.number()
  summary.meanPowerW = dice.maybe { $0.number() }
  summary.powerSdW = dice.maybe { $0.number() }
  summary.fade = dice.maybe { $0.number() }
  summary.speedVariation = dice.maybe { $0.number() }
  summary.cadenceSpm = dice.maybe { $0.number() }
  return summary
}

private func training(_ dice: inout Dice) -> LiveTraining {
  var training = LiveTraining()
  training.title = dice.maybe { $0.text() }
  training.setIndex = dice.maybe { $0.integer() }
  training.setsDone = dice.maybe { $0.integer() }
  training.setCount = dice.maybe { $0.integer() }
  training.setTargetS = dice.maybe { $0.number() }
  training.restTargetS = dice.maybe { $0.number() }
  training.restRemainingS = dice.maybe { $0.number() }
  training.name = dice.maybe { $0.pick(["deadmill-3x60", "retro-walk-10min", "mine"]) }
  training.isBeginner = dice.maybe { $0.below(2) == 0 }
  training.lastSet = dice.maybe { dice in
    LiveVerdict(
      id: "\(dice.below(3))", set: dice.integer(), verdict: dice.pick(["met", "short", "extra", "later"]),
      targetS: dice.maybe { $0.number() })
  }
  training.isDone = dice.maybe { $0.below(2) == 0 }
  training.streakWeeks = dice.maybe { $0.integer() }
  training.week = dice.maybe { dice in
    var week = LiveWeek()
    week.sessionsDone = dice.integer()
    week.unit = dice.maybe { $0.pick(["days", "sessions", "later"]) }
    week.aimMin = dice.maybe { $0.integer() }
    week.aimMax = dice.maybe { $0.integer() }
    return week
  }
  training.nextStep = dice.maybe { dice in
    let number = dice.number()
    let count = dice.integer()
    return dice.pick([
      .walk(set: count, targetS: number), .rest(targetS: number), .finished, .longerSets(toS: number),
      .other, .rest(targetS: nil),
    ])
  }
  return training
}

private func machine(_ dice: inout Dice) -> MachineStatus {
  var machine = MachineStatus()
  machine.name = dice.text()
  machine.displaySpeedMps = dice.maybe { $0.number() }
  machine.setNumber = dice.maybe { $0.integer() }
  machine.setElapsedS = dice.maybe { $0.number() }
  machine.setDistanceM = dice.maybe { $0.number() }
  machine.restElapsedS = dice.maybe { $0.number() }
  machine.sensor = dice.maybe { $0.pick([.ok, .lost, .waiting, .ended]) }
  machine.health = dice.maybe { $0.text() }
  machine.walker = dice.maybe { $0.text() }
  return machine
}

private func frame(_ dice: inout Dice) -> LiveFrame {
  var frame = LiveFrame()
  frame.machine = "id"
  frame.name = dice.text()
  frame.timeNs = dice.pick([0, 1, .max, .min, 90_000_000_000, -5])
  frame.phase = dice.pick(["idle", "candidate", "active", "paused", "later"])
  frame.motion.displaySpeedMps = dice.number()
  frame.motion.displaySpeedSdMps = dice.number()
  frame.motion.powerW = dice.maybe { $0.number() }
  frame.motion.powerSdW = dice.maybe { $0.number() }
  frame.motion.cadenceSpm = dice.maybe { $0.number() }
  frame.motion.direction = dice.maybe { $0.pick(["forward", "backward", "sideways 長長長"]) }
  frame.motion.totalDistanceM = dice.number()
  frame.set.number = dice.integer()
  frame.set.elapsedS = dice.maybe { $0.number() }
  frame.set.distanceM = dice.maybe { $0.number() }
  frame.set.restElapsedS = dice.maybe { $0.number() }
  frame.set.coastedM = dice.below(4) == 0 ? dice.number() : nil
  frame.set.walker = dice.maybe { $0.text() }
  frame.set.aheadOfPreviousM = dice.maybe { $0.number() }
  frame.set.aheadOfBestM = dice.maybe { $0.number() }
  frame.set.last = dice.maybe { summary(&$0) }
  frame.set.previous = dice.maybe { summary(&$0) }
  frame.set.best = dice.maybe { summary(&$0) }
  frame.health.counters.bounces = Int64(dice.integer())
  frame.health.counters.wentBack = Int64(dice.integer())
  frame.health.counters.missed = dice.maybe { Int64($0.integer()) }
  frame.health.counters.lostEdges = dice.maybe { Int64($0.integer()) }
  frame.health.sensor = dice.pick([.ok, .ok, .ok, .lost, .waiting, .simulated, .replay, .ended])
  frame.health.sensorText = dice.text()
  frame.health.summary = dice.maybe { $0.text() }
  frame.service.isSimulated = dice.below(2) == 0
  frame.training = dice.maybe { training(&$0) }
  frame.walker = dice.maybe { $0.text() }
  frame.walkerLeft = dice.maybe { $0.pick(["rest", "day", "later"]) }
  frame.service.clockIsSynchronised = dice.maybe { $0.below(2) == 0 }
  return frame
}

private func picker(_ dice: inout Dice) -> WalkerPicker {
  var picker = WalkerPicker(machine: "id", machineName: dice.text(), present: dice.text())
  if dice.below(5) > 0 {
    picker.list((0..<dice.below(30)).map { _ in LiveWalker(name: dice.text(), machine: dice.text()) })
  }
  for _ in 0..<dice.below(4) {
    _ = picker.press(dice.pick([.down, .up, .right, .left, .character("a"), .character("\u{E4}"), .other]))
  }
  return picker
}

private func scene(_ dice: inout Dice, _ history: SpeedHistory) -> Scene {
  var scene = Scene()
  scene.frame = dice.below(20) == 0 ? nil : frame(&dice)
  scene.machines = (0..<dice.below(12)).map { _ in machine(&dice) }
  scene.history = history
  scene.view = dice.pick(ViewKind.allCases)
  scene.waitsFor = dice.below(8) == 0 ? dice.text() : nil
  scene.showsKeys = dice.below(6) == 0
  scene.picker = dice.below(5) == 0 ? picker(&dice) : nil
  scene.rating = dice.below(5) == 0 ? RatingPrompt(set: "s") : nil
  scene.comparison = dice.pick(Comparison.allCases)
  scene.targetMps = dice.maybe { $0.number() }
  scene.chosen = dice.maybe { $0.integer() }
  scene.notice = dice.maybe { dice in
    let name = dice.text()
    return dice.pick([
      .view(.auto), .unit(.minutesPerKilometre), .sound(isOn: false), .noSound,
      .walker(name, isThisSet: true, elsewhere: name), .walker(nil, isThisSet: false, elsewhere: nil),
      .rated(rpe: 6.5, pain: nil),
    ])
  }
  return scene
}

/// What is wrong with a picture; nil if nothing is.
private func fault(_ canvas: Canvas, _ size: ScreenSize, _ glyphs: GlyphSet) -> String? {
  if canvas.size != size { return "size" }
  for row in 0..<size.rows {
    for column in 0..<size.columns {
      let cell = canvas[row, column]
      if cell.isTail, column == 0 || !canvas[row, column - 1].isWide {
        return "tail without head at \(row),\(column)"
      }
      if cell.isWide, column + 1 >= size.columns || !canvas[row, column + 1].isTail {
        return "half a wide character at \(row),\(column)"
      }
      if cell.isTail { continue }
      let scalars = cell.character.unicodeScalars
      guard let first = scalars.first, let width = ScalarWidth.of(first) else {
        return "no width at \(row),\(column)"
      }
      if width != (cell.isWide ? 2 : 1) { return "wrong width at \(row),\(column)" }
      if first.value < 0x20 || (0x7F...0x9F).contains(first.value) { return "control at \(row),\(column)" }
      if glyphs == .ascii, !cell.character.isASCII { return "not ASCII at \(row),\(column)" }
      if glyphs == .console, !first.isASCII, !ConsoleFont.has(first) || scalars.count > 1 {
        return "not in the console's font at \(row),\(column): \(cell.character)"
      }
    }
  }
  return nil
}

@Test(
  "any frame on any screen can be drawn: nothing outside, no half character, no missing glyph",
  arguments: 1...24 as ClosedRange<UInt64>)
func anyFrameAnyScreen(seed: UInt64) {
  var dice = Dice(seed: seed)
  var history = SpeedHistory()
  for _ in 0..<25 {
    for _ in 0..<3 { history.take(frame(&dice)) }
    let scene = scene(&dice, history)
    let glyphs = dice.pick(GlyphSet.allCases)
    let look = Look(
      glyphs: glyphs, depth: dice.pick(ColourDepth.allCases), language: dice.pick(Language.allCases),
      unit: dice.pick(SpeedUnit.allCases))
    // Mostly small screens, which have little room.
    let rows = dice.below(3) == 0 ? 1 + dice.below(80) : 1 + dice.below(26)
    let columns = dice.below(3) == 0 ? 1 + dice.below(300) : 1 + dice.below(90)
    let size = ScreenSize(rows: rows, columns: columns)
    let found = fault(Painter.draw(scene, look, size), size, glyphs)
    #expect(found == nil, "seed \(seed), \(columns)x\(rows), \(scene.view): \(found ?? "")")
  }
}

@Test("every size up to 100x32 draws every view")
func everySmallSize() {
  let scene = Moment.set.scene
  for rows in 0...32 {
    for columns in stride(from: 0, through: 100, by: rows % 2 == 0 ? 13 : 17) {
      for view in ViewKind.allCases {
        var scene = scene
        scene.view = view
        let size = ScreenSize(rows: rows, columns: columns)
        let found = fault(Painter.draw(scene, Look(), size), size, .unicode)
        #expect(found == nil, "\(columns)x\(rows), \(view): \(found ?? "")")
      }
    }
  }
}

@Test("history accepts frames of any time")
func historyOfAnyTime() {
  var history = SpeedHistory()
  var frame = LiveFrame()
  frame.health.sensor = .ok
  for time in [0, Int64.max, .min, 0, -1, 1_000_000_000, .max, 5] as [Int64] {
    frame.timeNs = time
    frame.motion.displaySpeedMps = .nan
    history.take(frame)
    #expect(history.speedsMps.count <= SpeedHistory.capacity)
    #expect(history.speedsMps.allSatisfy { $0 == 0 })
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: that keys have their documented effect, and that the view follows the activity.

import Console
import LiveFeed
import Testing
import Words

private func state() -> ConsoleState { ConsoleState(mode: .auto, unit: .kilometresPerHour, hasSound: true) }

private func press(_ key: Key, _ state: inout ConsoleState) -> ConsoleState.Action {
  state.press(key, frame: nil)
}

@Test(
  "each key has the effect in the help",
  arguments: [("1", .big), ("2", .detail), ("3", .gym), ("4", .coach), ("0", .auto), ("v", .big)]
    as [(Character, ViewMode)])
func viewKeys(key: Character, mode: ViewMode) {
  var state = state()
  #expect(press(.character(key), &state) == .nothing)
  #expect(state.mode == mode && state.notice == .view(mode))
}

@Test("arrow keys go through the views in both directions")
func arrows() {
  var state = state()
  var seen: [ViewMode] = []
  for _ in ViewMode.allCases {
    _ = state.press(.right, frame: nil)
    seen.append(state.mode)
  }
  #expect(seen == [.big, .detail, .gym, .coach, .auto])
  _ = state.press(.left, frame: nil)
  #expect(state.mode == .coach)
}

@Test("units, sound, walker, help and quitting")
func otherKeys() {
  var state = state()
  _ = state.press(.character("u"), frame: nil)
  #expect(state.unit == .metresPerSecond)
  _ = state.press(.character("m"), frame: nil)
  #expect(state.isMuted && state.notice == .sound(isOn: false))
  _ = state.press(.character("m"), frame: nil)
  #expect(!state.isMuted)
  _ = state.press(.character("?"), frame: nil)
  #expect(state.showsKeys)
  _ = state.press(.character("2"), frame: nil)
  #expect(!state.showsKeys)
  #expect(press(.character("q"), &state) == .quit)
  #expect(press(.character("\u{0C}"), &state) == .redraw)
  #expect(press(.other, &state) == .nothing)
  var silent = ConsoleState(mode: .auto, unit: .kilometresPerHour, hasSound: false)
  _ = silent.press(.character("m"), frame: nil)
  #expect(!silent.isMuted && silent.notice == .noSound)
}

@Test("a key's message is shown for a moment only")
func noticeGoes() {
  var state = state()
  _ = state.press(.character("1"), frame: nil)
  for _ in 0..<24 { _ = state.tick() }
  #expect(state.notice != nil)
  _ = state.tick()
  #expect(state.notice == nil)
}

private func frame(_ moment: Moment, timeS: Double) -> LiveFrame {
  var frame = moment.frame
  frame.timeNs = Int64(timeS * 1e9)
  return frame
}

@Test("automatic view: large in a set, then the summary for a while, then the coach or the details")
func automaticView() {
  var chooser = ViewChooser()
  chooser.take(frame(.idle, timeS: 1))
  #expect(chooser.view(.auto) == .coach)
  chooser.take(frame(.bareIdle, timeS: 2))
  #expect(chooser.view(.auto) == .detail)
  var candidate = frame(.idle, timeS: 3)
  candidate.phase = "candidate"
  chooser.take(candidate)
  #expect(chooser.view(.auto) == .big)
  chooser.take(frame(.set, timeS: 10))
  #expect(chooser.view(.auto) == .big && chooser.view(.detail) == .detail)
  var rest = frame(.rest, timeS: 70)
  rest.set.restElapsedS = 6
  rest.set.last?.id = "new"
  chooser.take(rest)
  #expect(chooser.view(.auto) == .summary)
  rest.timeNs += ViewChooser.summaryNs - 1
  chooser.take(rest)
  #expect(chooser.view(.auto) == .summary)
  rest.timeNs += 1
  chooser.take(rest)
  #expect(chooser.view(.auto) == .coach)
  rest.timeNs += 1_000_000_000
  chooser.take(rest)
  #expect(chooser.view(.auto) == .coach)
}

@Test("a new set replaces the summary, and an old summary is not shown")
func summaryGivesTravel() {
  var chooser = ViewChooser()
  var rest = frame(.rest, timeS: 70)
  rest.set.restElapsedS = 6
  chooser.take(rest)
  #expect(chooser.view(.auto) == .summary)
  chooser.take(frame(.set, timeS: 72))
  chooser.take(frame(.rest, timeS: 73))
  #expect(chooser.view(.auto) == .coach)
  var late = ViewChooser()
  late.take(frame(.rest, timeS: 500))
  #expect(late.view(.auto) == .coach)
}

@Test("history, view and cues process every frame, drawn or not")
func boxTakesAll() {
  let box = LiveBox()
  #expect(box.snapshot.frame == nil)
  box.wait(for: "/a")
  #expect(box.snapshot.waitsFor == "/a")
  for second in 0..<100 { box.put(frame(second < 10 ? .bareIdle : .bareSet, timeS: Double(second))) }
  let now = box.snapshot
  #expect(now.waitsFor == nil && now.history.speedsMps.count == 397 && now.chooser.view(.auto) == .big)
  #expect(!box.takeCues().isEmpty && box.takeCues().isEmpty)
  box.end()
  #expect(box.hasEnded)
}

@Test("the trace's columns stay in place as time goes on")
func traceIsSteady() {
  var history = SpeedHistory()
  var frame = LiveFrame()
  frame.health.sensor = .ok
  var before: [Double] = []
  for slot in 0..<400 as Range<Int64> {
    frame.timeNs = slot * SpeedHistory.everyNs
    frame.motion.displaySpeedMps = Double(slot % 17)
    history.take(frame)
    let means = history.means(over: 4, atMost: 30)
    // All but the newest one, which is still growing, are unchanged.
    let kept = means.dropLast()
    #expect(slot == 0 || before.suffix(kept.count) == kept || before.dropLast().suffix(kept.count) == kept)
    before = means
  }
  #expect(before.count == 30)
}

/// A frame of one of several machines.
private func frame(_ name: String, speedMps: Double = 1) -> LiveFrame {
  var frame = LiveFrame()
  frame.machine = "id-" + name
  frame.name = name
  frame.motion.displaySpeedMps = speedMps
  return frame
}

private func machines(_ names: [String]) -> [LiveMachine] {
  names.map { LiveMachine(id: "id-" + $0, name: $0) }
}

@Test("one of several machines is selected; a key selects the next one, without data of the previous one")
func oneOfSeveral() {
  let names = ["Left", "Middle", "Right"]
  let box = LiveBox()
  box.put(machines: machines(names))
  func put(_ speedMps: Double) {
    for name in names.reversed() { box.put(frame(name, speedMps: speedMps)) }
  }
  put(1)
  #expect(box.snapshot.frame?.name == "Left" && box.snapshot.machines.map(\.name) == names)
  for expected in ["Middle", "Right", "Left"] {
    box.next()
    #expect(box.snapshot.frame == nil)
    put(2)
    #expect(box.snapshot.frame?.name == expected)
  }
  let chosen = LiveBox(machine: "Right")
  chosen.put(machines: machines(names))
  for name in names { chosen.put(frame(name)) }
  #expect(chosen.snapshot.frame?.name == "Right")
  // As people type it.
  let typed = LiveBox(machine: " RIGHT")
  typed.put(machines: machines(names))
  for name in names { typed.put(frame(name)) }
  #expect(typed.snapshot.frame?.name == "Right")
}

@Test("a machine that a reload takes away leaves the screen at once, and a renamed one has its new name")
func noGhosts() {
  let box = LiveBox(machine: "Right")
  box.put(machines: machines(["Left", "Middle", "Right"]))
  for name in ["Left", "Middle", "Right"] { box.put(frame(name)) }
  var left = machines(["Left", "Middle"])
  left[1].name = "Centre"
  box.put(machines: left)
  // The one that was looked at has gone: the first is looked at, and nothing of the other stays.
  #expect(box.snapshot.frame == nil && box.snapshot.machines.map(\.name) == ["Left", "Centre"])
  // A frame that was under way does not bring it back.
  box.put(frame("Right"))
  #expect(box.snapshot.frame == nil && box.snapshot.machines.count == 2)
  box.put(frame("Left"))
  #expect(box.snapshot.frame?.name == "Left")
  box.wait(for: "/a")
  #expect(box.snapshot.machines.allSatisfy { $0.sensor == .waiting || $0.sensor == nil })
}

@Test("a daemon with one machine is shown whatever its name, and there is no next one")
func onlyOne() {
  let box = LiveBox(machine: "another")
  var frame = LiveFrame()
  frame.machine = "id"
  frame.name = "Treadmill"
  box.put(frame)
  box.next()
  #expect(box.snapshot.frame?.name == "Treadmill")
  var state = ConsoleState(mode: .auto, unit: .kilometresPerHour, hasSound: true)
  #expect(state.press(.character("n"), frame: nil) == .nextMachine)
  #expect(state.press(.character("\t"), frame: nil) == .nextMachine)
}

@Test("the summary of a suspect set says so instead of a comparison", arguments: [(24, 80), (10, 30)])
func summaryOfASuspectSet(rows: Int, columns: Int) {
  var scene = Moment.rest.scene
  scene.view = .summary
  scene.frame?.set.last?.suspect = "equal gaps at 50.0 Hz, as mains hum makes them"
  let text = Painter.draw(scene, Look(), ScreenSize(rows: rows, columns: columns)).text
  #expect(text.contains("Suspect: not counted") && !text.contains("your best"))
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: that a walker is chosen by number, by name and by moving, out of few and many.

import Console
import LiveFeed
import Testing
import Words

private func picker(_ names: [String], present: String? = nil) -> WalkerPicker {
  var picker = WalkerPicker(machine: "id-1", machineName: "Treadmill 1", present: present)
  picker.list(names.map { LiveWalker(name: $0) })
  return picker
}

private let many = (1...25).map { "Walker \(Character(Unicode.Scalar(UInt8(96 + $0))))" }

/// Keys as a person presses them.
private func press(_ keys: [Key], _ picker: inout WalkerPicker) -> WalkerPicker.Outcome {
  var outcome = WalkerPicker.Outcome.stays
  for key in keys {
    outcome = picker.press(key)
    if outcome != .stays { break }
  }
  return outcome
}

private func typed(_ text: String) -> [Key] { text.utf8.map { .character(Character(Unicode.Scalar($0))) } }

@Test(
  "each way to choose leads to the walker",
  arguments: [
    (typed("1"), .chosen("Anna")), (typed("3"), .chosen("Änne")), (typed("0"), .chosen(nil)),
    (typed("7"), .stays), (typed("be\r"), .chosen("Ben")), (typed("b1"), .chosen("Ben")),
    (typed("änn\r"), .chosen("Anna")), (typed("ÄNNE\r"), .chosen("Änne")),
    (typed("smith\r"), .chosen("Jo Smith")),
    (typed("x\r"), .stays), (typed("x\u{7F}\r"), .chosen("Anna")),
    ([.down, .character("\r")], .chosen("Ben")),
    ([.up, .character("\n")], .chosen("Jo Smith")), ([.character("\u{1B}")], .closed),
    ([.other, .right, .character("\r")], .chosen("Jo Smith")),
  ] as [([Key], WalkerPicker.Outcome)])
func waysToChoose(keys: [Key], outcome: WalkerPicker.Outcome) {
  var open = picker(["Anna", "Ben", "Änne", "Jo Smith"])
  #expect(press(keys, &open) == outcome)
}

@Test("of many walkers a page has nine, numbers count on the page, and the present one is marked")
func manyWalkers() {
  var open = picker(many, present: many[12])
  #expect(open.page.map(\.name) == Array(many[9..<18]) && open.selected == 12)
  #expect(press(typed("2"), &open) == .chosen(many[10]))
  open = picker(many)
  #expect(press([.right, .right, .character("7")], &open) == .chosen(many[24]))
  open = picker(many)
  #expect(press([.right, .right, .right, .right, .character("\r")], &open) == .chosen(many[24]))
  open = picker(many)
  #expect(press(typed("y\r"), &open) == .chosen("Walker y"))
}

@Test("before the answer nothing can be chosen, and there may be no walker at all")
func nothingToChoose() {
  var open = WalkerPicker(machine: "id-1", machineName: "Treadmill 1", present: nil)
  for key in typed("0123456789\r") + [.down, .up] { #expect(open.press(key) == .stays) }
  var empty = picker([])
  #expect(press(typed("1\r") + [.down], &empty) == .stays)
  #expect(empty.press(.character("0")) == .chosen(nil))
}

@Test("no keys in any order bring it out of step", arguments: 1...6 as ClosedRange<UInt64>)
func anyKeys(seed: UInt64) {
  var dice = Dice(seed: seed)
  var open = picker(Array(many.prefix(dice.below(26))))
  for _ in 0..<60 {
    let byte = Character(Unicode.Scalar(UInt8(dice.below(256))))
    _ = open.press(dice.pick([.up, .down, .left, .right, .other, .character(byte), .character("a")]))
    let matches = open.matches
    #expect(matches.isEmpty ? open.page.isEmpty : matches.indices.contains(open.selected), "seed \(seed)")
    #expect(open.page.count <= WalkerPicker.pageRows)
  }
}

@Test(
  "the key w asks for the list, a number puts the walker on the machine of the screen, and Esc leaves all as it is"
)
func keyOpensTheList() {
  var state = ConsoleState(mode: .auto, unit: .kilometresPerHour, hasSound: true)
  #expect(state.press(.character("w"), frame: nil) == .nothing && state.picker == nil)
  let frame = Moment.set.frame
  #expect(state.press(.character("w"), frame: frame) == .listWalkers)
  state.list([LiveWalker(name: "Anna"), LiveWalker(name: "Ben")])
  // Views and quitting are not meant while the list is open.
  #expect(state.press(.character("q"), frame: frame) == .nothing && state.mode == .auto)
  _ = state.press(.character("\u{7F}"), frame: frame)
  #expect(state.press(.character("2"), frame: frame) == .use(walker: "Ben", machine: "id-3"))
  #expect(state.picker == nil && state.mode == .auto)
  #expect(state.press(.character("w"), frame: frame) == .listWalkers)
  #expect(state.press(.character("\u{1B}"), frame: frame) == .nothing && state.picker == nil)
  // A daemon that refuses closes the list; the reason is shown.
  #expect(state.press(.character("w"), frame: frame) == .listWalkers)
  state.cannotList()
  #expect(state.press(.character("1"), frame: frame) == .nothing && state.mode == .big)
}

@Test("the message says from when on the walker counts, and on which other machine they are")
func messages() {
  var scene = Moment.rest.scene
  func foot(_ notice: Notice, _ language: Language = .english) -> String {
    scene.notice = notice
    return Painter.draw(scene, Look(language: language), ScreenSize(rows: 24, columns: 80)).text
  }
  #expect(foot(.walker("Ben", isThisSet: false, elsewhere: nil)).contains("Ben, from the next set"))
  #expect(foot(.walker("Ben", isThisSet: true, elsewhere: nil)).contains("Ben, this set included"))
  let both = foot(.walker("Ben", isThisSet: false, elsewhere: "Sled lane"))
  #expect(both.contains("Ben, from the next set; Ben is on Sled lane too"))
  #expect(
    foot(.walker(nil, isThisSet: false, elsewhere: nil), .german).contains("ohne Namen ab dem nächsten Satz"))
}

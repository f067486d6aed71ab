// SPDX-License-Identifier: Apache-2.0
//
// Owns: that every picture matches its approved version. DEADMILL_RECORD=1 approves; review the difference first.

import Console
import Foundation
import LiveFeed
import Testing
import Words

private let sizes = [(3, 12), (5, 20), (12, 40), (24, 80), (40, 120), (60, 200)].map {
  ScreenSize(rows: $0.0, columns: $0.1)
}

private let scenes: [(view: ViewKind, moment: Moment)] = [
  (.big, .set), (.big, .rest), (.big, .idle), (.big, .pause), (.detail, .set), (.detail, .rest),
  (.gym, .set), (.coach, .idle), (.coach, .set), (.coach, .rest), (.coach, .done), (.summary, .rest),
  (.big, .pastTarget), (.big, .coasting), (.summary, .tooShort), (.coach, .tooShort), (.coach, .beginner),
  (.summary, .claim),
]

/// Moments that are only tested on a screen of 80x24.
private let moreScenes: [(view: ViewKind, moment: Moment)] = [
  (.big, .lost), (.big, .waiting), (.big, .restOver), (.detail, .lost), (.detail, .idle), (.coach, .restOver),
  (.coach, .lost), (.big, .bareSet), (.big, .bareRest), (.big, .bareIdle), (.detail, .bareSet),
  (.detail, .bareRest), (.coach, .bareSet), (.coach, .bareRest), (.coach, .bareIdle), (.gym, .bareSet),
  (.summary, .bareRest), (.big, .beginner), (.big, .tooShort), (.detail, .coasting), (.detail, .tooShort),
  (.coach, .pastTarget), (.coach, .coasting), (.big, .handover), (.gym, .coasting),
]

private let usual = ScreenSize(rows: 24, columns: 80)

private let folder: String = {
  var url = URL(fileURLWithPath: #filePath)
  url.deleteLastPathComponent()
  return url.appendingPathComponent("Snapshots").path
}()

private func compare(_ text: String, _ name: String) throws {
  let url = URL(fileURLWithPath: "\(folder)/\(name).txt")
  if ProcessInfo.processInfo.environment["DEADMILL_RECORD"] == "1" { try Data(text.utf8).write(to: url) }
  let approved = try String(contentsOf: url, encoding: .utf8)
  #expect(text == approved, "\(name)")
}

private func picture(_ view: ViewKind, _ moment: Moment, _ look: Look, _ size: ScreenSize) -> Canvas {
  var scene = moment.scene
  scene.view = view
  return Painter.draw(scene, look, size)
}

@Test("every view matches its approved picture, at every size", arguments: scenes.indices)
func views(index: Int) throws {
  let (view, moment) = scenes[index]
  for size in sizes {
    let text = picture(view, moment, Look(), size).text
    try compare(text, "\(view)-\(moment)-\(size.columns)x\(size.rows)")
  }
}

@Test("unusual states match their approved pictures", arguments: moreScenes.indices)
func unusualMoments(index: Int) throws {
  let (view, moment) = moreScenes[index]
  try compare(picture(view, moment, Look(), usual).text, "\(view)-\(moment)-80x24")
}

@Test(
  "the code to claim a set is shown again on request, or what to do instead",
  arguments: [Moment.claim, .rest, .bareRest])
func claims(moment: Moment) throws {
  var scene = moment.scene
  scene.view = .coach
  scene.showsClaim = true
  if moment == .rest { scene.page = "http://deadmill.local:8080/" }
  try compare(Painter.draw(scene, Look(), usual).text, "claim-\(moment)-80x24")
}

@Test("few glyphs and other languages and units match their approved pictures", arguments: ViewKind.allCases)
func looks(view: ViewKind) throws {
  let moment: Moment = view == .summary || view == .coach ? .rest : .set
  for glyphs in [GlyphSet.console, .ascii] {
    try compare(picture(view, moment, Look(glyphs: glyphs), usual).text, "\(view)-\(moment)-80x24-\(glyphs)")
  }
  let german = Look(language: .german)
  try compare(picture(view, moment, german, usual).text, "\(view)-\(moment)-80x24-german")
  for unit in SpeedUnit.allCases where unit != .kilometresPerHour {
    let name = unit.rawValue.replacingOccurrences(of: "/", with: "-")
    try compare(picture(view, moment, Look(unit: unit), usual).text, "\(view)-\(moment)-80x24-\(name)")
  }
}

@Test("colours match their approved pictures", arguments: ColourDepth.allCases)
func colours(depth: ColourDepth) throws {
  for (view, moment) in [(ViewKind.big, Moment.set), (.detail, .lost), (.coach, .rest)] {
    let canvas = picture(view, moment, Look(depth: depth), usual)
    try compare(inkText(canvas), "\(view)-\(moment)-80x24-\(depth)")
  }
}

@Test("the keys are shown over the view")
func keys() throws {
  var scene = Moment.set.scene
  scene.showsKeys = true
  for size in sizes {
    try compare(Painter.draw(scene, Look(), size).text, "keys-\(size.columns)x\(size.rows)")
  }
}

@Test(
  "the list of walkers is shown over the view: all, some of them, before the answer",
  arguments: ["", "an", "?"])
func walkers(typed: String) throws {
  var scene = Moment.set.scene
  var picker = WalkerPicker(machine: "id-3", machineName: "Treadmill 3", present: "Ben")
  let names = [
    "Anna", "Annika", "Ben", "Carl", "Dora", "Emil", "Fritz", "Änne", "Ida", "Juri", "Kim", "Lena",
  ]
  if typed != "?" {
    picker.list(names.map { LiveWalker(name: $0, machine: $0 == "Kim" ? "Sled lane" : nil) })
    for letter in typed { _ = picker.press(.character(letter)) }
  }
  scene.picker = picker
  let name = typed == "?" ? "asking" : typed.isEmpty ? "all" : typed
  for size in sizes {
    try compare(Painter.draw(scene, Look(), size).text, "walkers-\(name)-\(size.columns)x\(size.rows)")
  }
}

@Test("the questions after a set are in the last row", arguments: Language.allCases)
func questions(language: Language) throws {
  var scene = Moment.rest.scene
  scene.view = .summary
  var rating = RatingPrompt(set: "set-1")
  _ = rating.press(.character("6"))
  _ = rating.press(.character("."))
  scene.rating = rating
  for size in sizes {
    try compare(
      Painter.draw(scene, Look(language: language), size).text,
      "rating-\(language.rawValue)-\(size.columns)x\(size.rows)")
  }
}

@Test("names in any script keep their width")
func namesOfAnyScript() throws {
  var scene = Moment.set.scene
  scene.frame?.name = "跑步机 三 · e\u{301}te\u{301} 👩‍👩‍👧 🇩🇪 \u{202E}rtl\u{7}\t|"
  scene.view = .gym
  scene.machines[0].name = "跑步机跑步机跑步机跑步机跑步机跑步机"
  try compare(Painter.draw(scene, Look(), usual).text, "names-80x24")
  for glyphs in [GlyphSet.console, .ascii] {
    try compare(Painter.draw(scene, Look(glyphs: glyphs), usual).text, "names-80x24-\(glyphs)")
  }
}

/// A picture of the styles: a letter for each, and a legend.
private func inkText(_ canvas: Canvas) -> String {
  var letters: [Ink: Character] = [Ink(): "."]
  var legend = ""
  var text = ""
  for row in 0..<canvas.size.rows {
    for column in 0..<canvas.size.columns {
      let ink = canvas[row, column].ink
      if letters[ink] == nil, let scalar = Unicode.Scalar(0x60 + letters.count) {
        letters[ink] = Character(scalar)
        legend += "\(Character(scalar)): \(describe(ink))\n"
      }
      text.append(letters[ink] ?? "?")
    }
    text += "\n"
  }
  return text + "\n" + legend
}

private func describe(_ ink: Ink) -> String {
  var words: [String] = []
  if let foreground = ink.foreground { words.append("foreground \(describe(foreground))") }
  if let background = ink.background { words.append("background \(describe(background))") }
  if ink.isBold { words.append("bold") }
  if ink.isFaint { words.append("faint") }
  if ink.isReverse { words.append("reverse") }
  return words.joined(separator: ", ")
}

private func describe(_ colour: Colour) -> String {
  switch colour {
  case .indexed(let index): "\(index)"
  case .direct(let value): "#" + String(value, radix: 16)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a terminal is taken for, and what that makes of texts and bars.

import Console
import Testing

@testable import deadmill

@Test(
  "a terminal is taken for what its surroundings say",
  arguments: [
    (["TERM": "xterm", "LANG": "en_GB.UTF-8"], true, GlyphSet.unicode, true),
    (["TERM": "xterm", "LANG": "de_DE.utf8"], true, .unicode, true),
    (["TERM": "linux", "LANG": "en_GB.UTF-8"], true, .console, true),
    (["TERM": "xterm", "LANG": "en_GB.UTF-8", "LC_ALL": "C"], true, .ascii, true),
    (["TERM": "xterm", "LC_CTYPE": "C.UTF-8", "LC_ALL": ""], true, .unicode, true),
    (["TERM": "xterm"], true, .ascii, true),
    (["TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": "1"], true, .unicode, false),
    (["TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": ""], true, .unicode, true),
    (["TERM": "dumb", "LANG": "C.UTF-8"], true, .unicode, false),
    (["LANG": "C.UTF-8"], true, .unicode, false),
    (["TERM": "xterm", "LANG": "C.UTF-8"], false, .unicode, false),
  ])
func lookByEnvironment(environment: [String: String], isTerminal: Bool, glyphs: GlyphSet, colours: Bool) {
  let look = TerminalLook(environment: environment, isTerminal: isTerminal, columns: 100)
  #expect(look.glyphs == glyphs && look.usesColours == colours)
  #expect(look.columns == (isTerminal ? 100 : 80))
  #expect(look.paint("a", .plain) == "a")
  #expect((look.paint("a", .best) == "a") == !colours)
}

@Test("a width that cannot be is none", arguments: [(nil, 80), (0, 80), (5, 20), (80, 80), (9999, 500)])
func widths(said: Int?, columns: Int) {
  #expect(TerminalLook(environment: [:], isTerminal: true, columns: said).columns == columns)
}

/// Relative luminance of a colour, as the Web Content Accessibility Guidelines define it.
private func luminance(_ colour: [Double]) -> Double {
  func linear(_ value: Double) -> Double {
    let share = value / 255
    guard share > 0.04045 else { return share / 12.92 }
    // ((share + 0.055) / 1.055) to the power of 2.4, by the fifth root of its twelfth power.
    let base = (share + 0.055) / 1.055
    var power = 1.0
    for _ in 0..<12 { power *= base }
    var root = 1.0
    for _ in 0..<60 { root -= (root - power / (root * root * root * root)) / 5 }
    return root
  }
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

@Test("what is written in a colour can be read on black and on white, on xterm and on the Linux console")
func coloursAreReadable() throws {
  let palettes: [[Int: [Double]]] = [
    [31: [205, 0, 0], 35: [205, 0, 205]], [31: [170, 0, 0], 35: [170, 0, 170]],
  ]
  var look = TerminalLook(environment: [:], isTerminal: true, columns: 80)
  look.usesColours = true
  for style in TextStyle.allCases where style != .drawing {
    let painted = look.paint("a", style)
    let codes = painted.dropFirst(2).prefix { $0 != "m" }.split(separator: ";").compactMap { Int($0) }
    for code in codes where code >= 30 {
      for palette in palettes {
        // A colour that is not in the table was not looked at.
        let own = luminance(try #require(palette[code]))
        // Two to one is what is left of every dark colour on black; words carry the meaning.
        #expect((own + 0.05) / 0.05 > 2 && 1.05 / (own + 0.05) > 3, "\(style) \(code)")
      }
    }
  }
}

@Test(
  "bars are as long as the characters allow",
  arguments: [
    (0.0, GlyphSet.unicode, ""), (0.01, .unicode, "▏"), (1, .unicode, "█"), (1.5, .unicode, "█▌"),
    (3, .unicode, "███"), (2.99, .unicode, "███"), (0.01, .console, "█"), (2.4, .console, "██"),
    (2.6, .ascii, "###"), (-1, .ascii, ""), (.infinity, .ascii, ""), (.nan, .unicode, ""),
  ])
func bars(cells: Double, glyphs: GlyphSet, text: String) {
  var look = TerminalLook(environment: [:], isTerminal: false, columns: nil)
  look.glyphs = glyphs
  #expect(look.bar(cells) == text)
}

@Test(
  "a pager is run where there is one and the terminal can show it",
  arguments: [
    (["TERM": "xterm", "PATH": "/usr/bin:/bin", "PAGER": "sh"], "sh"),
    (["TERM": "xterm", "PATH": "/usr/bin:/bin", "PAGER": "sh -c x"], "sh -c x"),
    (["TERM": "xterm", "PATH": "/usr/bin:/bin", "PAGER": ""], nil),
    (["TERM": "xterm", "PATH": "/usr/bin:/bin", "PAGER": "cat"], nil),
    (["TERM": "xterm", "PATH": "/nowhere"], nil), (["TERM": "xterm", "PAGER": "/nowhere/less"], nil),
    (["TERM": "xterm", "PAGER": "/bin/sh -e"], "/bin/sh -e"),
    (["TERM": "dumb", "PATH": "/usr/bin:/bin", "PAGER": "sh"], nil), (["PAGER": "/bin/sh"], nil),
  ] as [([String: String], String?)])
func pagers(environment: [String: String], command: String?) {
  #expect(Pager.command(environment) == command)
}

@Test(
  "progress shows how far it is, and how long it takes once that is known",
  arguments: [
    (nil, 0, 12.0, 80, "Reading ... 0:12"),
    (100, 0, 0.6, 80, "Reading [                        ]   0 %"),
    (100, 50, 0.9, 80, "Reading [############            ]  50 %"),
    (100, 50, 2, 80, "Reading [############            ]  50 %, 0:02 left"),
    (100, 1, 50, 80, "Reading [#                       ]   1 %"),
    (1000, 25, 10, 80, "Reading [#                       ]   2 %, 6:30 left"),
    (100, 100, 9, 80, "Reading [########################] 100 %"),
    (100, 250, 9, 80, "Reading [########################] 100 %"),
    (100, 50, 7200, 80, "Reading [############            ]  50 %, 2:00:00 left"),
    (100, 50, 2, 40, "Reading [######      ]  50 %, 0:02 left"), (100, 50, 2, 26, "Reading  50 %, 0:02 left"),
    (100, 50, 2, 20, "Reading  50 %, 0:0~"), (0, 0, 2, 80, "Reading ... 0:02"),
  ] as [(Int?, Int, Double, Int, String)])
func progressText(total: Int?, done: Int, elapsedS: Double, columns: Int, text: String) {
  let look = TerminalLook(environment: [:], isTerminal: true, columns: columns)
  let said = ProgressModel(title: "Reading", total: total).text(done: done, elapsedS: elapsedS, look)
  #expect(said == text)
  #expect(said.count < columns)
}

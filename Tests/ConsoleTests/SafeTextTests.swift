// SPDX-License-Identifier: Apache-2.0
//
// Owns: that any text takes the computed width.

import Console
import Foundation
import Testing

private func shown(_ text: String, _ glyphs: GlyphSet = .unicode) -> String {
  String(SafeText.glyphs(text, glyphs).map(\.character))
}

@Test(
  "text is shown in a form that every terminal understands",
  arguments: [
    ("a\tb\nc\u{1B}[31m\u{7}d", "a b c [31m d", "a b c [31m d"), ("é", "é", "e"), ("e\u{301}", "é", "e"),
    ("Jürgen ß", "Jürgen ß", "Juergen ss"), ("跑步机", "跑步机", "???"), ("👩‍👩‍👧", "👩👩👧", "???"), ("👍🏽", "👍", "?"),
    ("🇩🇪", "DE", "DE"), ("a\u{202E}b\u{200B}c\u{FE0F}", "abc", "abc"),
    ("x\u{301}\u{302}\u{303}\u{304}", "x\u{301}\u{302}", "x"),
    ("2 ± 1 – 3 …", "2 ± 1 – 3 …", "2 +- 1 - 3 ~"), ("\u{301}a", "a", "a"), ("", "", ""),
  ] as [(String, String, String)])
func plainText(text: String, unicode: String, ascii: String) {
  #expect(shown(text) == unicode)
  #expect(shown(text, .ascii) == ascii)
}

@Test("a text is cut before a character that does not fit, and marked")
func cutting() {
  #expect(SafeText.cut("Treadmill", to: 9, .unicode) == "Treadmill")
  #expect(SafeText.cut("Treadmill", to: 5, .unicode) == "Trea…")
  #expect(SafeText.cut("Treadmill", to: 5, .console) == "Trea~")
  #expect(SafeText.cut("跑步机", to: 4, .unicode) == "跑…")
  #expect(SafeText.cut("跑步机", to: 0, .unicode) == "")
  for room in 0...8 { #expect(SafeText.width(SafeText.cut("跑a步b机", to: room, .unicode), .unicode) <= room) }
}

@Test("characters have the width of the C library, which ncurses uses")
func widthsOfTheLibrary() {
  // SAFETY: only this test uses the locale's characters.
  _ = unsafe setlocale(LC_CTYPE, "C.UTF-8")
  var differ: [String] = []
  var known = 0
  for value in 0x20...0x3FFFF as ClosedRange<UInt32> {
    guard let scalar = Unicode.Scalar(value), let width = ScalarWidth.of(scalar) else { continue }
    // Characters that the library is too old for are replaced when shown.
    guard let drawn = CursesTerminal.cursesWidth(scalar) else { continue }
    known += 1
    if drawn != width { differ.append(String(value, radix: 16)) }
  }
  #expect(known > 90_000)
  #expect(differ == [], "\(differ.count)")
}

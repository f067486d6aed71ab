// SPDX-License-Identifier: Apache-2.0

import Sets
import Testing

private let second: Int64 = 1_000_000_000

@Test("sets with short rests are one session, numbered from 1, with the rest between them")
func oneSession() {
  var book = SessionBook(rules: SetRules())
  #expect(
    book.place(startNs: 10 * second, endNs: 70 * second)
      == SessionPlace(beginsSession: true, index: 1, restBeforeS: nil))
  #expect(
    book.place(startNs: 130 * second, endNs: 190 * second)
      == SessionPlace(beginsSession: false, index: 2, restBeforeS: 60))
}

@Test("half an hour without a set ends the session")
func newSession() {
  var book = SessionBook(rules: SetRules())
  _ = book.place(startNs: 0, endNs: 60 * second)
  #expect(book.place(startNs: (60 + 1799) * second, endNs: 2000 * second).index == 2)
  #expect(book.place(startNs: (2000 + 1800) * second, endNs: 4000 * second).beginsSession)
}

@Test("a session begun before a restart goes on")
func resumedSession() {
  var book = SessionBook(rules: SetRules())
  book.resume(lastEndNs: 100 * second, index: 2)
  #expect(book.place(startNs: 160 * second, endNs: 220 * second).index == 3)
}

@Test("a set that starts before the last one ended cannot have rested: a new session")
func clockTrouble() {
  var book = SessionBook(rules: SetRules())
  book.resume(lastEndNs: 100 * second, index: 2)
  #expect(book.place(startNs: 50 * second, endNs: 90 * second).beginsSession)
}

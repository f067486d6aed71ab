// SPDX-License-Identifier: Apache-2.0

import Sets
import Testing

private let second: Int64 = 1_000_000_000

@Test("sets with short rests are one session, numbered from 1, with the rest between them")
func oneSession() {
  var tracker = SessionTracker(rules: SetRules())
  #expect(
    tracker.assign(startNs: 10 * second, endNs: 70 * second)
      == SessionPosition(beginsSession: true, index: 1, restBeforeS: nil))
  #expect(
    tracker.assign(startNs: 130 * second, endNs: 190 * second)
      == SessionPosition(beginsSession: false, index: 2, restBeforeS: 60))
}

@Test("half an hour without a set ends the session")
func newSession() {
  var tracker = SessionTracker(rules: SetRules())
  _ = tracker.assign(startNs: 0, endNs: 60 * second)
  #expect(tracker.assign(startNs: (60 + 1799) * second, endNs: 2000 * second).index == 2)
  #expect(tracker.assign(startNs: (2000 + 1800) * second, endNs: 4000 * second).beginsSession)
}

@Test("a session that began before a restart continues")
func resumedSession() {
  var tracker = SessionTracker(rules: SetRules())
  tracker.resume(lastEndNs: 100 * second, index: 2)
  #expect(tracker.assign(startNs: 160 * second, endNs: 220 * second).index == 3)
}

@Test("a set that starts before the end of the previous one begins a new session")
func clockTrouble() {
  var tracker = SessionTracker(rules: SetRules())
  tracker.resume(lastEndNs: 100 * second, index: 2)
  #expect(tracker.assign(startNs: 50 * second, endNs: 90 * second).beginsSession)
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Daemon

private let second: Int64 = 1_000_000_000
private let hour = 3600 * second

@Test("once the network has told the time, a wall clock set by hand changes nothing", arguments: [-7, 7])
func sureStays(hours: Int64) {
  var tracker = ClockTracker(offsetNs: 0, isSynchronised: false)
  let moved = tracker.observe(offsetNs: 100 * hour, isSynchronised: true)
  #expect(moved && tracker.isSynchronised && tracker.offsetNs == 100 * hour)
  let jumped = tracker.observe(offsetNs: (100 + hours) * hour, isSynchronised: true)
  #expect(!jumped && tracker.offsetNs == 100 * hour && tracker.disagreementNs == hours * hour)
  let back = tracker.observe(offsetNs: 100 * hour + second / 2, isSynchronised: true)
  #expect(!back && tracker.disagreementNs == nil)
}

@Test("before, the latest reading holds, but never one before sets that were logged", arguments: [-7, 7])
func unsureFollows(hours: Int64) {
  var tracker = ClockTracker(offsetNs: 0, isSynchronised: false, earliestOffsetNs: -2 * hour)
  let followed = tracker.observe(offsetNs: hours * hour, isSynchronised: false)
  #expect(followed && tracker.offsetNs == max(hours, -2) * hour && !tracker.isSynchronised)
  let small = tracker.observe(offsetNs: tracker.offsetNs + second / 2, isSynchronised: false)
  #expect(!small && tracker.offsetNs == max(hours, -2) * hour)
}

@Test("what was known to be right when the program started is not asked again")
func sureFromTheLog() {
  let tracker = ClockTracker(offsetNs: 5, isSynchronised: true, earliestOffsetNs: 99)
  #expect(tracker.offsetNs == 5 && tracker.isSynchronised)
}

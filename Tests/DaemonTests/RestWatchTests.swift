// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Daemon

private let secondNs: Int64 = 1_000_000_000

/// The seconds at which a watch tells, asked twice a second about belts whose phases change at given seconds.
private func told(_ changes: [Int: [String]], untilS: Int) -> [Double] {
  var watch = RestWatch()
  var phases: [String] = []
  var told: [Double] = []
  for half in 0..<(2 * untilS) {
    if half % 2 == 0, let next = changes[half / 2] { phases = next }
    if watch.look(nowNs: Int64(half) * secondNs / 2, phases: phases) { told.append(Double(half) / 2) }
  }
  return told
}

@Test("rest is told once after the start, once in a pause and once after the set")
func restIsToldOnce() {
  #expect(told([0: ["idle"]], untilS: 60) == [3])
  let set = [0: ["idle"], 10: ["candidate"], 13: ["active"], 70: ["paused"], 75: ["idle"]]
  #expect(told(set, untilS: 100) == [3, 73, 78])
}

@Test("while any belt moves, or has only just stopped, there is no rest")
func noRestWhileAnyBeltMoves() {
  #expect(told([0: ["idle", "active"]], untilS: 60) == [])
  #expect(told([0: ["candidate"]], untilS: 60) == [])
  let stumbling = [0: ["active"], 10: ["paused"], 12: ["active"], 20: ["paused"], 22: ["active"]]
  #expect(told(stumbling, untilS: 40) == [])
  #expect(told([0: ["idle", "active"], 20: ["idle", "paused"]], untilS: 40) == [23])
}

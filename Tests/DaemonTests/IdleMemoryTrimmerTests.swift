// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Daemon

private let secondNs: Int64 = 1_000_000_000

/// The seconds at which a trim is due, checked twice a second for belts whose phases change at given seconds.
private func trims(_ changes: [Int: [String]], untilS: Int) -> [Double] {
  var trimmer = IdleMemoryTrimmer()
  var phases: [String] = []
  var due: [Double] = []
  for half in 0..<(2 * untilS) {
    if half % 2 == 0, let next = changes[half / 2] { phases = next }
    if trimmer.isTrimDue(nowNs: Int64(half) * secondNs / 2, phases: phases) { due.append(Double(half) / 2) }
  }
  return due
}

@Test("a trim is due once after the start, once in a pause and once after the set")
func trimsOncePerRest() {
  #expect(trims([0: ["idle"]], untilS: 60) == [3])
  let set = [0: ["idle"], 10: ["candidate"], 13: ["active"], 70: ["paused"], 75: ["idle"]]
  #expect(trims(set, untilS: 100) == [3, 73, 78])
}

@Test("while any belt moves, or has only just stopped, there is no rest")
func noRestWhileAnyBeltMoves() {
  #expect(trims([0: ["idle", "active"]], untilS: 60) == [])
  #expect(trims([0: ["candidate"]], untilS: 60) == [])
  let stumbling = [0: ["active"], 10: ["paused"], 12: ["active"], 20: ["paused"], 22: ["active"]]
  #expect(trims(stumbling, untilS: 40) == [])
  #expect(trims([0: ["idle", "active"], 20: ["idle", "paused"]], untilS: 40) == [23])
}

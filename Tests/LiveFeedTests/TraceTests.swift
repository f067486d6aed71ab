// SPDX-License-Identifier: Apache-2.0
//
// Owns: that the speed before a client joined reaches it, bounded, and the same as the daemon had it.

import FoundationEssentials
import Testing

@testable import LiveFeed

/// So many quarters of a second of a rising speed.
private func history(_ count: Int) -> SpeedHistory {
  var history = SpeedHistory()
  for slot in 0..<count {
    history.take(timeNs: Int64(slot + 4) * SpeedHistory.everyNs, speedMps: Double(slot % 200) / 100)
  }
  return history
}

@Test("a trace comes over as it was, up to twenty minutes", arguments: [1, 2, 240, 4800])
func traceComesOver(count: Int) throws {
  let before = history(count)
  let line = FeedMessage.trace(try #require(LiveTrace(before, machine: "m"))).line
  guard case .trace(let trace) = try #require(FeedMessage(line: line.dropLast())) else {
    Issue.record("another message")
    return
  }
  let after = SpeedHistory(trace)
  #expect(after.lastSlot == before.lastSlot && after.speedsMps.count == before.speedsMps.count)
  for (a, b) in zip(after.speedsMps, before.speedsMps) { #expect(abs(a - b) < 0.0051) }
}

@Test("an hour fits into a message, coarser, and ends at the same time")
func traceIsBounded() throws {
  let before = history(20_000)
  #expect(before.speedsMps.count == SpeedHistory.capacity)
  let trace = try #require(LiveTrace(before, machine: "m"))
  #expect(FeedMessage.trace(trace).line.count < 65_536 && trace.everyNs == 3 * SpeedHistory.everyNs)
  let after = SpeedHistory(trace)
  #expect(abs(after.speedsMps.count - before.speedsMps.count) <= 3)
  #expect(after.lastSlot.map { abs($0 - (before.lastSlot ?? 0)) <= 3 } == true)
}

@Test("no trace of any numbers does harm")
func oddTraces() {
  #expect(LiveTrace(SpeedHistory(), machine: "m") == nil)
  for timeNs in [Int64.min, -1, 0, .max] {
    for everyNs in [Int64.min, 0, 1, .max] {
      for speeds in [[], [.nan, .infinity, -1], [Double](repeating: 1, count: 20_000)] as [[Double]] {
        let trace = LiveTrace(machine: "m", timeNs: timeNs, everyNs: everyNs, speedsMps: speeds)
        #expect(SpeedHistory(trace).speedsMps.count <= SpeedHistory.capacity)
      }
    }
  }
}

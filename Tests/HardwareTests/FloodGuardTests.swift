// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Hardware

/// Reads a line of an even rate in batches, as the source does.
private func read(_ flood: inout FloodGuard, perS: Double, batch: Int, fromNs: Int64, seconds: Double) {
  let count = Int(perS * seconds)
  for first in stride(from: 0, to: count, by: batch) {
    let last = min(count, first + batch) - 1
    flood.read(
      count: last - first + 1, firstNs: fromNs + Int64(Double(first) / perS * 1e9),
      lastNs: fromNs + Int64(Double(last) / perS * 1e9))
    if flood.isFlooded { return }
  }
}

@Test("64 slots in a sprint are no flood, also after the thread was held up", arguments: [1, 16, 64])
func sprintIsNoFlood(batch: Int) {
  var flood = FloodGuard()
  read(&flood, perS: 8000, batch: batch, fromNs: 1_000, seconds: 20)
  #expect(!flood.isFlooded)
  // A full kernel buffer at once, of a burst as fast as an interrupt can be, in the middle of a sprint.
  read(&flood, perS: 500_000, batch: 64, fromNs: 20_100_000_000, seconds: 1024.0 / 500_000)
  read(&flood, perS: 8000, batch: batch, fromNs: 20_110_000_000, seconds: 20)
  #expect(!flood.isFlooded)
}

@Test("a line that flips at 100 kHz is flooded within a tenth of a second")
func fastLineIsFlood() {
  var flood = FloodGuard()
  read(&flood, perS: 100_000, batch: 64, fromNs: .max - 500_000_000, seconds: 0.1)
  #expect(flood.isFlooded)
}

@Test("a flood ends once the line has been calm for a while, and what came calmly is used")
func floodEnds() {
  var flood = FloodGuard()
  read(&flood, perS: 100_000, batch: 64, fromNs: 0, seconds: 1)
  #expect(flood.isFlooded)
  for look in 0..<100 as Range<Int64> {
    let isCalm = flood.look(count: 1024, firstNs: look * 50_000_000, lastNs: look * 50_000_000 + 10_230_000)
    #expect(!isCalm)
  }
  for look in 0..<FloodGuard.calmLooks {
    #expect(flood.isFlooded, "\(look)")
    // 8,000 edges per second, as of a disc in a sprint.
    let isCalm = flood.look(count: 400, firstNs: 0, lastNs: 49_875_000)
    #expect(isCalm)
  }
  #expect(!flood.isFlooded)
}

@Test("timestamps of any kind neither trap nor end a flood too early")
func hostileFloodStamps() {
  var flood = FloodGuard()
  for (first, last) in [(Int64.min, .max), (.max, .min), (0, 0), (-1, 1)] as [(Int64, Int64)] {
    for _ in 0..<200 { flood.read(count: 64, firstNs: first, lastNs: last) }
    _ = flood.look(count: 1024, firstNs: first, lastNs: last)
    _ = flood.look(count: 0, firstNs: first, lastNs: last)
  }
  // All at the same instant is as fast as can be.
  let isCalm = flood.look(count: 1024, firstNs: 5, lastNs: 5)
  #expect(!isCalm)
}

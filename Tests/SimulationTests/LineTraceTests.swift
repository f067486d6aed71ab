// SPDX-License-Identifier: Apache-2.0

import Pulses
import Simulation
import Testing

@Test("of overlapping closed and open periods the last one applies at each instant")
func stretchesAddUp() {
  var random = Random(seed: 11)
  for _ in 0..<200 {
    var trace = LineTrace()
    var levels = [Bool](repeating: false, count: 200)
    for _ in 0..<8 {
      let closes = random.uniform() < 0.6
      var stretches: [Stretch] = []
      for _ in 0..<Int(random.uniform(0...5)) {
        let from = Int(random.uniform() * 190)
        let until = from + Int(random.uniform() * 10)
        stretches.append(Stretch(fromNs: Int64(from), untilNs: Int64(until)))
        for index in from..<until { levels[index] = closes }
      }
      if closes { trace.close(stretches) } else { trace.open(stretches) }
    }
    #expect((0..<200).map { trace.isClosed(atNs: Int64($0)) } == levels)
    // Separate and in order: levels alternate.
    #expect(zip(trace.closed, trace.closed.dropFirst()).allSatisfy { $0.untilNs < $1.fromNs })
    #expect(trace.closed.allSatisfy { $0.fromNs < $0.untilNs })
  }
}

@Test("a line that is closed before the beginning and after the end stays closed")
func endlessStretches() {
  var trace = LineTrace([Stretch(fromNs: .min, untilNs: .max)])
  trace.open([Stretch(fromNs: 10, untilNs: 20)])
  #expect(trace.closed == [Stretch(fromNs: .min, untilNs: 10), Stretch(fromNs: 20, untilNs: .max)])
  trace.close([Stretch(fromNs: 5, untilNs: 25)])
  #expect(trace.closed == [Stretch(fromNs: .min, untilNs: .max)])
}

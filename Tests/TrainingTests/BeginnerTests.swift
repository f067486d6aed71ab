// SPDX-License-Identifier: Apache-2.0
//
// Owns: that a walker's first sessions have shorter sets, and only those.

import Testing

@testable import Training

@Test(
  "the first three sessions grow to the whole length in steps of five seconds",
  arguments: [
    (60, [30, 40, 50]), (300, [150, 200, 250]), (30, [15, 20, 25]), (10, [10, 10, 10]),
    (600, [300, 400, 500]),
  ]
    as [(Double, [Double])])
func beginnersSets(wholeS: Double, lengths: [Double]) {
  #expect((0..<3).compactMap { BeginnerSession(done: $0)?.setDurationS(wholeS) } == lengths)
  #expect(BeginnerSession(done: 3) == nil && BeginnerSession(done: 0, of: 0) == nil)
  #expect(BeginnerSession(done: -1) == nil)
}

@Test("a beginner's set counts at its own length, and a whole one is a long one")
func beginnersRun() {
  var run = ProtocolRun(.deadmill3x60, weeksMet: 0, beginning: BeginnerSession(done: 0))
  #expect(run.setDurationS == 30 && run.setNumber == 1)
  #expect(run.step(ProtocolSet(startS: 0, endS: 20)).work == .short && run.setNumber == 1)
  #expect(run.step(ProtocolSet(startS: 60, endS: 91)).work == .met && run.setNumber == 2)
  #expect(run.step(ProtocolSet(startS: 150, endS: 210)).work == .long && run.setNumber == 3)
  #expect(run.step(ProtocolSet(startS: 270, endS: 300)).work == .met && run.setNumber == 3)
  #expect(ProtocolRun(.deadmill3x60).setDurationS == 60)
}

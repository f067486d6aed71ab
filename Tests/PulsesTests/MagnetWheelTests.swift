// SPDX-License-Identifier: Apache-2.0

import Pulses
import Testing

@Test("the magnets divide a turn evenly")
func evenWheel() throws {
  let wheel = try MagnetWheel(circumferenceM: 0.18, magnets: 4)
  #expect(wheel.isEven)
  #expect(wheel.meanArcM == 0.045)
  #expect(wheel.shortestArcM == wheel.longestArcM)
}

@Test("relative arcs divide a turn in proportion, in forward order")
func chiralWheel() throws {
  var arcs = InlineArray<16, Double>(repeating: 0)
  arcs[0] = 1
  arcs[1] = 2
  arcs[2] = 4
  let wheel = try MagnetWheel(circumferenceM: 0.7, magnets: 3, relativeArcs: arcs)
  #expect(!wheel.isEven)
  #expect((wheel.arcM(0) - 0.1).magnitude < 1e-12)
  #expect((wheel.arcM(1) - 0.2).magnitude < 1e-12)
  #expect((wheel.arcM(2) - 0.4).magnitude < 1e-12)
  #expect((wheel.shortestArcM - 0.1).magnitude < 1e-12)
  #expect((wheel.longestArcM - 0.4).magnitude < 1e-12)
}

@Test(
  "an impossible wheel is rejected",
  arguments: [
    (0.0, 4, MagnetWheelFault.circumference), (.nan, 4, .circumference), (.infinity, 1, .circumference),
    (-0.18, 4, .circumference), (0.18, 0, .magnetCount), (0.18, 65, .magnetCount), (0.18, -1, .magnetCount),
  ])
func impossibleWheel(lengthM: Double, magnets: Int, fault: MagnetWheelFault) {
  #expect(throws: fault) { try MagnetWheel(circumferenceM: lengthM, magnets: magnets) }
}

@Test("an arc of zero, less or not a number is rejected", arguments: [0, -1, .nan, .infinity] as [Double])
func impossibleArc(arc: Double) {
  var arcs = InlineArray<16, Double>(repeating: 1)
  arcs[1] = arc
  #expect(throws: MagnetWheelFault.arc) {
    try MagnetWheel(circumferenceM: 0.18, magnets: 3, relativeArcs: arcs)
  }
}

@Test("a disc has up to 64 equal slots; more than 16 marks at unequal distances are rejected")
func fineDisc() throws {
  let disc = try MagnetWheel(circumferenceM: 0.18, magnets: 64)
  #expect(disc.isEven && !disc.isChiral && disc.distinctMarks == 1)
  #expect((disc.meanArcM - 0.18 / 64).magnitude < 1e-15 && disc.arcM(63) == disc.meanArcM)
  #expect(disc.shortestArcM == disc.meanArcM && disc.longestArcM == disc.meanArcM)
  var arcs = InlineArray<16, Double>(repeating: 1)
  arcs[3] = 2
  #expect(throws: MagnetWheelFault.unevenCount) {
    try MagnetWheel(circumferenceM: 0.18, magnets: 17, relativeArcs: arcs)
  }
  #expect(try MagnetWheel(circumferenceM: 0.18, magnets: 16, relativeArcs: arcs).distinctMarks == 16)
}

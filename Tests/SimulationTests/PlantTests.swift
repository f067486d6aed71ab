// SPDX-License-Identifier: Apache-2.0

import Foundation
import Motion
import Pulses
import Simulation
import Testing

@Test("a coasting belt slows down according to the equation")
func coastDown() {
  // Coulomb and viscous drag have a closed form: v(t) = (v0 + k) exp(-t c1/m) - k with k = c0/c1.
  var drag = DragModel.standard(for: .motorisedOff)
  drag.c2Ns2PerM2.value = 0
  var plant = BeltPlant(drag: drag)
  while plant.speedMps < 2 { plant.step(forceN: 400, normalN: 0) }
  let start = plant.speedMps
  let k = drag.c0N.value / drag.c1NsPerM.value
  for step in 1...3000 {
    plant.step(forceN: 0, normalN: 0)
    let time = Double(step) * BeltPlant.stepS
    let expected = (start + k) * exp(-time * drag.c1NsPerM.value / drag.massKg.value) - k
    #expect((plant.speedMps - expected).magnitude < 2e-4)
  }
}

@Test("a belt at rest does not move until the force exceeds the drag of the load")
func stick() {
  let drag = DragModel.standard(for: .motorisedOff)
  var plant = BeltPlant(drag: drag)
  for _ in 0..<1000 { plant.step(forceN: drag.c0N.value + drag.mu.value * 700 - 0.1, normalN: 700) }
  #expect(plant.speedMps == 0 && plant.positionM == 0)
  plant.step(forceN: drag.c0N.value + drag.mu.value * 700 + 0.1, normalN: 700)
  #expect(plant.speedMps > 0)
}

@Test("drag brings the belt to rest and never reverses it")
func neverBackwards() {
  var plant = BeltPlant(drag: .standard(for: .motorisedOff))
  for _ in 0..<400 { plant.step(forceN: 300, normalN: 0) }
  for _ in 0..<40_000 {
    plant.step(forceN: 0, normalN: 800)
    #expect(plant.speedMps >= 0)
  }
  #expect(plant.speedMps == 0)
}

@Test(
  "in a set, the walker's work is the work of the drag plus the remaining kinetic energy",
  arguments: 1...3 as ClosedRange<UInt64>)
func energyBalance(seed: UInt64) throws {
  let scenario = try ScenarioCatalogue.scenario("retro-walk-5min")
  let run = SimulatedRun(scenario, seed: seed)
  let set = try #require(run.truth.sets.first)
  let drag = scenario.profile.drag
  let inside = run.truth.samples.filter { $0.set == 1 }
  // Work against drag from the samples: their spacing is 10 ms, within which the speed hardly changes.
  let normalN = scenario.walker.normalForceN
  let lost = inside.reduce(0.0) { sum, sample in
    sum + (drag.emptyBeltN(atMps: sample.speedMps) + drag.mu.value * normalN) * sample.speedMps * 0.01
  }
  #expect((lost / set.workJ - 1).magnitude < 0.005, "seed \(seed): \(lost) J of \(set.workJ) J")
}

@Test("the belt ripples as assumed, walking and running", arguments: [1, 2, 3] as [UInt64])
func ripple(seed: UInt64) throws {
  for (name, range) in [("retro-walk-5min", 0.09...0.16), ("sprint", 0.015...0.07)] {
    let truth = SimulatedRun(try ScenarioCatalogue.scenario(name), seed: seed).truth
    let set = try #require(truth.sets.first)
    let steady = truth.samples.filter {
      $0.timeNs > set.startNs + 3_000_000_000 && $0.timeNs < set.endNs - 500_000_000
    }
    let mean = steady.map(\.speedMps).reduce(0, +) / Double(steady.count)
    let variance =
      steady.map { ($0.speedMps - mean) * ($0.speedMps - mean) }.reduce(0, +) / Double(steady.count)
    let relative = variance.squareRoot() / mean
    #expect(range.contains(relative), "\(name), seed \(seed): \(relative)")
  }
}

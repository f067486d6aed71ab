// SPDX-License-Identifier: Apache-2.0

import Motion
import Pulses
import Simulation
import Testing

@Test(
  "the same seed gives the same recording and truth, another seed another", arguments: ScenarioCatalogue.names
)
func determinism(name: String) throws {
  let scenario = try ScenarioCatalogue.scenario(name)
  let first = SimulatedRun(scenario, seed: 7)
  let again = SimulatedRun(scenario, seed: 7)
  #expect(first.recording == again.recording && first.truth == again.truth)
  #expect(first.recording.edges != SimulatedRun(scenario, seed: 8).recording.edges)
}

@Test("an unknown scenario's error lists the known ones")
func unknownScenario() {
  let error = #expect(throws: UnknownScenario.self) { try ScenarioCatalogue.scenario("marathon") }
  #expect(error?.description.contains("three-one-minute-sets") == true)
}

@Test("three one-minute sets are three sets of a minute", arguments: 1...5 as ClosedRange<UInt64>)
func truthOfThreeSets(seed: UInt64) throws {
  let truth = SimulatedRun(try ScenarioCatalogue.scenario("three-one-minute-sets"), seed: seed).truth
  #expect(truth.sets.count == 3)
  for set in truth.sets {
    // A walker standing still brings the belt to rest a moment after the minute is over.
    #expect(set.durationS >= 59.99 && set.durationS < 60.6)
    #expect(set.distanceM > 35 && set.distanceM < 65)
    #expect(set.steps > 60 && set.steps < 130)
  }
}

@Test(
  "the edges are the magnets that passed, in order and at the belt's position",
  arguments: 1...4 as ClosedRange<UInt64>)
func edgesLieOnTheBelt(seed: UInt64) throws {
  let run = SimulatedRun(try ScenarioCatalogue.scenario("retro-walk-5min"), seed: seed)
  #expect(run.recording.edges.map(\.sequence) == (1...Int64(run.recording.edges.count)).map { $0 })
  #expect(run.recording.edges.alternates)
  let edges = run.recording.edges.of(.falling)
  #expect(edges.count == run.truth.magnetsPassed)
  #expect(zip(edges, edges.dropFirst()).allSatisfy { $0.timestampNs < $1.timestampNs })
  let travel = try #require(run.truth.samples.last).positionM
  // The first and the last arc are begun but not completed.
  #expect((Double(edges.count) * 0.045 - travel).magnitude < 0.05)
}

@Test("misses and bounces come at the requested rate")
func sensorFaults() throws {
  var scenario = try ScenarioCatalogue.scenario("retro-walk-5min")
  scenario.faults.miss = 0.1
  let missed = SimulatedRun(scenario, seed: 5)
  let share = 1 - Double(missed.recording.edges.of(.falling).count) / Double(missed.truth.magnetsPassed)
  #expect((share - 0.1).magnitude < 0.02)
  scenario.faults.miss = 0
  scenario.faults.bounce = 0.2
  let bounced = SimulatedRun(scenario, seed: 5)
  let extra = Double(bounced.recording.edges.of(.falling).count) / Double(bounced.truth.magnetsPassed) - 1
  // One to three extra edges, two on average.
  #expect((extra - 0.4).magnitude < 0.06)
}

@Test("backward the arcs pass in the opposite order")
func direction() throws {
  var arcs = InlineArray<16, Double>(repeating: 0)
  (arcs[0], arcs[1], arcs[2]) = (1, 2, 4)
  var scenario = try ScenarioCatalogue.scenario("retro-walk-5min")
  scenario.profile.wheel = try MagnetWheel(circumferenceM: 0.18, magnets: 3, relativeArcs: arcs)
  scenario.faults.placement = 0
  for direction in [BeltDirection.forward, .backward] {
    scenario.direction = direction
    let edges = SimulatedRun(scenario, seed: 2).recording.edges.of(.falling).dropFirst(300).prefix(300)
    let gaps = zip(edges, edges.dropFirst()).map { Double($1.timestampNs - $0.timestampNs) }
    // After the longest gap (arc 4) comes arc 1 forward and arc 2 backward: shorter or longer than half the next but one.
    var shortFollows = 0
    var turns = 0
    for index in 1..<(gaps.count - 2) where gaps[index] > gaps[index - 1] && gaps[index] > gaps[index + 1] {
      turns += 1
      if gaps[index + 1] < gaps[index + 2] { shortFollows += 1 }
    }
    #expect(turns > 80)
    #expect(direction == .forward ? shortFollows > turns * 9 / 10 : shortFollows < turns / 10)
  }
}

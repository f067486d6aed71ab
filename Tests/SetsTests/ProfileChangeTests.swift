// SPDX-License-Identifier: Apache-2.0

import Motion
import Pulses
import Sets
import Simulation
import Testing

@Test("a new profile keeps all counts, and distance continues with the new length")
func countedOn() throws {
  let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
  let recording = SimulatedRun(scenario, seed: 4).recording
  let changeNs = recording.startNs + 100_000_000_000
  var pipeline = BeltPipeline(profile: scenario.profile)
  for edge in recording.edges where edge.timestampNs < changeNs { pipeline.step(edge) { _ in } }
  // Long after the belt has stopped, like the daemon.
  pipeline.advance(silentUntilNs: changeNs) { _ in }
  let before = pipeline.snapshot(atNs: changeNs)
  #expect(before.counters.pulses > 500)

  var longer = scenario.profile
  let wheel = scenario.profile.wheel
  longer.wheel = try MagnetWheel(circumferenceM: 1.1 * wheel.circumferenceM, magnets: wheel.magnets)
  pipeline = BeltPipeline(profile: longer, after: pipeline)
  let after = pipeline.snapshot(atNs: changeNs)
  #expect(after.counters == before.counters)
  #expect(after.motion.distanceM == before.motion.distanceM)
  #expect(after.motion.repairs == before.motion.repairs)

  for edge in recording.edges where edge.timestampNs >= changeNs { pipeline.step(edge) { _ in } }
  let end = pipeline.snapshot(atNs: recording.endNs)
  #expect(end.counters.edges == Int64(recording.edges.count))
  let pulses = Double(end.counters.pulses - before.counters.pulses)
  let repaired = Double(end.motion.repairs.missed - before.motion.repairs.missed)
  let travelM = end.motion.distanceM - before.motion.distanceM
  #expect((travelM - (pulses + repaired) * longer.wheel.meanArcM).magnitude < 2 * longer.wheel.meanArcM)
}

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

@Test("another walker changes the live power and nothing else: what was learnt of the magnets stays")
func walkerChange() throws {
  let scenario = try ScenarioCatalogue.scenario("retro-walk-5min")
  let recording = SimulatedRun(scenario, seed: 4).recording
  var profile = scenario.profile
  // Glued by hand: there is something to learn.
  profile.magnetPlacementSdM = 0.01 * profile.wheel.circumferenceM
  var changed = BeltPipeline(profile: profile, walker: WalkerLoad(statedMassKg: 60))
  var same = changed
  let middleNs = recording.startNs + (recording.endNs - recording.startNs) / 2
  for edge in recording.edges where edge.timestampNs < middleNs {
    changed.step(edge) { _ in }
    same.step(edge) { _ in }
  }
  let learntSdM = changed.motion.travelVariance.squareRoot()
  #expect(learntSdM < BeltPipeline(profile: profile).motion.travelVariance.squareRoot())
  changed.use(walker: WalkerLoad(statedMassKg: 100))
  #expect(changed.motion.travelVariance.squareRoot() == learntSdM)
  for edge in recording.edges
  where edge.timestampNs >= middleNs && edge.timestampNs < middleNs + 5_000_000_000 {
    changed.step(edge) { _ in }
    same.step(edge) { _ in }
  }
  let (heavy, light) = (
    changed.snapshot(atNs: middleNs + 5_000_000_000), same.snapshot(atNs: middleNs + 5_000_000_000)
  )
  #expect(heavy.motion.speedMps == light.motion.speedMps && heavy.motion.distanceM == light.motion.distanceM)
  #expect(heavy.phase == .active && heavy.setDistanceM == light.setDistanceM)
  let (heavyW, lightW) = (try #require(heavy.motion.powerW), try #require(light.motion.powerW))
  // Friction under 40 kg more, at the speed of both: mu N v.
  let moreW =
    scenario.profile.drag.mu.value * WalkerLoad.gravityMps2 * 0.9 * 40 * light.motion.displaySpeedMps
  #expect((heavyW - lightW - moreW).magnitude < 0.1 * moreW)
}

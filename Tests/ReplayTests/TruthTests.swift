// SPDX-License-Identifier: Apache-2.0
//
// Owns: results compared with the truth of the simulated belt. Tolerances follow from the physics: the unseen arc at
// either end, the gait's swing that hides a step off the belt, the stated uncertainties.

import Foundation
import Motion
import Pulses
import SetKeeping
import SetLog
import Sets
import Simulation
import Testing

private func find(_ run: SimulatedRun, _ scenario: Scenario) -> [SetRecord] {
  RecordedSetFinder.find(in: run.recording, machine: "m", profile: scenario.profile, walker: scenario.walker)
}

@Test("three one-minute sets are found as three sets of a minute", arguments: 1...12 as ClosedRange<UInt64>)
func threeSets(seed: UInt64) throws {
  let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
  let run = SimulatedRun(scenario, seed: seed)
  let found = find(run, scenario)
  try #require(found.count == 3, "seed \(seed)")
  for (record, truth) in zip(found, run.truth.sets) {
    #expect((record.durationS - truth.durationS).magnitude < 0.5, "seed \(seed)")
    #expect((record.durationS - 60).magnitude < 1.5, "seed \(seed)")
    // An unseen arc, plus a quarter of a second of walking: the step off is not known better than that.
    #expect((record.distanceM - truth.distanceM).magnitude < 0.045 + 0.25 * 0.8, "seed \(seed)")
    let work = try #require(record.workJ)
    #expect((work / truth.workJ - 1).magnitude < 0.01, "seed \(seed): \(work) J of \(truth.workJ) J")
  }
  #expect(found.map(\.indexInSession) == [1, 2, 3])
  #expect(Set(found.map(\.sessionId)).count == 1)
}

@Test(
  "no bump, no hand spin and no coast-down is a set", arguments: ["bump", "hand-spin", "coast-down"],
  1...20 as ClosedRange<UInt64>)
func noPhantoms(name: String, seed: UInt64) throws {
  let scenario = try ScenarioCatalogue.scenario(name)
  #expect(find(SimulatedRun(scenario, seed: seed), scenario).isEmpty, "seed \(seed)")
}

@Test(
  "a hand spin is not a set on a machine with unmeasured drag either",
  arguments: ["hand-spin", "coast-down"],
  1...10 as ClosedRange<UInt64>)
func noPhantomsUncalibrated(name: String, seed: UInt64) throws {
  var scenario = try ScenarioCatalogue.scenario(name)
  let run = SimulatedRun(scenario, seed: seed)
  scenario.profile.drag = .standard(for: .slatBelt)
  #expect(find(run, scenario).isEmpty, "seed \(seed)")
}

/// Errors of start and end over many seeds, seconds.
private func boundaryErrors(mps: Double, ending: SetEnding) throws -> (start: [Double], end: [Double]) {
  var scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
  scenario.acts = [
    .rest(durationS: 3), .work(targetMps: mps, durationS: 15, load: scenario.walker, ending: ending),
    .rest(durationS: 20),
  ]
  var start: [Double] = []
  var end: [Double] = []
  for seed in 101...140 as ClosedRange<UInt64> {
    let run = SimulatedRun(scenario, seed: seed)
    let record = try #require(find(run, scenario).first)
    let truth = try #require(run.truth.sets.first)
    start.append(Double(record.clock.monotonicNs - truth.startNs) / 1e9)
    end.append(Double(record.clock.monotonicEndNs - truth.endNs) / 1e9)
  }
  return (start, end)
}

@Test(
  "starts and ends are within 0.15 s on average and scatter by less than 0.2 s, with four magnets from 0.5 m/s on",
  arguments: [0.5, 0.8, 1.2], [SetEnding.standsStill, .stepsOff])
func boundaries(mps: Double, ending: SetEnding) throws {
  let errors = try boundaryErrors(mps: mps, ending: ending)
  for (name, values) in [("start", errors.start), ("end", errors.end)] {
    let mean = values.reduce(0, +) / Double(values.count)
    let sd = (values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(values.count)).squareRoot()
    #expect(mean.magnitude < 0.15, "\(name): \(mean) +- \(sd)")
    #expect(sd < 0.2, "\(name): \(mean) +- \(sd)")
  }
}

@Test(
  "without a coast-down curve the last pulse is the end, and the set is marked accordingly",
  arguments: 1...4 as ClosedRange<UInt64>)
func uncalibrated(seed: UInt64) throws {
  var scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
  let run = SimulatedRun(scenario, seed: seed)
  scenario.profile.drag = .standard(for: .motorisedOff)
  for record in find(run, scenario) {
    #expect(!record.quality.endIsRefined && record.quality.powerIsEstimated)
    // Timestamps are kept in steps.
    let timestamps = run.recording.edges.map { RawPulses.rounded($0.timestampNs) }
    #expect(timestamps.contains(record.clock.monotonicEndNs))
    // An estimate also has a larger uncertainty.
    #expect(try #require(record.powerSdW) > 0.2 * (record.meanPowerW ?? 0))
  }
}

@Test(
  "display speed is the mean of the stride around now, and 19 of 20 values are within two of its standard deviations",
  arguments: 1...4 as ClosedRange<UInt64>)
func displaySpeed(seed: UInt64) throws {
  let scenario = try ScenarioCatalogue.scenario("retro-walk-5min")
  let run = SimulatedRun(scenario, seed: seed)
  let set = try #require(run.truth.sets.first)
  let samples = run.truth.samples
  var inside = 0
  var rows = 0
  var square = 0.0
  ReplayTable.run(run.recording, profile: scenario.profile, walker: scenario.walker, rateHz: 10) { row in
    guard row.timeNs > set.startNs + 10_000_000_000, row.timeNs < set.endNs - 2_000_000_000 else { return }
    // A step before now and one after it; 0.6 m/s are 1.45 steps per second.
    let index = Int((row.timeNs - SimulatedRun.originNs) / 10_000_000) - 1
    guard index > 150, index + 69 < samples.count else { return }
    let stride = samples[(index - 69)...(index + 69)]
    let truth = stride.map(\.speedMps).reduce(0, +) / Double(stride.count)
    let error = row.snapshot.motion.displaySpeedMps - truth
    rows += 1
    square += error * error
    if error.magnitude < 2 * row.snapshot.motion.displaySpeedSdMps { inside += 1 }
  }
  #expect(rows > 2500)
  #expect((square / Double(rows)).squareRoot() < 0.055 * 0.6, "seed \(seed)")
  // Errors are correlated over a stride: four minutes contain some 170 of them, and 95 % scatters by 1.7 %.
  #expect(Double(inside) > 0.915 * Double(rows), "seed \(seed): \(inside) of \(rows)")
}

@Test(
  "distance is pulses times arc, exactly, and bounces change nothing", arguments: 1...4 as ClosedRange<UInt64>
)
func bouncesChangeNothing(seed: UInt64) throws {
  var scenario = try ScenarioCatalogue.scenario("retro-walk-5min")
  scenario.faults.bounce = 0.05
  let run = SimulatedRun(scenario, seed: seed)
  var last: ReplayRow?
  ReplayTable.run(run.recording, profile: scenario.profile, walker: scenario.walker, rateHz: 5) { last = $0 }
  let end = try #require(last)
  #expect(end.snapshot.counters.pulses == Int64(run.truth.magnetsPassed))
  let arrivals = run.recording.edges.filter { $0.transition == .falling }.count
  #expect(end.snapshot.counters.rejected == Int64(arrivals - run.truth.magnetsPassed))
  #expect(end.snapshot.motion.distanceM == Double(run.truth.magnetsPassed) * 0.045)
}

@Test("rows are causal: truncating the future changes no row before it")
func causal() throws {
  let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
  let recording = SimulatedRun(scenario, seed: 5).recording
  var cut = recording
  let cutNs = recording.startNs + 90_000_000_000
  cut.edges.removeAll { $0.timestampNs > cutNs }
  cut.header.endNs = cutNs
  var whole: [ReplayRow] = []
  var part: [ReplayRow] = []
  ReplayTable.run(recording, profile: scenario.profile, walker: scenario.walker, rateHz: 20) {
    whole.append($0)
  }
  ReplayTable.run(cut, profile: scenario.profile, walker: scenario.walker, rateHz: 20) { part.append($0) }
  #expect(part.count == 1801)
  #expect(Array(whole.prefix(part.count)) == part)
}

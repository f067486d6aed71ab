// SPDX-License-Identifier: Apache-2.0
//
// Owns: the gait bank's estimates for simulated walkers and given motions. Must not know: how they are computed.

import Foundation
import Motion
import Pulses
import Simulation
import Testing

@testable import Motion

/// A belt that swings with every step around a speed given as a function of time.
private func swinging(_ profile: MachineProfile, seconds: Double, seed: UInt64, mps: (Double) -> Double)
  -> [Int64]
{
  GivenBelt.timestamps(profile: profile, seconds: seconds, seed: seed) { t in
    let base = mps(t)
    let angle = 2 * Double.pi * Gait.stepRateHz(atMps: base) * t
    return base * min(1, t) * (1 + 0.12 * sin(angle) + 0.04 * sin(2 * angle + 0.7))
  }
}

@Test(
  "at every pulse the weights sum to 1 and the filters are valid, for any walk",
  arguments: TestGait.allCases, [1, 4])
func soundAtEveryPulse(gait: TestGait, magnets: Int) throws {
  let profile = try testProfile(magnets: magnets)
  let run = walk(mps: 0.9, seconds: 8, profile: profile, gait: gait.gait, seed: 111)
  var stage = MotionStage(profile: profile)
  var looked = 0
  for pulse in pulses(of: run.recording, profile) {
    stage.step(pulse)
    guard stage.bank.isRunning else { continue }
    looked += 1
    guard looked % 3 == 0 || looked < 10 else { continue }
    let health = stage.bank.health
    #expect(health.isSound, "pulse \(looked): \(health)")
    var sum = 0.0
    for group in 0..<GaitBank.groups {
      for lane in 0..<4 where GaitBank.isUsed(group: group, lane: lane) {
        let weight = stage.bank.weight(group: group, lane: lane)
        #expect(weight >= 0 && weight <= 1)
        sum += weight
      }
    }
    #expect((sum - 1).magnitude < 1e-12)
    #expect(stage.bank.manoeuvreWeight >= 0 && stage.bank.manoeuvreWeight <= 1)
  }
  #expect(looked > 30)
}

@Test(
  "the bank finds the step rate of a simulated walker",
  arguments: [(0.6, 4), (0.8, 4), (1.2, 4), (0.8, 8), (0.8, 2), (3.0, 4)], [121, 122] as [UInt64])
func findsTheRate(machine: (mps: Double, magnets: Int), seed: UInt64) throws {
  let profile = try testProfile(magnets: machine.magnets)
  let run = walk(mps: machine.mps, seconds: 20, profile: profile, seed: seed)
  var stage = MotionStage(profile: profile)
  var logs = 0.0
  var counted = 0.0
  let fromNs = run.truth.sets[0].startNs + 12_000_000_000
  for pulse in pulses(of: run.recording, profile)
  where pulse.timestampNs < run.truth.sets[0].endNs - 500_000_000 {
    stage.step(pulse)
    guard pulse.timestampNs > fromNs else { continue }
    logs += log(stage.cadence.rateHz)
    counted += 1
  }
  let steps = run.truth.samples.filter { $0.timeNs > fromNs && $0.steps > 0 }.map(\.steps)
  let trueHz = (steps[steps.count - 51] - steps[0]) / (Double(steps.count - 51) * 0.01)
  // Two neighbouring models are 8 % apart; the mean over seven seconds of a drifting walker is closer.
  #expect((exp(logs / counted) / trueHz - 1).magnitude < 0.06, "\(exp(logs / counted)) of \(trueHz) Hz")
}

@Test("a restarted bank has no memory")
func restartForgets() throws {
  let profile = try testProfile()
  let timestamps = swinging(profile, seconds: 6, seed: 131) { _ in 0.8 }
  var used = GaitBank()
  used.start(speedMps: 3, travelVariance: 1e-7)
  for _ in 0..<50 {
    used.predict(durationS: 0.015)
    used.correct(travelM: 0.045, travelVariance: 4e-8, timestampSdS: 20e-6)
  }
  used.stop()
  #expect(!used.isRunning)
  var fresh = GaitBank()
  for index in 1..<timestamps.count {
    let gapS = Double(timestamps[index] - timestamps[index - 1]) / 1e9
    if index == 1 {
      used.start(speedMps: 0.045 / gapS, travelVariance: 4e-8)
      fresh.start(speedMps: 0.045 / gapS, travelVariance: 4e-8)
    } else {
      used.predict(durationS: gapS)
      fresh.predict(durationS: gapS)
      used.correct(travelM: 0.045, travelVariance: 4e-8, timestampSdS: 20e-6)
      fresh.correct(travelM: 0.045, travelVariance: 4e-8, timestampSdS: 20e-6)
    }
    let (a, b) = (
      used.estimate(silenceS: 0.01, nextTravelM: 0.045, travelVariance: 4e-8),
      fresh.estimate(silenceS: 0.01, nextTravelM: 0.045, travelVariance: 4e-8)
    )
    #expect(a.speedMps == b.speedMps && a.speedVariance == b.speedVariance && a.slowMps == b.slowMps)
    #expect(used.manoeuvreWeight == fresh.manoeuvreWeight && used.innovationRatio == fresh.innovationRatio)
  }
}

@Test(
  "after a jump of the speed the bank follows, and does not stay in the manoeuvre",
  arguments: [(0.8, 2.0), (2.0, 0.8), (0.6, 3.5), (1.2, 0.5), (3.0, 5.0)], [1, 4])
func jumps(speeds: (from: Double, to: Double), magnets: Int) throws {
  let profile = try testProfile(magnets: magnets)
  let timestamps = swinging(profile, seconds: 19, seed: 141) {
    // The jump takes a third of a second.
    speeds.from + (speeds.to - speeds.from) * min(1, max(0, ($0 - 8) / 0.33))
  }
  var stage = MotionStage(profile: profile)
  var before = 1.0
  var late: [Double] = []
  for timestamp in timestamps {
    stage.step(Pulse(timestampNs: timestamp))
    if timestamp < 9_000_000_000 { before = stage.bank.manoeuvreWeight }
    if timestamp > 19_300_000_000 {
      #expect(stage.bank.manoeuvreWeight < 0.5, "\(stage.bank.manoeuvreWeight)")
      late.append(stage.estimate(atNs: timestamp).displaySpeedMps)
    }
  }
  #expect(before < 0.5)
  let mean = late.reduce(0, +) / Double(late.count)
  #expect((mean / speeds.to - 1).magnitude < 0.03, "\(mean)")
}

@Test(
  "in silence the speed never exceeds next arc over silence, and the shown speed falls",
  arguments: [1, 2, 4], [151, 152, 153] as [UInt64])
func silenceAfterAWalk(magnets: Int, seed: UInt64) throws {
  let profile = try testProfile(magnets: magnets)
  let run = walk(mps: 0.8, seconds: 6, profile: profile, seed: seed)
  let all = pulses(of: run.recording, profile)
  var stage = MotionStage(profile: profile)
  let longestM = profile.wheel.meanArcM + 3 * profile.magnetPlacementSdM
  let heldBackM = longestM + 0.04
  for (index, pulse) in all.enumerated() {
    stage.step(pulse)
    guard index >= 2, index % max(5, all.count / 6) == 0 else { continue }
    var before = Double.infinity
    var atPulseMps = 0.0
    for ms in stride(from: 0 as Int64, through: stage.standstillNs / 1_000_000 + 20, by: 25) {
      let silenceS = Double(ms) * 1e-3
      let known = stage.estimate(atNs: pulse.timestampNs + ms * 1_000_000)
      // An arc may have been learnt as slightly longer than the mean one.
      #expect(known.speedMps * silenceS <= longestM, "pulse \(index), \(ms) ms")
      // The shown speed is the mean of the stride around now: the swing within a step may hold the belt back for a
      // while, by up to 4 cm of travel (see StrideFigures.boundMps).
      #expect(known.displaySpeedMps * silenceS <= heldBackM, "pulse \(index), \(ms) ms")
      #expect(known.speedMps >= 0 && known.speedSdMps > 0)
      // The instantaneous speed may swing with the bank's step. The shown speed may still rise with an accelerating
      // belt while the next pulse is not due; from then on it falls, except for what counts as stopped.
      if ms == 0 { atPulseMps = known.displaySpeedMps }
      let isDue = silenceS * min(atPulseMps, before) > heldBackM
      let limitMps = max(isDue ? before : 1.1 * atPulseMps, MotionStage.standstillMps)
      #expect(known.displaySpeedMps <= limitMps, "pulse \(index), \(ms) ms: \(known.displaySpeedMps)")
      before = known.displaySpeedMps * (1 + 1e-3)
    }
    #expect(before == 0)
  }
}

@Test("requesting the estimate at any time does not change later ones", arguments: [161, 162] as [UInt64])
func askingAWalk(seed: UInt64) throws {
  let profile = try testProfile()
  var faults = SensorFaults()
  (faults.miss, faults.bounce) = (0.03, 0.03)
  let run = walk(mps: 0.8, seconds: 8, profile: profile, faults: faults, seed: seed)
  var noise = TestNoise(seed)
  var asked = MotionStage(profile: profile)
  var silent = MotionStage(profile: profile)
  for pulse in pulses(of: run.recording, profile) {
    let a = asked.step(pulse)
    let b = silent.step(pulse)
    #expect(a == b, "seed \(seed)")
    guard noise.uniform() < 0.3 else { continue }
    _ = asked.estimate(atNs: pulse.timestampNs + Int64(noise.uniform() * 3e9))
    _ = asked.estimate(atNs: pulse.timestampNs - 1_000_000)
  }
  #expect(asked.estimate(atNs: run.recording.endNs) == silent.estimate(atNs: run.recording.endNs))
}

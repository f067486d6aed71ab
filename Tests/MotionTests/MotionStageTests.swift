// SPDX-License-Identifier: Apache-2.0

import Motion
import Pulses
import Testing

private func profile(magnets: Int = 4, kind: MachineKind = .motorisedOff) throws -> MachineProfile {
  MachineProfile(
    wheel: try MagnetWheel(circumferenceM: 0.18, magnets: magnets), drag: .standard(for: kind))
}

private let second: Int64 = 1_000_000_000

/// Feeds pulses at a constant speed; returns the timestamp of the last one.
private func drive(_ stage: inout MotionStage, mps: Double, fromNs: Int64, forS: Double) -> Int64 {
  let arcM = stage.profile.wheel.meanArcM
  let count = Int(forS * mps / arcM)
  var last = fromNs
  for index in 0...count {
    last = fromNs + Int64((Double(index) * arcM / mps * 1e9).rounded())
    stage.step(Pulse(timestampNs: last))
  }
  return last
}

@Test(
  "the speed of a constant belt is exact to the nanosecond's rounding",
  arguments: [0.2, 0.5, 0.8, 1.2, 3, 5], [1, 2, 3, 4, 8])
func constantSpeed(mps: Double, magnets: Int) throws {
  var stage = MotionStage(profile: try profile(magnets: magnets))
  let last = drive(&stage, mps: mps, fromNs: 5 * second, forS: 20)
  let estimate = stage.estimate(atNs: last)
  #expect((estimate.speedMps / mps - 1).magnitude < 1e-6)
  #expect((estimate.displaySpeedMps / mps - 1).magnitude < 1e-6)
  let acceleration = try #require(estimate.accelerationMps2)
  #expect(acceleration.magnitude < 1e-5)
  #expect(estimate.distanceM == Double(stage.pulses) * stage.profile.wheel.meanArcM)
}

@Test("power at constant speed is drag times speed")
func steadyPower() throws {
  var stage = MotionStage(profile: try profile())
  let last = drive(&stage, mps: 0.8, fromNs: 0, forS: 10)
  let estimate = stage.estimate(atNs: last)
  // 15 + 0.17 * 80 * 9.80665 * 0.9 + 4 * 0.8 + 0.5 * 0.64 newtons, by hand.
  let expectedW = (15 + 0.17 * 80 * 9.80665 * 0.9 + 3.2 + 0.32) * 0.8
  let watts = try #require(estimate.powerW)
  let sd = try #require(estimate.powerSdW)
  #expect((watts / expectedW - 1).magnitude < 1e-3)
  // This machine was not measured: a third of the power is uncertain.
  #expect(sd > 0.2 * watts && sd < 0.6 * watts)
}

@Test("silence bounds the speed, and a stopped belt is exactly zero")
func silenceBounds() throws {
  var stage = MotionStage(profile: try profile())
  let last = drive(&stage, mps: 0.8, fromNs: 0, forS: 10)
  var before = stage.estimate(atNs: last).speedMps
  for ms in stride(from: 10 as Int64, through: 3_000, by: 10) {
    let now = stage.estimate(atNs: last + ms * 1_000_000)
    let silenceS = Double(ms) * 1e-3
    #expect(now.speedMps <= 0.045 / silenceS * (1 + 1e-12))
    #expect(now.speedMps <= before)
    before = now.speedMps
  }
  #expect(stage.estimate(atNs: last + 460_000_000).speedMps < 0.1)
  let standing = stage.estimate(atNs: last + 2 * second)
  #expect(standing.speedMps == 0)
  #expect(standing.powerW == 0)
}

@Test("requesting an estimate changes nothing")
func askingIsFree() throws {
  var asked = MotionStage(profile: try profile())
  var silent = MotionStage(profile: try profile())
  for index in 0..<500 {
    let timestamp = Int64(index) * 57_000_001
    asked.step(Pulse(timestampNs: timestamp))
    silent.step(Pulse(timestampNs: timestamp))
    _ = asked.estimate(atNs: timestamp + 20_000_000)
  }
  #expect(asked.estimate(atNs: 500 * second) == silent.estimate(atNs: 500 * second))
}

/// What makes the travel between two pulses unknown.
enum Gap: CaseIterable, Sendable {
  case loss, standstill, reopened
}

@Test("a standstill, a loss or a re-plug ends the window: speed never spans it", arguments: Gap.allCases)
func windowsRestart(gap: Gap) throws {
  var stage = MotionStage(profile: try profile())
  let last = drive(&stage, mps: 0.8, fromNs: 0, forS: 5)
  let next = last + (gap == .standstill ? 10 * second : second / 2)
  if gap == .reopened { stage.sourceReopened() }
  stage.step(Pulse(timestampNs: next, lostBefore: gap == .loss ? 7 : 0))
  #expect(stage.estimate(atNs: next).speedMps == 0)
  #expect(stage.estimate(atNs: next).accelerationMps2 == nil)
  stage.step(Pulse(timestampNs: next + 45_000_000))
  #expect((stage.estimate(atNs: next + 45_000_000).speedMps - 1).magnitude < 1e-9)
}

@Test("uneven magnets are measured by whole turns, so their positions cancel")
func wholeTurns() throws {
  var arcs = InlineArray<16, Double>(repeating: 0)
  (arcs[0], arcs[1], arcs[2]) = (1, 2, 4)
  let wheel = try MagnetWheel(circumferenceM: 0.18, magnets: 3, relativeArcs: arcs)
  var stage = MotionStage(profile: MachineProfile(wheel: wheel, drag: .standard(for: .motorisedOff)))
  let mps = 0.6
  var travelM = 0.0
  for index in 0..<200 {
    let timestamp = Int64((travelM / mps * 1e9).rounded())
    stage.step(Pulse(timestampNs: timestamp))
    if index > 15 {
      let speed = stage.estimate(atNs: timestamp).speedMps
      #expect((speed / mps - 1).magnitude < 1e-6, "pulse \(index)")
    }
    travelM += wheel.arcM(index)
  }
}

@Test("a belt that slows more than its drag explains is not driven: power 0, not negative")
func noNegativePower() throws {
  let model = PowerModel(drag: .standard(for: .slatBelt), walker: WalkerLoad())
  #expect(model.powerW(speedMps: 1, speedSdMps: 0.1, accelerationMps2: -5).value == 0)
  #expect(model.powerW(speedMps: 0, speedSdMps: 0.1, accelerationMps2: 1).value == 0)
}

@Test("work from rest to rest does not depend on the moving mass")
func workWithoutMass() throws {
  var light = DragModel.standard(for: .motorisedOff)
  var heavy = light
  light.massKg = UncertainValue(10, sd: 0)
  heavy.massKg = UncertainValue(100, sd: 0)
  var integral = WorkIntegral()
  integral.add(distanceM: 4.5, speedSquared: 4.05, speedCubed: 3.645)
  let works = [light, heavy].map {
    integral.workJ(PowerModel(drag: $0, walker: WalkerLoad()), endSpeedMps: 0, relativeLengthSd: 0)
  }
  #expect(works[0] == works[1])
}

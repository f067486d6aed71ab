// SPDX-License-Identifier: Apache-2.0
//
// Owns: playing a scenario: walker, belt and sensor in steps of half a millisecond. Must not know: what reads the result.

import Motion
import Pulses

/// A scenario played with a seed: the recording of its sensor and what really happened.
package struct SimulatedRun: Sendable {
  /// The recording's clock at the scenario's beginning, nanoseconds.
  package static let originNs: Int64 = 1_000_000_000

  package let recording: Recording
  package let truth: Truth

  package init(_ scenario: Scenario, seed: UInt64) {
    var player = ScenarioPlayer(scenario, seed: seed)
    for act in scenario.acts { player.play(act) }
    truth = player.truth
    var header = RecordingHeader()
    header.machine = "simulated " + scenario.name
    header.remark = "simulated, seed \(seed): " + scenario.summary
    header.circumferenceM = scenario.profile.wheel.circumferenceM
    header.magnets = scenario.profile.wheel.magnets
    header.startNs = Self.originNs
    header.endNs = player.nowNs
    recording = Recording(header: header, edges: player.edges)
  }
}

/// Plays acts one after the other.
struct ScenarioPlayer {
  private let scenario: Scenario
  private var plant: BeltPlant
  private var sensor: SensorModel
  private var random: Random
  private var ticks = 0
  private(set) var truth = Truth()
  private var openSet: TrueSet?
  private var openStartM = 0.0

  /// Plant steps between two samples of the truth.
  private static let ticksPerSample = 20
  /// Longest coast that is waited for at the end of a set, seconds.
  private static let longestStopS = 2.0

  init(_ scenario: Scenario, seed: UInt64) {
    self.scenario = scenario
    random = Random(seed: seed)
    plant = BeltPlant(drag: scenario.profile.drag)
    sensor = SensorModel(scenario, &random)
  }

  var edges: [Edge] { sensor.edges }

  private var nowS: Double { Double(ticks) * BeltPlant.stepS }

  var nowNs: Int64 { SimulatedRun.originNs + Int64((nowS * 1e9).rounded()) }

  mutating func play(_ act: Act) {
    switch act {
    case .rest(let durationS):
      for _ in 0..<Self.ticks(durationS) { tick(forceN: 0, normalN: 0) }
    case .work(let targetMps, let durationS, let load, let ending):
      work(targetMps, durationS, load, ending)
    case .bump(let distanceM):
      push(peakMps: 0.4, until: { $0 >= distanceM }, rampS: 0.3)
    case .spin(let toMps):
      push(peakMps: toMps, until: { _ in false }, rampS: 1)
    }
    truth.magnetsPassed = sensor.passed
  }

  private static func ticks(_ seconds: Double) -> Int { Int((seconds / BeltPlant.stepS).rounded()) }

  private mutating func work(
    _ targetMps: Double, _ durationS: Double, _ load: WalkerLoad, _ ending: SetEnding
  ) {
    var walker = Walker(
      load: load, gait: scenario.gait, targetMps: targetMps, rampS: random.uniform(0.6...1.4))
    while openSet == nil || Double(nowNs - (openSet?.startNs ?? nowNs)) / 1e9 < durationS {
      let force = walker.forceN(on: plant, &random)
      tick(forceN: force, normalN: load.normalForceN, steps: walker.stepsTaken)
      if openSet == nil, plant.speedMps > 0 {
        openSet = TrueSet(
          startNs: nowNs, endNs: nowNs, distanceM: 0, workJ: 0, steps: 0, ending: ending)
        openStartM = plant.positionM
      }
    }
    if ending == .standsStill {
      for _ in 0..<Self.ticks(Self.longestStopS) where plant.speedMps > 0 {
        tick(forceN: 0, normalN: load.normalForceN)
      }
    }
    guard var set = openSet else { return }
    set.endNs = nowNs
    set.distanceM = plant.positionM - openStartM
    set.steps = walker.steps
    truth.sets.append(set)
    openSet = nil
  }

  /// A hand pushes the empty belt up to a speed within `rampS`, then lets go.
  private mutating func push(peakMps: Double, until done: (Double) -> Bool, rampS: Double) {
    let startM = plant.positionM
    let count = Self.ticks(rampS)
    for index in 1...max(1, count) {
      let reference = peakMps * Double(index) / Double(count)
      let drag = plant.drag.emptyBeltN(atMps: reference)
      let force =
        plant.drag.massKg.value * peakMps / rampS + drag + 400 * (reference - plant.speedMps)
      tick(forceN: max(0, force), normalN: 0)
      if done(plant.positionM - startM) { break }
    }
  }

  private mutating func tick(forceN: Double, normalN: Double, steps: Double = 0) {
    let beforeM = plant.positionM
    let startS = nowS
    plant.step(forceN: forceN, normalN: normalN)
    sensor.move(fromM: beforeM, toM: plant.positionM, atS: startS, &random)
    ticks += 1
    openSet?.workJ += forceN * (plant.positionM - beforeM)
    guard ticks % Self.ticksPerSample == 0 else { return }
    truth.samples.append(
      TruthSample(
        timeNs: nowNs, positionM: plant.positionM, speedMps: plant.speedMps, forceN: forceN,
        powerW: forceN * plant.speedMps, set: openSet == nil ? 0 : truth.sets.count + 1, steps: steps))
  }
}

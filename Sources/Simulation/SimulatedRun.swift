// SPDX-License-Identifier: Apache-2.0
//
// Owns: playing a scenario: walker, belt and sensor in steps of half a millisecond. Must not know: what reads the
// result.

import Motion
import Pulses

/// A scenario played with a seed: its sensor's recording and the ground truth.
package struct SimulatedRun: Sendable {
  /// The recording's clock at the scenario's beginning, nanoseconds.
  package static let originNs: Int64 = 1_000_000_000

  package let recording: Recording
  package let truth: Truth

  /// The recording's clock at a time of the scenario, nanoseconds.
  package static func timeNs(_ seconds: Double) -> Int64 {
    originNs &+ Nanoseconds(roundingSeconds: seconds).count
  }

  /// The scenario's time at a time of the recording's clock, seconds.
  package static func seconds(_ timeNs: Int64) -> Double { Nanoseconds(from: originNs, to: timeNs).seconds }

  package init(_ scenario: Scenario, seed: UInt64) {
    var player = ScenarioPlayer(scenario, seed: seed)
    for act in scenario.acts { player.play(act) }
    var truth = player.truth
    let edges = player.edges(&truth)
    self.truth = truth
    var header = RecordingHeader()
    header.machine = "simulated " + scenario.name
    header.remark = "simulated, seed \(seed): " + scenario.summary
    header.circumferenceM = scenario.profile.wheel.circumferenceM
    header.magnets = scenario.profile.wheel.magnets
    header.startNs = Self.originNs
    header.endNs = player.nowNs
    recording = Recording(header: header, edges: edges)
  }
}

/// Plays acts one after the other.
struct ScenarioPlayer {
  private let scenario: Scenario
  private let seed: UInt64
  private var plant: BeltPlant
  private var sensor: SensorModel
  private var random: Random
  private var ticks = 0
  private(set) var truth = Truth()
  private var openSet: TrueSet?
  private var openStartM = 0.0
  /// When the belt was at rest.
  private var standing = RestLog()

  /// Plant steps between two samples of the truth.
  private static let ticksPerSample = 20
  /// Longest coast-down to wait for at the end of a set, seconds.
  private static let longestStopS = 2.0

  init(_ scenario: Scenario, seed: UInt64) {
    self.scenario = scenario
    self.seed = seed
    random = Random(seed: seed)
    plant = BeltPlant(drag: scenario.profile.drag)
    sensor = SensorModel(scenario, &random, seed: seed)
  }

  /// The edges that the kernel would report, with the line's faults; the faults are noted in the truth.
  func edges(_ truth: inout Truth) -> [Edge] {
    SensorSignal(sensor.traces, scenario, endNs: nowNs, standing: standing.stretches, seed: seed).edges(
      &truth)
  }

  private var nowS: Double { Double(ticks) * BeltPlant.stepS }

  var nowNs: Int64 { SimulatedRun.timeNs(nowS) }

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
    case .bursts(let bursts):
      walk(bursts)
    case .rock(let rocking):
      rock(rocking)
    }
    truth.magnetsPassed = sensor.passed
  }

  private static func ticks(_ seconds: Double) -> Int { Int((seconds / BeltPlant.stepS).rounded()) }

  private mutating func work(
    _ targetMps: Double, _ durationS: Double, _ load: WalkerLoad, _ ending: SetEnding
  ) {
    var walker = Walker(
      load: load, gait: scenario.gait, targetMps: targetMps, rampS: random.uniform(0.6...1.4))
    while openSet == nil || Nanoseconds(from: openSet?.startNs ?? nowNs, to: nowNs).seconds < durationS {
      drive(&walker, ending)
    }
    if ending == .standsStill { comeToRest(load) }
    closeSet(steps: walker.steps)
  }

  /// Walks some metres, stands, and walks again: one set from the first motion to the last stop.
  private mutating func walk(_ bursts: WalkBursts) {
    var steps = 0
    for burst in 0..<max(1, bursts.count) {
      let fromM = plant.positionM
      var walker = Walker(
        load: bursts.load, gait: scenario.gait, targetMps: bursts.targetMps, rampS: random.uniform(0.4...0.8))
      let distanceM = bursts.distanceM * random.uniform((1 - bursts.spread)...(1 + bursts.spread))
      while plant.positionM - fromM < distanceM { drive(&walker, .standsStill) }
      comeToRest(bursts.load)
      steps += walker.steps
      guard burst < bursts.count - 1 else { break }
      let restS = bursts.restS * random.uniform((1 - bursts.spread)...(1 + bursts.spread))
      for _ in 0..<Self.ticks(restS) { tick(forceN: 0, normalN: bursts.load.normalForceN) }
    }
    closeSet(steps: steps)
  }

  private mutating func drive(_ walker: inout Walker, _ ending: SetEnding) {
    let force = walker.forceN(on: plant, &random)
    tick(forceN: force, normalN: walker.load.normalForceN, steps: walker.stepsTaken)
    if openSet == nil, plant.speedMps > 0 {
      openSet = TrueSet(
        startNs: nowNs, endNs: nowNs, distanceM: 0, workJ: 0, steps: 0, ending: ending)
      openStartM = plant.positionM
    }
  }

  private mutating func comeToRest(_ load: WalkerLoad) {
    for _ in 0..<Self.ticks(Self.longestStopS) where plant.speedMps > 0 {
      tick(forceN: 0, normalN: load.normalForceN)
    }
  }

  private mutating func closeSet(steps: Int) {
    guard var set = openSet else { return }
    set.endNs = nowNs
    set.distanceM = plant.positionM - openStartM
    set.steps = steps
    truth.sets.append(set)
    openSet = nil
  }

  /// The walker stands on the belt and shifts their weight; the belt moves to and fro under their feet.
  private mutating func rock(_ rocking: Rocking) {
    let fromNs = nowNs
    var path = RockingPath(
      rocking, fromM: plant.positionM, closingM: sensor.nearestClosingM(toM: plant.positionM))
    while let toM = path.next(&random) { carry(byM: toM - plant.positionM) }
    plant.stop()
    truth.disturbances.append(Disturbance(.rocking, Stretch(fromNs: fromNs, untilNs: nowNs)))
  }

  /// A hand pushes the empty belt up to a speed within `rampS`, then releases it.
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
    finishTick(fromM: beforeM, startS: startS, forceN: forceN, steps: steps)
  }

  /// The belt moves with the walker's feet, in either direction.
  private mutating func carry(byM travelM: Double) {
    let beforeM = plant.positionM
    let startS = nowS
    plant.carry(byM: travelM)
    finishTick(fromM: beforeM, startS: startS, forceN: 0, steps: 0)
  }

  private mutating func finishTick(fromM beforeM: Double, startS: Double, forceN: Double, steps: Double) {
    sensor.move(fromM: beforeM, toM: plant.positionM, atS: startS, &random)
    ticks += 1
    standing.note(isAtRest: plant.speedMps == 0, fromNs: SimulatedRun.timeNs(startS), untilNs: nowNs)
    openSet?.workJ += forceN * (plant.positionM - beforeM)
    guard ticks % Self.ticksPerSample == 0 else { return }
    truth.samples.append(
      TruthSample(
        timeNs: nowNs, positionM: plant.positionM, speedMps: plant.speedMps, forceN: forceN,
        powerW: forceN * plant.speedMps, set: openSet == nil ? 0 : truth.sets.count + 1, steps: steps))
  }
}

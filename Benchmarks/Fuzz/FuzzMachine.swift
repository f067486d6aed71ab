// SPDX-License-Identifier: Apache-2.0
//
// Owns: random machines, including impossible ones, and walks on them with random faults. Must not know: stages.

import Motion
import Pulses
import Simulation

extension Random {
  mutating func pick<Value>(_ values: [Value]) -> Value { values[Int(uniform() * Double(values.count))] }
}

enum FuzzMachine {
  /// Nil if the machine is impossible and was rejected.
  static func profile(_ random: inout Random) -> MachineProfile? {
    let magnets = random.pick([0, 1, 1, 2, 3, 3, 4, 4, 4, 4, 8, 8, 16, 17, 24, 36, 48, 64, 65])
    var arcs = InlineArray<16, Double>(repeating: 1)
    if random.uniform() < 0.4 {
      for index in 0..<16 { arcs[index] = random.pick([1, 1.02, 0.97, 2, 4, 0.01]) }
    }
    if random.uniform() < 0.02 { arcs[0] = random.pick([.nan, 0, -1, .infinity]) }
    let length = random.pick([0.18, 0.18, 0.18, 0.18, 0.3, 0.3, 0.072, 0.01, 10, 0.5, 0.2, .nan, 0, -1])
    let wheel =
      magnets > 16
      ? try? MagnetWheel(circumferenceM: length, magnets: magnets)
      : try? MagnetWheel(circumferenceM: length, magnets: magnets, relativeArcs: arcs)
    guard let wheel else { return nil }
    var drag = DragModel.standard(for: .motorisedOff)
    drag.isCalibrated = random.uniform() < 0.5
    var profile = MachineProfile(wheel: wheel, drag: drag)
    if random.uniform() < 0.2 { profile.sensor = .quadrature }
    if random.uniform() < 0.3 { profile.pulseEdge = .both }
    return profile
  }

  /// A short walk with a rest, or something else that moves the belt.
  static func scenario(_ profile: MachineProfile, _ random: inout Random) -> Scenario {
    let load = WalkerLoad()
    let speedMps = random.uniform(0.2...2)
    var acts: [Act] = [.rest(durationS: random.uniform(0...2))]
    for _ in 0..<(1 + Int(random.uniform() * 2)) {
      acts.append(
        random.pick([
          .work(targetMps: speedMps, durationS: random.uniform(2...10), load: load, ending: .standsStill),
          .work(targetMps: speedMps, durationS: random.uniform(2...10), load: load, ending: .stepsOff),
          .rock(
            Rocking(durationS: 8, periodS: random.uniform(0.2...2), amplitudeM: random.uniform(0.001...0.03))),
          .bursts(
            WalkBursts(count: 4, targetMps: 0.4, distanceM: 0.4, restS: random.uniform(0.5...7), load: load)),
          .spin(toMps: random.uniform(0.5...2.5)),
        ]))
      acts.append(.rest(durationS: random.uniform(0.5...8)))
    }
    var scenario = Scenario(name: "fuzz", summary: "", profile: profile, acts: acts)
    scenario.bothTransitions = random.uniform() < 0.7
    scenario.direction = random.pick([.forward, .backward])
    scenario.gait = random.pick([.nominal, .mismatched])
    scenario.faults = faults(&random)
    return scenario
  }

  /// Up to four faults at once.
  static func faults(_ random: inout Random) -> SensorFaults {
    var faults = SensorFaults()
    faults.miss = random.pick([0, 0, 0.01, 0.3])
    faults.bounce = random.pick([0, 0, 0.3, 1])
    faults.placement = random.pick([0, 0.003, 0.03])
    faults.jitterS = random.pick([0, 20e-6, 1e-3])
    faults.hysteresisM = random.pick([0, 0.001, 0.01])
    faults.dwell = random.pick([.standard, .slotted, .share(0.02, spread: 0), .share(0.9, spread: 0.5)])
    faults.isInverted = random.uniform() < 0.1
    for _ in 0..<Int(random.uniform() * 5) {
      let lengthS = random.pick([ContactBounce.shortS, ContactBounce.longS])
      let atS = random.uniform(0...20)
      faults.line.append(
        random.pick([
          .bounce(
            ContactBounce(random.pick([.closing, .opening]), share: random.uniform(), lengthS: lengthS)),
          .hum(MainsHum(fromS: atS, durationS: 5, frequencyHz: random.pick([16.7, 50, 60, 120, 4000]))),
          .bursts(.compressor(fromS: atS, durationS: 10, everyS: 2)),
          .bursts(.dimmer(fromS: atS, durationS: 10)),
          .chatter(ParkedChatter()),
          .secondClosing(SecondClosing(share: random.uniform(), position: 0.05...0.95)),
          .loosePlug(LoosePlug(everyS: random.uniform(1...10))),
        ]))
    }
    return faults
  }
}

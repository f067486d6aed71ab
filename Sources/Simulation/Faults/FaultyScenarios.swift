// SPDX-License-Identifier: Apache-2.0
//
// Owns: the named scenarios in which a sensor or a walker makes counting hard. Must not know: how they are simulated.

import Motion
import Pulses

extension ScenarioCatalogue {
  static func rocking() -> Scenario? {
    make(
      "rocking",
      "a minute's walk, half a minute of shifting the weight on the standing belt, another minute",
      acts: [
        .rest(durationS: 5), work(0.8, 60, .standsStill), .rest(durationS: 1), .rock(Rocking(durationS: 30)),
        .rest(durationS: 15),
        work(0.8, 60, .standsStill), .rest(durationS: 20),
      ])
  }

  static func stopAndGo() -> Scenario? {
    let bursts = WalkBursts(
      count: 20, targetMps: 0.45, distanceM: 1.1, restS: 4,
      load: WalkerLoad(massKg: UncertainValue(80, sd: 1)))
    return make(
      "stop-and-go", "a patient who walks a metre and stands for four seconds, twenty times: one set",
      acts: [.rest(durationS: 5), .bursts(bursts), .rest(durationS: 30)])
  }

  static func hum() -> Scenario? {
    var scenario = make(
      "hum", "half a minute of mains hum on the cable with an empty belt, then a minute's walk",
      acts: [.rest(durationS: 60), work(0.8, 60, .stepsOff), .rest(durationS: 20)])
    scenario?.faults.line = [.hum(MainsHum(fromS: 10, durationS: 30))]
    return scenario
  }

  static func reedBounce() -> Scenario? {
    var scenario = make(
      "reed-bounce", "a minute's walk with a worn reed contact that bounces when it closes and when it opens",
      acts: [.rest(durationS: 5), work(0.8, 60, .standsStill), .rest(durationS: 20)])
    scenario?.faults.line = [
      .bounce(ContactBounce(.closing)), .bounce(ContactBounce(.opening, share: 0.6)),
      .bounce(ContactBounce(.opening, share: 0.1, lengthS: ContactBounce.longS)),
    ]
    return scenario
  }

  static func slottedDisc() -> Scenario? {
    var scenario = make(
      "slotted-disc",
      "a minute's walk and a sprint on a treadmill's own sensor: a disc of 24 slots on the motor",
      acts: [
        .rest(durationS: 5), work(0.8, 60, .stepsOff), .rest(durationS: 30), work(3, 15, .stepsOff),
        .rest(durationS: 30),
      ])
    // The motor's pulley turns 2.5 times as fast as the roller.
    guard let disc = try? MagnetWheel(circumferenceM: 0.18 / 2.5, magnets: 24) else { return nil }
    scenario?.profile.wheel = disc
    scenario?.faults.dwell = .slotted
    scenario?.faults.placement = 0.0005
    return scenario
  }
}

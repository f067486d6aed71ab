// SPDX-License-Identifier: Apache-2.0
//
// Owns: the named scenarios. Must not know: how they are simulated.

import Motion
import Pulses

/// The scenarios that can be requested by name.
package enum ScenarioCatalogue {
  package static var names: [String] { all().map(\.name) }

  /// Those with a sensor that gives no cause for a report.
  package static var soundNames: [String] { all().filter { $0.faults.line.isEmpty }.map(\.name) }

  package static func scenario(_ name: String) throws(UnknownScenario) -> Scenario {
    guard let scenario = all().first(where: { $0.name == name }) else { throw UnknownScenario(name: name) }
    return scenario
  }

  package static func all() -> [Scenario] {
    ([threeOneMinuteSets, retroWalk, sprint, bump, handSpin, coastDown, twoWalkers, missedPulses, backward]
      + [rocking, stopAndGo, hum, reedBounce, slottedDisc])
      .compactMap { $0() }
  }

  /// A machine with known drag: the simulated plant's, with the uncertainty of a careful calibration.
  private static func machine(_ kind: MachineKind) -> MachineProfile? {
    guard let wheel = try? MagnetWheel(circumferenceM: 0.18, magnets: 4) else { return nil }
    var drag = DragModel.standard(for: kind)
    drag.massKg.sd = 0.02 * drag.massKg.value
    drag.c0N.sd = 0.05 * drag.c0N.value
    drag.c1NsPerM.sd = 0.2 * drag.c1NsPerM.value
    drag.c2Ns2PerM2.sd = 0.5 * drag.c2Ns2PerM2.value
    drag.mu.sd = 0.05 * drag.mu.value
    drag.isCalibrated = true
    return MachineProfile(
      wheel: wheel, drag: drag, relativeLengthSd: 0.002,
      magnetPlacementSdM: 0.003 * wheel.circumferenceM)
  }

  private static func load(massKg: Double) -> WalkerLoad { WalkerLoad(statedMassKg: massKg) }

  /// With both transitions of the line, as a kernel delivers them.
  static func make(
    _ name: String, _ summary: String, kind: MachineKind = .motorisedOff, acts: [Act]
  ) -> Scenario? {
    var scenario = machine(kind).map { Scenario(name: name, summary: summary, profile: $0, acts: acts) }
    scenario?.bothTransitions = true
    return scenario
  }

  static func work(_ mps: Double, _ seconds: Double, massKg: Double = 80, _ ending: SetEnding) -> Act {
    .work(targetMps: mps, durationS: seconds, load: load(massKg: massKg), ending: ending)
  }

  private static func threeOneMinuteSets() -> Scenario? {
    make(
      "three-one-minute-sets", "the classic: three sets of one minute, one minute of rest between",
      acts: [
        .rest(durationS: 5), work(0.8, 60, .stepsOff), .rest(durationS: 60), work(0.85, 60, .standsStill),
        .rest(durationS: 60), work(0.75, 60, .stepsOff), .rest(durationS: 15),
      ])
  }

  private static func retroWalk() -> Scenario? {
    make(
      "retro-walk-5min", "five minutes of backward walking",
      acts: [.rest(durationS: 5), work(0.6, 300, .standsStill), .rest(durationS: 15)])
  }

  private static func sprint() -> Scenario? {
    make(
      "sprint", "a ten-second sprint on a slat belt", kind: .slatBelt,
      acts: [.rest(durationS: 5), work(4.5, 10, .stepsOff), .rest(durationS: 60)])
  }

  private static func bump() -> Scenario? {
    make(
      "bump", "people brush the belt in passing; nothing of it is a set",
      acts: [
        .rest(durationS: 3), .bump(distanceM: 0.15), .rest(durationS: 8), .bump(distanceM: 0.35),
        .rest(durationS: 12), .bump(distanceM: 0.25), .rest(durationS: 15),
      ])
  }

  private static func handSpin() -> Scenario? {
    make(
      "hand-spin", "someone spins the empty belt by hand and lets go",
      acts: [.rest(durationS: 3), .spin(toMps: 1.5), .rest(durationS: 20)])
  }

  private static func coastDown() -> Scenario? {
    make(
      "coast-down", "three spins of the empty belt from 2.5 m/s, left to themselves",
      acts: [
        .rest(durationS: 3), .spin(toMps: 2.5), .rest(durationS: 15), .spin(toMps: 2.5), .rest(durationS: 15),
        .spin(toMps: 2.5), .rest(durationS: 20),
      ])
  }

  private static func twoWalkers() -> Scenario? {
    make(
      "two-walkers", "two people take turns: a heavy slow one and a light fast one",
      acts: [
        .rest(durationS: 5), work(0.55, 60, massKg: 95, .standsStill), .rest(durationS: 90),
        work(1.1, 60, massKg: 58, .stepsOff), .rest(durationS: 90), work(0.5, 60, massKg: 95, .stepsOff),
        .rest(durationS: 15),
      ])
  }

  private static func missedPulses() -> Scenario? {
    var scenario = make(
      "missed-pulses", "a minute's walk and a sprint with a bad sensor: 1 % of the pulses missed, 1 % bounce",
      acts: [
        .rest(durationS: 5), work(0.8, 60, .stepsOff), .rest(durationS: 30), work(3, 15, .stepsOff),
        .rest(durationS: 30),
      ])
    scenario?.faults.miss = 0.01
    scenario?.faults.bounce = 0.01
    return scenario
  }

  private static func backward() -> Scenario? {
    var arcs = InlineArray<16, Double>(repeating: 0)
    (arcs[0], arcs[1], arcs[2]) = (1, 2, 4)
    guard
      var scenario = make(
        "backward", "a minute on a belt that runs backward; three magnets at 1 : 2 : 4 tell it",
        acts: [.rest(durationS: 5), work(0.7, 60, .standsStill), .rest(durationS: 15)]),
      let wheel = try? MagnetWheel(circumferenceM: 0.18, magnets: 3, relativeArcs: arcs)
    else { return nil }
    scenario.profile.wheel = wheel
    scenario.direction = .backward
    return scenario
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: what goes on at the same time on the machines of a simulated gym. Must not know: who watches.

import Motion
import Pulses

/// A walk of someone else on each machine.
package enum GymScenarios {
  /// The most machines that a gym of the demo has.
  package static let mostMachines = 12

  /// How the people of a gym differ: speed, body mass, when they begin and how long they rest.
  private static let habits: [(targetMps: Double, massKg: Double, waitS: Double, restS: Double)] = [
    (0.80, 62, 4, 60), (0.55, 88, 18, 75), (1.05, 74, 31, 50), (0.65, 70, 11, 90), (0.90, 81, 25, 60),
  ]

  /// The walk on a machine, from 0: three sets of about a minute. No two machines are in step.
  package static func walk(onMachine number: Int) throws(UnknownScenario) -> Scenario {
    let habit = habits[number % habits.count]
    // From the second round on a bit slower, so that no two people are the same.
    let targetMps = habit.targetMps * (number < habits.count ? 1 : 0.93)
    var acts: [Act] = [.rest(durationS: habit.waitS + 3 * Double(number / habits.count))]
    for (set, share) in [1, 1.04, 0.96].enumerated() {
      let ending: SetEnding = (number + set) % 2 == 0 ? .stepsOff : .standsStill
      acts.append(ScenarioCatalogue.work(targetMps * share, 62, massKg: habit.massKg, ending))
      acts.append(.rest(durationS: set < 2 ? habit.restS : 15))
    }
    let made = ScenarioCatalogue.make(
      "gym-\(number + 1)", "a member of a gym: three sets of a minute", acts: acts)
    guard var scenario = made else { throw UnknownScenario(name: "gym-\(number + 1)") }
    scenario.walker = WalkerLoad(statedMassKg: habit.massKg)
    return scenario
  }

  /// One set: a walk of a length at a speed on a machine with known drag, between short rests.
  package static func set(targetMps: Double, durationS: Double, massKg: Double, ending: SetEnding)
    throws(UnknownScenario) -> Scenario
  {
    let acts: [Act] = [
      .rest(durationS: 1), ScenarioCatalogue.work(targetMps, durationS, massKg: massKg, ending),
      .rest(durationS: 8),
    ]
    guard var scenario = ScenarioCatalogue.make("set", "one set", acts: acts) else {
      throw UnknownScenario(name: "set")
    }
    scenario.walker = WalkerLoad(statedMassKg: massKg)
    return scenario
  }
}

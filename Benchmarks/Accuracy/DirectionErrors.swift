// SPDX-License-Identifier: Apache-2.0
//
// Owns: how soon and how surely the direction is told. Must not know: targets, tables.

import Foundation
import Motion
import Pulses
import Simulation

/// Direction from a standstill, magnets misplaced by 1 % of a turn and not corrected.
struct DirectionErrors {
  var runs = 0
  var decided = 0
  var wrong = 0
  /// Pulses until the decision.
  var pulses: [Int] = []
  var seconds: [Double] = []

  mutating func add(
    arcs: [Double], speedMps: Double, gait: Gait, kind: MachineKind, direction: BeltDirection,
    sensor: SensorKind,
    seed: UInt64
  ) throws {
    var relative = InlineArray<16, Double>(repeating: 0)
    for (index, arc) in arcs.enumerated() { relative[index] = arc }
    let wheel = try MagnetWheel(circumferenceM: 0.18, magnets: arcs.count, relativeArcs: relative)
    var profile = MachineProfile(wheel: wheel, sensor: sensor, drag: .standard(for: kind))
    profile.magnetPlacementSdM = 0.01 * 0.18
    var scenario = Scenario(
      name: "direction", summary: "", profile: profile,
      acts: [
        .rest(durationS: 2),
        .work(targetMps: speedMps, durationS: 15, load: profile.walker, ending: .standsStill),
        .rest(durationS: 3),
      ])
    scenario.faults.placement = 0.01
    scenario.direction = direction
    scenario.gait = gait
    let run = SimulatedRun(scenario, seed: seed)
    var gate = PulseGate(profile: profile)
    var motion = MotionStage(profile: profile)
    runs += 1
    var count = 0
    var firstNs: Int64 = 0
    var isDecided = false
    for edge in run.recording.edges {
      guard let pulse = gate.step(edge) else { continue }
      motion.step(pulse)
      count += 1
      if count == 1 { firstNs = pulse.timestampNs }
      guard let told = motion.estimate(atNs: pulse.timestampNs).direction else { continue }
      if !isDecided {
        isDecided = true
        decided += 1
        pulses.append(count)
        seconds.append(Double(pulse.timestampNs - firstNs) / 1e9)
      }
      if told != direction {
        wrong += 1
        break
      }
    }
  }
}

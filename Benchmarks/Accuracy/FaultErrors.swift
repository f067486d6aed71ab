// SPDX-License-Identifier: Apache-2.0
//
// Owns: distance under missed pulses and bounces, and what was repaired. Must not know: targets, tables.

import Foundation
import Motion
import Pulses
import Simulation

/// Distance after 1 % of misses and 1 % of bounces, over several runs.
struct FaultErrors {
  /// Worst error of distance, relative.
  var worst = 0.0
  /// What the raw count alone would be off by, relative.
  var raw = 0.0
  var misses = 0
  var repaired = 0
  var discarded = 0

  mutating func add(
    speedMps: Double, durationS: Double, magnets: Int, kind: MachineKind, gait: Gait, seed: UInt64
  ) throws {
    var scenario = try Cell(speedMps: speedMps, magnets: magnets, gait: .matched, kind: kind).scenario()
    scenario.gait = gait
    scenario.faults.miss = 0.01
    scenario.faults.bounce = 0.01
    scenario.acts[1] = .work(
      targetMps: speedMps, durationS: durationS, load: scenario.profile.walker, ending: .stepsOff)
    scenario.acts[2] = .rest(durationS: 40)
    let run = SimulatedRun(scenario, seed: seed)
    var gate = PulseGate(wheel: scenario.profile.wheel, pulseEdge: .falling)
    var motion = MotionStage(profile: scenario.profile)
    for edge in run.recording.edges {
      if let pulse = gate.step(edge) { motion.step(pulse) }
    }
    let end = motion.estimate(atNs: run.recording.endNs)
    let truth = Double(run.truth.magnetsPassed) * scenario.profile.wheel.meanArcM
    let count = Double(motion.pulses) * scenario.profile.wheel.meanArcM
    worst = max(worst, (end.distanceM / truth - 1).magnitude)
    raw = max(raw, (count / truth - 1).magnitude)
    misses += run.truth.magnetsPassed - Int(motion.pulses)
    repaired += Int(end.repairs.missed)
    discarded += Int(end.repairs.discarded)
  }
}

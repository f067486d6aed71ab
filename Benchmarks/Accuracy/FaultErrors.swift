// SPDX-License-Identifier: Apache-2.0
//
// Owns: distance under missed pulses and bounces, and the repairs. Must not know: tables.

import Motion
import Pulses
import Simulation

/// Distance after 1 % of misses and 1 % of bounces, over several runs.
struct FaultErrors: Sendable {
  /// Worst error of the distance, relative.
  var worst = 0.0
  /// Worst error of the distance, pulses.
  var worstPulses = 0.0
  /// Worst error of the distance as a share of the allowed one.
  var worstOfAllowed = 0.0
  /// Worst relative error of the raw count alone.
  var raw = 0.0
  var passed = 0
  /// Magnets without a pulse.
  var missed = 0
  var repaired = 0
  var discarded = 0
  /// Runs in which repairs were undone as false.
  var takenBack = 0

  /// One run: rest, a hard or soft start, a walk or sprint, and a coast.
  mutating func add(_ cell: Cell, durationS: Double, seed: UInt64) throws {
    var scenario = try cell.scenario(durationS: durationS, ending: .stepsOff, restS: 40)
    scenario.faults.miss = 0.01
    scenario.faults.bounce = 0.01
    let run = SimulatedRun(scenario, seed: seed)
    var gate = PulseGate(profile: scenario.profile)
    var motion = MotionStage(profile: scenario.profile, walker: scenario.walker)
    for edge in run.recording.edges {
      if let pulse = gate.step(edge) { motion.step(pulse) }
    }
    let unrepairable = Double(Self.missedInManoeuvre(run, arcM: scenario.profile.wheel.meanArcM))
    let end = motion.estimate(atNs: run.recording.endNs)
    let truth = Double(run.truth.magnetsPassed)
    // The arcs are even: the distance is a whole number of pulses.
    let pulsesOff = (end.distanceM / scenario.profile.wheel.meanArcM - truth).rounded().magnitude
    worst = max(worst, pulsesOff / truth)
    worstPulses = max(worstPulses, pulsesOff)
    worstOfAllowed = max(worstOfAllowed, pulsesOff / (max(1, Targets.faultShare * truth) + unrepairable))
    raw = max(raw, (Double(motion.pulses) / truth - 1).magnitude)
    passed += run.truth.magnetsPassed
    missed += run.truth.magnetsPassed - Int(motion.pulses)
    repaired += Int(end.repairs.missed)
    discarded += Int(end.repairs.discarded)
    if motion.hadFalseRepairs { takenBack += 1 }
  }

  /// A start's gaps halve from pulse to pulse and a stop's double: pulses missed there look the same.
  private static let startNs: Int64 = 5_000_000_000

  /// Magnets missed within five seconds of the first pulse and after the last push.
  private static func missedInManoeuvre(_ run: SimulatedRun, arcM: Double) -> Int {
    let samples = run.truth.samples
    guard let first = run.recording.edges.first?.timestampNs,
      let pushed = samples.last(where: { $0.forceN != 0 })?.timeNs
    else { return 0 }
    func missed(_ from: Int64, _ to: Int64) -> Int {
      guard let a = samples.last(where: { $0.timeNs <= from }),
        let b = samples.last(where: { $0.timeNs <= to })
      else { return 0 }
      var seen = 0
      var last: Int64 = 0
      // Bounces are within 2 ms.
      for edge in run.recording.edges where edge.timestampNs > from && edge.timestampNs <= to {
        if edge.timestampNs - last > 2_000_000 { seen += 1 }
        last = edge.timestampNs
      }
      return max(0, Int(((b.positionM - a.positionM) / arcM).rounded()) - seen)
    }
    return missed(first + 2_000_000, first + startNs) + missed(pushed, run.recording.endNs)
  }
}

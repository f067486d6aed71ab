// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether the bank mistakes steady walking for a manoeuvre. Must not know: targets, tables.

import Motion
import Pulses
import Simulation

/// Pulses of steady walking, and those at which a start, stop or sprint was assumed.
struct StuckRuns: Sendable {
  var runs = 0
  var pulses = 0
  var stuckPulses = 0
  var stuckRuns = 0

  /// Ten seconds after the start of the set, which comes after three seconds of rest.
  private static let fromNs = SimulatedRun.originNs + 13_000_000_000
  /// A second before its end.
  private static let untilNs = SimulatedRun.originNs + 62_000_000_000

  mutating func add(_ cell: Cell, seed: UInt64) throws {
    let scenario = try cell.scenario()
    let run = SimulatedRun(scenario, seed: seed)
    var gate = PulseGate(profile: scenario.profile)
    var motion = MotionStage(profile: scenario.profile, walker: scenario.walker)
    var stuck = 0
    for edge in run.recording.edges {
      guard let pulse = gate.step(edge) else { continue }
      motion.step(pulse)
      guard pulse.timestampNs >= Self.fromNs, pulse.timestampNs < Self.untilNs else { continue }
      pulses += 1
      if !motion.bank.isRunning || motion.bank.manoeuvreWeight > 0.5 { stuck += 1 }
    }
    runs += 1
    stuckPulses += stuck
    if stuck > 0 { stuckRuns += 1 }
  }
}

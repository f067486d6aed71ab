// SPDX-License-Identifier: Apache-2.0
//
// Owns: the errors of the figures of finished sets. Must not know: targets, tables.

import Motion
import Sets
import Simulation

/// Errors of one-minute sets, one per run.
struct SetFigures: Sendable {
  /// Sets marked as suspect.
  var suspect = 0
  var stepsTrue = 0
  /// Over the sets whose steps were counted.
  var stepsCounted = 0
  var setsWithoutSteps = 0
  /// Steps counted minus steps taken, one per set.
  var stepErrors = Figures()
  /// Relative errors, %.
  var distance = Figures()
  var meanSpeed = Figures()
  var power = Figures()

  mutating func add(_ cell: Cell, seed: UInt64) throws {
    // A slat belt does not stop under a walker within seconds: runners step off.
    let isSlow = cell.kind == .motorisedOff
    let scenario = try cell.scenario(ending: isSlow ? .standsStill : .stepsOff, restS: isSlow ? 5 : 40)
    let run = SimulatedRun(scenario, seed: seed)
    guard let truth = run.truth.sets.first,
      let finished = SetRun(run.recording.edges, profile: scenario.profile)?.finished
    else { return }
    if finished.suspicion != nil { suspect += 1 }
    distance.add(100 * (finished.distanceM / truth.distanceM - 1))
    meanSpeed.add(100 * (finished.meanSpeedMps * truth.durationS / truth.distanceM - 1))
    power.add(100 * (finished.meanPowerW * truth.durationS / truth.workJ - 1))
    guard let steps = finished.steps else {
      setsWithoutSteps += 1
      return
    }
    stepsTrue += truth.steps
    stepsCounted += Int(steps)
    stepErrors.add(Double(Int(steps) - truth.steps))
  }
}

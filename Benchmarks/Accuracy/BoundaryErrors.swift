// SPDX-License-Identifier: Apache-2.0
//
// Owns: the errors of a set's start and end. Must not know: targets, tables.

import Motion
import Sets
import Simulation

/// Found minus true, in seconds, one per run.
struct BoundaryErrors: Sendable {
  var start = Figures()
  var end = Figures()
  /// The last pulse minus the true end: the end without any analysis of the coasting.
  var lastPulse = Figures()

  mutating func add(_ cell: Cell, ending: SetEnding, seed: UInt64) throws {
    let scenario = try cell.scenario(durationS: 20, ending: ending, restS: cell.kind == .slatBelt ? 40 : 12)
    let run = SimulatedRun(scenario, seed: seed)
    guard let truth = run.truth.sets.first,
      let found = SetRun(run.recording.edges, profile: scenario.profile)?.finished
    else { return }
    start.add(Double(found.startNs - truth.startNs) / 1e9)
    end.add(Double(found.endNs - truth.endNs) / 1e9)
    lastPulse.add(Double(found.lastPulseNs - truth.endNs) / 1e9)
  }
}

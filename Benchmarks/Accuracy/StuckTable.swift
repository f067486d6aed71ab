// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of steady walks mistaken for manoeuvres. Must not know: how it was measured.

import Motion

enum StuckTable {
  private static let cells = [
    Cell(speedMps: 0.3, magnets: 1, gait: .matched), Cell(speedMps: 0.5, magnets: 1, gait: .matched),
    Cell(speedMps: 0.8, magnets: 4, gait: .matched), Cell(speedMps: 1.2, magnets: 8, gait: .matched),
    Cell(speedMps: 0.8, magnets: 4, gait: .strong),
    Cell(speedMps: 3, magnets: 1, gait: .matched, kind: .slatBelt),
    Cell(speedMps: 0.8, magnets: 4, gait: .mismatched), Cell(speedMps: 0.8, magnets: 4, gait: .sharp),
  ]

  static func add(to report: inout Report, seeds: ClosedRange<UInt64>) async throws {
    let measured = try await concurrently(cells) { cell in
      var runs = StuckRuns()
      for seed in seeds { try runs.add(cell, seed: seed) }
      return runs
    }
    var table = Table(["cell", "runs", "pulses", "of them stuck", "runs with any", "must", "goal", "verdict"])
    for (cell, runs) in zip(cells, measured) {
      let verdict = report.judge(
        "stuck in manoeuvre, pulses, " + cell.name, Double(runs.stuckPulses),
        by: cell.gait == .matched || cell.gait == .strong ? Targets.stuck : nil)
      table.row(
        [cell.name, "\(runs.runs)", "\(runs.pulses)", "\(runs.stuckPulses)", "\(runs.stuckRuns)"] + verdict)
    }
    report.table(table)
  }
}

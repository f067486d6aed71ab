// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of the distance under faults of the sensor. Must not know: how pulses are repaired.

import Motion

enum FaultTable {
  private struct Row: Sendable {
    var speedMps: Double
    var magnets: Int
    var durationS: Double
    var errors = FaultErrors()

    var isSprint: Bool { speedMps > 2 }
    var name: String { "\(speedMps) m/s, \(magnets) magnet\(magnets == 1 ? "" : "s")" }
    /// Sprinters have only one ripple; walkers three.
    var gaits: [CellGait] { isSprint ? [.matched, .mismatched] : [.matched, .mismatched, .strong] }
  }

  static func add(to report: inout Report, seeds: ClosedRange<UInt64>) async throws {
    var rows: [Row] = []
    for (speed, duration) in [(0.3, 60.0), (0.5, 60), (0.8, 60), (1.2, 60), (4.5, 10), (6, 12)] {
      for magnets in [1, 2, 4, 8] {
        rows.append(Row(speedMps: speed, magnets: magnets, durationS: duration))
      }
    }
    let measured = try await concurrently(rows) { row in
      var row = row
      for gait in row.gaits {
        let kind = row.isSprint ? MachineKind.slatBelt : .motorisedOff
        let cell = Cell(speedMps: row.speedMps, magnets: row.magnets, gait: gait, kind: kind)
        for seed in seeds { try row.errors.add(cell, durationS: row.durationS, seed: seed) }
      }
      return row
    }
    var table = Table([
      "cell", "passed", "missed", "put back", "discarded", "runs that took it back", "raw count, worst %",
      "distance, worst %",
      "worst, pulses", "of what is allowed", "must", "goal", "verdict",
    ])
    for row in measured {
      let errors = row.errors
      let verdict = report.judge(
        "distance under faults, share of what is allowed, " + row.name, errors.worstOfAllowed,
        by: row.isSprint ? nil : Targets.faults)
      table.row(
        [
          row.name + (row.isSprint ? ", sprint" : ""), "\(errors.passed)", "\(errors.missed)",
          "\(errors.repaired)", "\(errors.discarded)", "\(errors.takenBack)", percent(errors.raw, 2),
          percent(errors.worst, 3),
          fixed(errors.worstPulses, 0), fixed(errors.worstOfAllowed, 2),
        ] + verdict)
    }
    report.table(table)
  }
}

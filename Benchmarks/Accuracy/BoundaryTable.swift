// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of a set's start and end. Must not know: how they were found.

import Motion
import Simulation

/// One cell and one way of ending a set.
struct BoundaryRow: Sendable {
  var cell: Cell
  var ending: SetEnding
  var errors = BoundaryErrors()
}

enum BoundaryTable {
  static func measure(seeds: ClosedRange<UInt64>) async throws -> [BoundaryRow] {
    var rows: [BoundaryRow] = []
    for magnets in [4, 1] {
      for ending in [SetEnding.standsStill, .stepsOff] {
        for speed in [0.5, 0.8, 1.2] {
          rows.append(
            BoundaryRow(cell: Cell(speedMps: speed, magnets: magnets, gait: .matched), ending: ending))
        }
      }
    }
    for (speed, magnets) in [(5.0, 4), (3, 1)] {
      let cell = Cell(speedMps: speed, magnets: magnets, gait: .matched, kind: .slatBelt)
      rows.append(BoundaryRow(cell: cell, ending: .stepsOff))
    }
    return try await concurrently(rows) { row in
      var row = row
      for seed in seeds { try row.errors.add(row.cell, ending: row.ending, seed: seed) }
      return row
    }
  }

  static func add(to report: inout Report, _ rows: [BoundaryRow]) {
    var table = Table([
      "cell", "ending", "start: mean, s", "SD, s", "end: mean, s", "SD, s", "worst, s", "last pulse: mean, s",
      "must: mean",
      "SD", "goal: mean", "verdict",
    ])
    for row in rows {
      let (start, end) = (row.errors.start, row.errors.end)
      let mean = max(start.mean.magnitude, end.mean.magnitude)
      let sd = max(start.sd, end.sd)
      let name = "set start and end, s, \(row.cell.name), \(StopTable.name(row.ending))"
      let isAsked = row.cell.magnets == 4
      let verdict =
        isAsked && Targets.boundarySd.verdict(sd) == .missed
        ? report.judge(name + ", SD", sd, by: Targets.boundarySd)
        : report.judge(name + ", mean", mean, by: isAsked ? Targets.boundaryMean : nil)
      table.row([
        row.cell.name, StopTable.name(row.ending), fixed(start.mean, 3), fixed(start.sd, 3),
        fixed(end.mean, 3), fixed(end.sd, 3), fixed(end.worst, 2), fixed(row.errors.lastPulse.mean, 2),
        isAsked ? short(Targets.boundaryMean.must) : "–", isAsked ? short(Targets.boundarySd.must) : "–",
        isAsked ? short(Targets.boundaryMean.goal ?? .nan) : "–", verdict[2],
      ])
    }
    report.table(table)
  }
}

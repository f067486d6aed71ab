// SPDX-License-Identifier: Apache-2.0
//
// Owns: the tables of how soon a stop and a start are shown. Must not know: how it was measured.

import Simulation

enum StopTable {
  private struct Row: Sendable {
    var cell: Cell
    var ending: SetEnding
    var errors = StopErrors()
  }

  static func add(to report: inout Report, seeds: ClosedRange<UInt64>) async throws {
    var rows: [Row] = []
    for magnets in [4, 1] {
      for ending in [SetEnding.standsStill, .stepsOff] {
        for speed in [0.3, 0.5, 0.8, 1.2] {
          rows.append(Row(cell: Cell(speedMps: speed, magnets: magnets, gait: .matched), ending: ending))
        }
      }
    }
    let measured = try await concurrently(rows) { row in
      var row = row
      for seed in seeds { try row.errors.add(row.cell, ending: row.ending, seed: seed) }
      return row
    }
    addStops(&report, measured)
    report.text(
      "From the belt's first motion until 70 % of the walker's target speed is shown, seconds; no target."
    )
    addStarts(&report, measured.filter { $0.ending == .standsStill })
  }

  private static func addStops(_ report: inout Report, _ rows: [Row]) {
    var table = Table([
      "cell", "ending", "median, s", "worst, s", "instantaneous: median, s", "worst, s", "must", "goal",
      "verdict",
    ])
    for row in rows {
      let (stop, instant) = (row.errors.stop, row.errors.stopInstant)
      let verdict = report.judge(
        "stop shown, s at worst, \(row.cell.name), \(name(row.ending))", stop.largest,
        by: row.cell.magnets == 4 ? Targets.stop : nil)
      table.row(
        [
          row.cell.name, name(row.ending), fixed(stop.median, 2), fixed(stop.largest, 2),
          fixed(instant.median, 2), fixed(instant.largest, 2),
        ] + verdict)
    }
    report.table(table)
  }

  private static func addStarts(_ report: inout Report, _ rows: [Row]) {
    var table = Table(["cell", "the belt: median, s", "shown: median, s", "worst, s"])
    for row in rows {
      table.row([
        row.cell.name, fixed(row.errors.startTrue.median, 2), fixed(row.errors.start.median, 2),
        fixed(row.errors.start.largest, 2),
      ])
    }
    report.table(table)
  }

  static func name(_ ending: SetEnding) -> String {
    switch ending {
    case .standsStill: "stands still"
    case .stepsOff: "steps off"
    }
  }
}

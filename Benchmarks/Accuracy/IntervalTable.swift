// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of the coverage of the live uncertainties. Must not know: how it was measured.

enum IntervalTable {
  static func add(to report: inout Report, _ cells: [CellErrors]) {
    var table = Table([
      "cell", "speed: within 95 %, %", "mean square", "slow: within 95 %, %", "mean square",
    ])
    for errors in cells {
      let (speed, slow) = (errors.live.speedCoverage, errors.live.slowCoverage)
      table.row([
        errors.cell.name, percent(speed.share, 1), fixed(speed.meanSquare, 2), percent(slow.share, 1),
        fixed(slow.meanSquare, 2),
      ])
    }
    report.table(table)
  }
}

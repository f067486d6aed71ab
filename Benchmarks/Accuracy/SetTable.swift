// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of a finished set's figures. Must not know: how they were measured.

enum SetTable {
  static func add(to report: inout Report, _ cells: [CellErrors]) {
    var table = Table([
      "cell", "distance, %", "worst", "mean speed, %", "worst", "mean power, %", "worst", "must", "goal",
      "verdict",
    ])
    for errors in cells {
      let sets = errors.sets
      let verdict = report.judge(
        "mean power, %, " + errors.cell.name, sets.power.meanMagnitude,
        by: errors.cell.gait == .sharp
          ? nil : Targets.power(arcShare: errors.cell.arcM / (60 * errors.cell.speedMps)))
      let figures = [sets.distance, sets.meanSpeed, sets.power].flatMap {
        [fixed($0.meanMagnitude, 2), fixed($0.worst, 2)]
      }
      table.row([errors.cell.name] + figures + verdict)
    }
    report.table(table)
  }
}

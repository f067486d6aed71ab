// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of counted steps. Must not know: how they were counted.

enum StepTable {
  static func add(to report: inout Report, _ cells: [CellErrors]) {
    var table = Table([
      "cell", "sets", "without a count", "steps taken", "counted", "mean error a set", "worst",
    ])
    for errors in cells {
      let sets = errors.sets
      table.row([
        errors.cell.name, "\(sets.power.count)", "\(sets.setsWithoutSteps)", "\(sets.stepsTrue)",
        "\(sets.stepsCounted)", fixed(sets.stepErrors.mean, 1), fixed(sets.stepErrors.worst, 0),
      ])
    }
    report.table(table)
  }
}

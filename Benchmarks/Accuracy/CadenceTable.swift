// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of the shown cadence. Must not know: how it was measured.

import Motion

enum CadenceTable {
  static func add(to report: inout Report, _ cells: [CellErrors]) {
    var table = Table([
      "cell", "pulses/step", "median error, %", "off by > 10 %, %", "counted, %", "not shown, %", "must",
      "goal", "verdict",
    ])
    for errors in cells {
      // Steps are as irregular in all cells of a gait.
      let counted = cells.filter { $0.cell.gait == errors.cell.gait }.map(\.countedGross).max() ?? 0
      let cadence = errors.live.cadence
      let gross = cadence.share(above: 10)
      let median = Figures(cadence.values.map(\.magnitude)).median
      let isAsked =
        errors.cell.gait != .sharp && errors.cell.pulsesPerStep >= Cadence.fewestPulsesPerStep
      let name = "cadence, " + errors.cell.name
      let verdict =
        isAsked && gross > Targets.cadenceGross.must
        ? report.judge(
          name + ", % of it off by > 10 %", 100 * gross, by: Targets.cadenceGross,
          reference: gross <= Targets.cadenceOutOfReach ? counted : 0)
        : report.judge(name + ", median error, %", median, by: isAsked ? Targets.cadence : nil)
      table.row(
        [
          errors.cell.name, fixed(errors.cell.pulsesPerStep, 1), fixed(median, 1), percent(gross, 2),
          percent(errors.countedGross, 2),
          percent(Double(errors.live.cadenceUnknown) / Double(errors.live.instants), 0),
        ] + verdict)
    }
    report.table(table)
  }
}

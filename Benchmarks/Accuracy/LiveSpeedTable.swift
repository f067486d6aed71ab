// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of live speed at an instant. Must not know: how it was measured.

enum LiveSpeedTable {
  static func add(to report: inout Report, _ cells: [CellErrors]) {
    var table = Table([
      "cell", "pulses/s", "1/T, %", "M/T 0.5 s, %", "bank, %", "reference, %", "bank / reference",
      "bank / 1/T",
      "must", "goal", "verdict",
    ])
    for errors in cells {
      let live = errors.live
      let overLinear = live.bank.value / live.linear.value
      let overPeriod = live.bank.value / live.period.value
      let name = "live speed, " + errors.cell.name
      let verdict: [String]
      switch errors.cell.gait {
      case .matched, .strong:
        let target = errors.cell.magnets == 1 ? Targets.overLinearOneMagnet : Targets.overLinear
        verdict = report.judge(name + ": bank / reference", overLinear, by: target)
      case .mismatched:
        verdict = report.judge(
          name + ": bank / 1/T", overPeriod, by: Targets.overPeriod,
          reference: (errors.cell.pulsesPerStep < 2 ? Targets.overLinearSparse : 1) * live.linear.value
            / live.period.value)
      case .sharp:
        verdict = report.judge(name, overPeriod, by: nil)
      }
      let errorsPercent = [live.period, live.window, live.bank, live.linear].map { fixed($0.value, 2) }
      table.row(
        [errors.cell.name, fixed(errors.cell.pulsesPerSecond, 1)] + errorsPercent
          + [fixed(overLinear, 2), fixed(overPeriod, 2)] + verdict)
    }
    report.table(table)
  }
}

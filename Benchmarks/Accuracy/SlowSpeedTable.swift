// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of the calm speed that is shown in large digits. Must not know: how it was measured.

enum SlowSpeedTable {
  static func add(to report: inout Report, _ cells: [CellErrors]) {
    var table = Table(["cell", "slow speed, %", "reference, %", "must", "goal", "verdict"])
    for errors in cells {
      let live = errors.live
      let verdict = report.judge(
        "slow speed, %, " + errors.cell.name, live.slow.value, by: target(errors.cell),
        reference: live.linearSlow.value)
      table.row([errors.cell.name, fixed(live.slow.value, 2), fixed(live.linearSlow.value, 2)] + verdict)
    }
    report.table(table)
  }

  private static func target(_ cell: Cell) -> Target? {
    switch cell.gait {
    case .matched, .mismatched: Targets.slow
    case .strong: Targets.slowStrong
    case .sharp: nil
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table row of walks that were shown as stopped. Must not know: how it was measured.

enum FalseStopTable {
  static func add(to report: inout Report, _ cells: [CellErrors]) {
    var table = Table(["gait", "instants", "shown as standing", "must", "goal", "verdict"])
    for gait in [CellGait.matched, .strong, .mismatched, .sharp] {
      let own = cells.filter { $0.cell.gait == gait }
      let count = own.map(\.live.falseStops).reduce(0, +)
      let verdict = report.judge(
        "walking shown as standing, instants, \(gait.rawValue)", Double(count), by: Targets.falseStop)
      table.row([gait.rawValue, "\(own.map(\.live.instants).reduce(0, +))", "\(count)"] + verdict)
    }
    report.table(table)
  }
}

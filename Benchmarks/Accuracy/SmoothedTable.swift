// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of the speed within a finished set. Must not know: how it was measured.

enum SmoothedTable {
  static func add(to report: inout Report, _ cells: [CellErrors]) {
    var table = Table([
      "cell", "pulses/s", "smoothed, %", "reference, %", "within 95 %, %", "mean square", "must", "goal",
      "verdict",
    ])
    for errors in cells {
      let trace = errors.trace
      let verdict = report.judge(
        "smoothed speed, %, " + errors.cell.name, trace.smoothed.value, by: target(errors.cell),
        reference: trace.linear.value)
      table.row(
        [
          errors.cell.name, fixed(errors.cell.pulsesPerSecond, 1), fixed(trace.smoothed.value, 2),
          fixed(trace.linear.value, 2), percent(trace.smoothedCoverage.share, 1),
          fixed(trace.smoothedCoverage.meanSquare, 2),
        ] + verdict)
    }
    report.table(table)
  }

  private static let densePulsesPerSecond = 8.0

  private static func target(_ cell: Cell) -> Target? {
    let isDense = cell.pulsesPerSecond >= densePulsesPerSecond
    switch cell.gait {
    case .matched where cell.speedMps == 0.8 && cell.magnets == 1: return Targets.smoothedOneMagnet
    case .matched, .strong: return isDense ? Targets.smoothed : nil
    case .mismatched: return isDense ? Targets.smoothedMismatched : nil
    case .sharp: return nil
    }
  }
}

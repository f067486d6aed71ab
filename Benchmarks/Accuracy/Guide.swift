// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a user of a belt can expect, from the tables below it. Must not know: how it was measured.

import Simulation

enum Guide {
  static func add(to report: inout Report, _ measured: Measured) {
    report.heading("What to expect")
    report.text(
      """
      For readers of a display or a log: the root mean square error of one reading. Nineteen of twenty readings are
      within about twice that. The gait is the simulated one that the estimators do **not** model (mismatched, below);
      for start and end of a set it is the one they model.
      """)
    let columns: [(speed: Double, magnets: Int)] = [(0.5, 1), (0.8, 1), (0.5, 4), (0.8, 4)]
    var table = Table(
      ["figure"] + columns.map { "\($0.magnets) magnet\($0.magnets == 1 ? "" : "s"), \($0.speed) m/s" })
    let cells = columns.compactMap { column in
      measured.cells(.mismatched).first {
        $0.cell.speedMps == column.speed && $0.cell.magnets == column.magnets
      }
    }
    func row(_ name: String, _ value: (CellErrors) -> String) { table.row([name] + cells.map(value)) }
    row("speed in large digits, %") { fixed($0.live.slow.value, 1) }
    row("speed at an instant, live, %") { fixed($0.live.bank.value, 0) }
    row("cadence, where shown, %") { fixed($0.live.cadence.rms, 1) }
    row("speed at an instant of the finished set, %") { fixed($0.trace.smoothed.value, 1) }
    row("distance of a set of a minute, %") { fixed($0.sets.distance.rms, 2) }
    row("mean speed of it, %") { fixed($0.sets.meanSpeed.rms, 2) }
    row("mean power of it, if the drag were known exactly, %") { fixed($0.sets.power.rms, 2) }
    func boundary(_ name: String, _ figures: (BoundaryErrors) -> Figures) {
      table.row(
        [name]
          + columns.map { column in
            let rows = measured.boundaries.filter {
              $0.cell.speedMps == column.speed && $0.cell.magnets == column.magnets
            }
            return fixed(rows.map { figures($0.errors).rms }.reduce(0, +) / Double(rows.count), 2)
          })
    }
    boundary("start of a set, s") { $0.start }
    boundary("end of a set, s") { $0.end }
    row("(no error) share of the time without a cadence, %") {
      percent(Double($0.live.cadenceUnknown) / Double($0.live.instants), 0)
    }
    report.table(table)
    report.text(
      """
      - **One magnet** measures distance and sets well and gives a calm speed. It does not resolve the motion within a
        step; at 0.5 m/s and less there is mostly no cadence, a stop is shown a second or more late, and the start of a
        slow set is known to half a second. Use the large speed and the figures of the finished set.
      - **Four magnets** show a stop within half a second, give starts and ends to a tenth of a second, count steps, and
        resolve the speed within a step once the set is over.
      - Live speed at an instant is for feedback, not for a record. With four magnets the finished set is several times
        better, because it uses both sides of every instant; with one magnet at 0.5 m/s it is not.
      - On a real belt there are further errors, which are not in these tables: the belt's length (every figure has the
        relative error of the travel per turn), and for power the drag of the machine and the weight on the belt, which
        are by far the larger part. The program's own uncertainty, stated with every figure, includes them.
      - Two readings are different only if they differ by more than their uncertainties. Readings of the same machine,
        sensor and user are better comparable than the absolute figures suggest, since the errors of the belt's length and
        drag are then the same in both.
      """)
  }
}

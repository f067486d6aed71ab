// SPDX-License-Identifier: Apache-2.0
//
// Owns: what someone who uses a belt may expect, from the tables below it. Must not know: how it was measured.

import Simulation

enum Guide {
  static func add(to report: inout Report, _ measured: Measured) {
    report.heading("What to expect")
    report.text(
      """
      For whoever reads a display or a log: the root mean square error of one reading. Nineteen of twenty readings lie
      within about twice that. From the simulated gait that the estimators do **not** know (mismatched, below); start
      and end of a set from the one they know.
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
    row("speed shown large, %") { fixed($0.live.slow.value, 1) }
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
      - **One magnet** counts distance and sets well and gives a calm speed. It does not show what happens within a
        step; at 0.5 m/s and less it mostly shows no cadence, a stop shows a second or more late, and a slow set's start
        is dated to half a second. Read the large speed and the figures of the finished set.
      - **Four magnets** show a stop within half a second, date starts and ends to a tenth of a second, count steps, and
        give the speed within a step once the set is over.
      - Live speed at an instant is for feedback, not for a record. With four magnets the finished set is several times
        better, because it knows both sides of every instant; with one magnet at 0.5 m/s it is not.
      - On a real belt more comes on top, and none of it is in these tables: the belt's length (every figure is wrong
        by as much as the travel per turn is), and for power the drag of the machine and the weight on the belt, which
        are by far the larger part. The program states its uncertainty with every figure; take it from there.
      - Two readings differ only if they differ by more than their uncertainties. The same machine, sensor and user
        compare better than the absolute figures say, since the belt's length and drag are then the same mistake twice.
      """)
  }
}

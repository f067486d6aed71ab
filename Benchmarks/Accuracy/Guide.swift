// SPDX-License-Identifier: Apache-2.0
//
// Owns: what someone who uses a belt may expect, from the tables below it. Must not know: how it was measured.

import Simulation

enum Guide {
  static func add(to report: inout Report, _ measured: Measured) {
    report.heading("What to expect")
    report.text(
      """
      For whoever reads a display or a log, not this table of contents: typical errors of one reading, from the
      simulated gait that the estimators do **not** know (section 2). Nineteen of twenty readings lie within about
      twice that.
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
    row("cadence, where shown, %") { fixed(Figures($0.live.cadence.values.map(\.magnitude)).median, 1) }
    row("share of the time without a cadence, %") {
      percent(Double($0.live.cadenceUnknown) / Double($0.live.instants), 0)
    }
    row("speed at an instant of the finished set, %") { fixed($0.trace.smoothed.value, 1) }
    row("distance of a set of a minute, %") { fixed($0.sets.distance.meanMagnitude, 2) }
    row("mean speed of it, %") { fixed($0.sets.meanSpeed.meanMagnitude, 2) }
    row("mean power of it, if the drag were known exactly, %") { fixed($0.sets.power.meanMagnitude, 2) }
    func boundary(_ name: String, _ figures: (BoundaryErrors) -> Figures) {
      table.row(
        [name]
          + columns.map { column in
            let rows = measured.boundaries.filter {
              $0.cell.speedMps == column.speed && $0.cell.magnets == column.magnets
            }
            return fixed(rows.map { figures($0.errors).meanMagnitude }.reduce(0, +) / Double(rows.count), 2)
          })
    }
    boundary("start of a set, s") { $0.start }
    boundary("end of a set, s") { $0.end }
    report.table(table)
    report.text(
      """
      - **One magnet** counts distance and sets well and gives a calm speed. It does not show what happens within a
        step, and at 0.5 m/s and less it mostly shows no cadence. Read the large speed and the finished set.
      - **Four magnets** show a stop at once, date starts and ends to a tenth of a second, count steps, and give the
        speed within a step once the set is over.
      - Live speed at an instant is for feedback, not for a record: the finished set is several times better, because
        it knows both sides of every instant.
      - On a real belt more comes on top, and none of it is in these tables: the belt's length (every figure is wrong
        by as much as the travel per turn is), and for power the drag of the machine and the weight on the belt, which
        are by far the larger part. The program states its uncertainty with every figure; take it from there.
      - Two readings differ only if they differ by more than their uncertainties. The same machine, sensor and user
        compare better than the absolute figures say, since the belt's length and drag are then the same mistake twice.
      """)
  }
}

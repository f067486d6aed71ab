// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of magnets that are not at their assumed positions. Must not know: how arcs are learnt.

import Motion
import Pulses

enum MagnetTable {
  private struct Row: Sendable {
    var name: String
    var arcs: [Double]
    /// The stated placement error if the arcs are not known, standard deviation as a share of the turn.
    var placement: Double
    var isLearnt: Bool
    var speedMps: Double
    var live = LiveErrors()
    var trace = TraceErrors()
  }

  private static let wheels: [(name: String, arcs: [Double], placement: Double)] = [
    ("4 magnets, misplaced by 1 %", [1.02, 0.965, 1.045, 0.97], 0.01),
    ("4 magnets, misplaced by 2 %", [1.04, 0.93, 1.09, 0.94], 0.02),
    ("3 magnets, arcs 1:2:4", [1, 2, 4], 0.1),
  ]

  static func add(to report: inout Report, seeds: ClosedRange<UInt64>) async throws {
    var rows: [Row] = []
    for wheel in wheels {
      for isLearnt in [false, true] {
        for speed in [0.5, 0.8] {
          rows.append(
            Row(
              name: wheel.name, arcs: wheel.arcs, placement: wheel.placement, isLearnt: isLearnt,
              speedMps: speed))
        }
      }
    }
    let measured = try await concurrently(rows) { row in
      var row = row
      for seed in seeds { try measure(&row, seed) }
      return row
    }
    var table = Table([
      "magnets", "speed, m/s", "arcs", "arc identified, % of pulses", "live speed, %", "slow, %",
      "smoothed, %", "speed: within 95 %, %",
      "slow: within 95 %, %",
    ])
    for row in measured {
      table.row([
        row.name, "\(row.speedMps)", row.isLearnt ? "learnt" : "taken as even",
        row.isLearnt ? percent(Double(row.trace.pulsesInPhase) / Double(row.trace.pulses), 0) : "–",
        fixed(row.live.bank.value, 2),
        fixed(row.live.slow.value, 2), fixed(row.trace.smoothed.value, 2),
        percent(row.live.speedCoverage.share, 1), percent(row.live.slowCoverage.share, 1),
      ])
    }
    report.table(table)
  }

  private static func measure(_ row: inout Row, _ seed: UInt64) throws {
    let cell = Cell(speedMps: row.speedMps, magnets: row.arcs.count, gait: .matched)
    let real = try MagnetWheel(circumferenceM: 0.18, relativeArcs: row.arcs)
    var steady = try Steady(cell, seed: seed, wheel: real)
    if !row.isLearnt {
      steady.profile.wheel = try MagnetWheel(circumferenceM: 0.18, magnets: row.arcs.count)
      steady.profile.magnetPlacementSdM = row.placement * 0.18
    }
    row.live.add(steady, linear: nil)
    row.trace.add(steady, linear: nil)
  }
}

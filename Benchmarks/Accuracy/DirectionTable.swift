// SPDX-License-Identifier: Apache-2.0
//
// Owns: the table of the belt's direction. Must not know: how it is determined.

import Motion
import Pulses

enum DirectionTable {
  private struct Row: Sendable {
    var name: String
    var arcs: [Double]
    var sensor = SensorKind.single
    var errors = DirectionErrors()
  }

  private static let rows = [
    Row(name: "3, even", arcs: [1, 1, 1]), Row(name: "3, arcs 5:6:7", arcs: [5, 6, 7]),
    Row(name: "3, arcs 3:4:5", arcs: [3, 4, 5]), Row(name: "3, arcs 2:3:4", arcs: [2, 3, 4]),
    Row(name: "3, arcs 1:2:3", arcs: [1, 2, 3]), Row(name: "3, arcs 1:2:4", arcs: [1, 2, 4]),
    Row(name: "4, even, quadrature", arcs: [1, 1, 1, 1], sensor: .quadrature),
  ]

  /// Walks of every kind and one run.
  private static let cells = [
    Cell(speedMps: 0.3, magnets: 3, gait: .matched), Cell(speedMps: 0.5, magnets: 3, gait: .matched),
    Cell(speedMps: 0.8, magnets: 3, gait: .matched), Cell(speedMps: 1.2, magnets: 3, gait: .matched),
    Cell(speedMps: 0.8, magnets: 3, gait: .strong), Cell(speedMps: 0.5, magnets: 3, gait: .mismatched),
    Cell(speedMps: 4, magnets: 3, gait: .matched, kind: .slatBelt),
  ]

  static func add(to report: inout Report, seeds: ClosedRange<UInt64>) async throws {
    let measured = try await concurrently(rows) { row in
      var row = row
      for cell in cells {
        for seed in seeds {
          try row.errors.add(
            cell, arcs: row.arcs, sensor: row.sensor, direction: seed % 2 == 0 ? .forward : .backward,
            seed: seed)
        }
      }
      return row
    }
    var table = Table([
      "magnets", "decided", "wrong", "pulses: median", "95 % within", "seconds: median", "95 % within",
      "must",
      "verdict",
    ])
    for row in measured {
      let errors = row.errors
      let (must, verdict) = judge(row, &report)
      table.row([
        row.name, "\(errors.decided) of \(errors.runs)", "\(errors.wrong)", fixed(errors.pulses.median, 0),
        fixed(errors.pulses.quantile(0.95), 0), fixed(errors.seconds.median, 2),
        fixed(errors.seconds.quantile(0.95), 2), must, verdict,
      ])
    }
    report.table(table)
  }

  /// The target of a wheel, in words, and whether it is met.
  private static func judge(_ row: Row, _ report: inout Report) -> (String, String) {
    let errors = row.errors
    let isRight = errors.wrong == 0
    let name =
      "direction, \(row.name): \(errors.wrong) wrong, \(errors.decided) of \(errors.runs) runs decided"
    switch row.arcs {
    case [1, 2, 4]:
      let isSoon =
        errors.decided == errors.runs && errors.pulses.quantile(0.95) <= Targets.directionPulses.must
      let words = "0 wrong, \(short(Targets.directionPulses.must)) pulses"
      return (words, report.judge(name, isRight && isSoon ? .met : .missed))
    case [1, 1, 1]:
      return ("never", report.judge(name, errors.decided == 0 ? .met : .missed))
    case _ where row.sensor == .quadrature:
      let isAtOnce = errors.decided == errors.runs && errors.pulses.worst <= Targets.quadraturePulses.must
      return ("1 pulse", report.judge(name, isRight && isAtOnce ? .met : .missed))
    default:
      return ("–", report.judge(name, .none))
    }
  }
}

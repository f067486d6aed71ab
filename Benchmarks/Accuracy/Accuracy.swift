// SPDX-License-Identifier: Apache-2.0
//
// Owns: `make accuracy`: the tables. Must not know: how an error is measured.

import Foundation
import Motion
import Simulation

@main
enum Accuracy {
  static func main() throws {
    let quick = CommandLine.arguments.contains("--quick")
    let seeds: ClosedRange<UInt64> = quick ? 1...2 : 1...6
    print("cell: period M/T bank LMMSE | bank/LMMSE bank/period | slow | cov v, u  nis v,u | stuck cadence")
    let only = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("-") }
    for gait in [CellGait.matched, .mismatched, .sharp, .strong] where only.isEmpty || only.contains(gait.rawValue) {
      for mps in gait == .strong ? [0.8] : [0.3, 0.5, 0.8, 1.2] {
        for magnets in [1, 2, 4, 8] {
          try row(Cell(speedMps: mps, magnets: magnets, gait: gait), seeds)
        }
      }
      if gait == .matched {
        try row(Cell(speedMps: 3, magnets: 1, gait: gait, kind: .slatBelt), seeds)
        try row(Cell(speedMps: 5, magnets: 4, gait: gait, kind: .slatBelt), seeds)
      }
    }
  }

  static func row(_ cell: Cell, _ seeds: ClosedRange<UInt64>) throws {
    let learnt = try (101...106 as ClosedRange<UInt64>).map { try Steady(cell, seed: $0).deviations }
    let reference = LinearReference(runs: learnt)
    var errors = LiveErrors()
    for seed in seeds { errors.add(try Steady(cell, seed: seed), linear: reference) }
    func f(_ x: Double, _ d: Int = 1) -> String { String(format: "%.\(d)f", x) }
    let e = errors
    let sorted = e.cadenceErrors.map(\.magnitude).sorted()
    let cadence = sorted.isEmpty ? "-" : f(sorted[sorted.count / 2]) + " gross " + f(100 * Double(sorted.filter { $0 > 10 }.count) / Double(sorted.count))
    print(
      "\(cell.name): \(f(e.period.value)) \(f(e.window.value)) \(f(e.bank.value)) \(f(e.linear.value)) | \(f(e.bank.value / e.linear.value, 2)) \(f(e.bank.value / e.period.value, 2)) | \(f(e.slow.value, 2)) | \(f(100 * e.speedCoverage.share)) \(f(100 * e.slowCoverage.share)) \(f(e.speedCoverage.meanSquare, 2)) \(f(e.slowCoverage.meanSquare, 2)) ratio \(f(e.ratio / Double(e.bank.count), 2)) | \(e.stuckRows) \(cadence) unknown \(f(100 * Double(e.cadenceUnknown) / Double(e.bank.count), 0))")
  }
}

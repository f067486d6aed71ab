// SPDX-License-Identifier: Apache-2.0
//
// Owns: `make accuracy`: the tables. Must not know: how an error is measured.

import Foundation
import Motion
import Pulses
import Simulation

@main
enum Accuracy {
  static func main() throws {
    let quick = CommandLine.arguments.contains("--quick")
    let seeds: ClosedRange<UInt64> = quick ? 1...2 : 1...6
    let only = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("-") }
    if only.isEmpty || only.contains("faults") {
      for (mps, duration, kind) in [
        (0.3, 60.0, MachineKind.motorisedOff), (0.5, 60, .motorisedOff), (0.8, 60, .motorisedOff),
        (1.2, 60, .motorisedOff), (4.5, 10, .slatBelt), (6.0, 12, .slatBelt),
      ] {
        for magnets in [1, 2, 4, 8] {
          for gait in [CellGait.matched, .mismatched, .strong] {
            var errors = FaultErrors()
            for seed in seeds {
              try errors.add(
                speedMps: mps, durationS: duration, magnets: magnets, kind: kind, gait: gait.gait, seed: seed)
            }
            print(
              "faults \(mps) \(magnets) \(gait.rawValue): worst \(String(format: "%.3f", 100 * errors.worst)) % raw \(String(format: "%.3f", 100 * errors.raw)) %, missed \(errors.misses) repaired \(errors.repaired) discarded \(errors.discarded)"
            )
          }
        }
      }
    }
    if only.isEmpty || only.contains("magnets") {
      for (name, arcs) in [
        ("4 misplaced 2 %", [1.04, 0.93, 1.09, 0.94]), ("4 misplaced 1 %", [1.02, 0.965, 1.045, 0.97]),
        ("3 chiral", [1, 2, 4]),
      ] {
        var relative = InlineArray<16, Double>(repeating: 0)
        for (index, arc) in arcs.enumerated() { relative[index] = arc }
        let wheel = try MagnetWheel(circumferenceM: 0.18, magnets: arcs.count, relativeArcs: relative)
        let even = try MagnetWheel(circumferenceM: 0.18, magnets: arcs.count)
        for isLearnt in [true, false] {
          for mps in [0.5, 0.8] {
            var errors = LiveErrors()
            for seed in seeds {
              var steady = try Steady(
                Cell(speedMps: mps, magnets: arcs.count, gait: .matched), seed: seed, wheel: wheel)
              steady.profile.wheel = isLearnt ? wheel : even
              if !isLearnt {
                steady.profile.magnetPlacementSdM =
                  0.18 * (arcs.count == 4 ? (arcs[0] > 1.03 ? 0.02 : 0.01) : 0.1)
              }
              errors.add(steady, linear: nil)
            }
            print(
              "magnets \(name) \(isLearnt ? "learnt" : "taken as even") \(mps): bank \(errors.bank.value) slow \(errors.slow.value) RTS \(errors.smoothed.value) cov \(errors.speedCoverage.share) \(errors.slowCoverage.share)"
            )
          }
        }
      }
    }
    if only.isEmpty || only.contains("direction") {
      for arcs in [[1.0, 1, 1], [5, 6, 7], [3, 4, 5], [2, 3, 4], [1, 2, 3], [1, 2, 4]] {
        var errors = DirectionErrors()
        for (mps, gait, kind) in [
          (0.3, CellGait.matched, MachineKind.motorisedOff), (0.5, .matched, .motorisedOff),
          (0.8, .matched, .motorisedOff), (1.2, .matched, .motorisedOff), (0.8, .strong, .motorisedOff),
          (0.5, .mismatched, .motorisedOff), (4, .matched, .slatBelt),
        ] {
          for seed in 1...60 as ClosedRange<UInt64> {
            try errors.add(
              arcs: arcs, speedMps: mps, gait: gait.gait, kind: kind,
              direction: seed % 2 == 0 ? .forward : .backward, sensor: .single, seed: seed)
          }
        }
        let p = errors.pulses.sorted()
        print(
          "direction \(arcs): decided \(errors.decided)/\(errors.runs), wrong \(errors.wrong), pulses \(p.isEmpty ? 0 : p[p.count / 2]) p95 \(p.isEmpty ? 0 : p[p.count * 95 / 100])"
        )
      }
    }
    print("cell: period M/T bank LMMSE | bank/LMMSE bank/period | slow | cov v, u  nis v,u | stuck cadence")
    for gait in [CellGait.matched, .mismatched, .sharp, .strong]
    where only.isEmpty || only.contains(gait.rawValue) {
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
    let cadence =
      sorted.isEmpty
      ? "-"
      : f(sorted[sorted.count / 2]) + " gross "
        + f(100 * Double(sorted.filter { $0 > 10 }.count) / Double(sorted.count))
    print(
      "\(cell.name): \(f(e.period.value)) \(f(e.window.value)) \(f(e.bank.value)) \(f(e.linear.value)) | \(f(e.bank.value / e.linear.value, 2)) \(f(e.bank.value / e.period.value, 2)) | \(f(e.slow.value, 2)) | \(f(100 * e.speedCoverage.share)) \(f(100 * e.slowCoverage.share)) \(f(e.speedCoverage.meanSquare, 2)) \(f(e.slowCoverage.meanSquare, 2)) | RTS \(f(e.smoothed.value, 2)) cov \(f(100 * e.smoothedCoverage.share)) nis \(f(e.smoothedCoverage.meanSquare, 2)) | ratio \(f(e.ratio / Double(e.bank.count), 2)) | \(e.stuckRows) \(cadence) unknown \(f(100 * Double(e.cadenceUnknown) / Double(e.bank.count), 0))"
    )
  }
}

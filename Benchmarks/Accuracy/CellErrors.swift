// SPDX-License-Identifier: Apache-2.0
//
// Owns: everything that is measured in one cell, over all seeds. Must not know: targets, tables.

import Simulation

struct CellErrors: Sendable {
  let cell: Cell
  var live = LiveErrors()
  var trace = TraceErrors()
  var sets = SetFigures()
  /// Share of the instants at which the steps counted over the last six seconds give a cadence more than 10 % off
  /// that of the surrounding six seconds.
  private(set) var countedGross = 0.0

  /// Runs from which the linear reference learns, not used otherwise.
  static let referenceSeeds: ClosedRange<UInt64> = 1001...1006

  init(_ cell: Cell, seeds: ClosedRange<UInt64>, setSeeds: ClosedRange<UInt64>) throws {
    self.cell = cell
    let reference = LinearReference(
      runs: try Self.referenceSeeds.map { try Steady(cell, seed: $0).deviations })
    for seed in seeds {
      let steady = try Steady(cell, seed: seed)
      live.add(steady, linear: reference)
      trace.add(steady, linear: reference)
    }
    for seed in setSeeds { try sets.add(cell, seed: seed) }
    var counted = Figures()
    for seed in setSeeds where cell.gait != .sharp {
      let steady = try Steady(cell, seed: seed)
      for sample in stride(from: steady.range.lowerBound, to: steady.range.upperBound, by: 2) {
        counted.add(100 * (steady.stepRateHz(sample - 300) / steady.stepRateHz(sample) - 1))
      }
    }
    countedGross = counted.count > 0 ? counted.share(above: 10) : 0
  }
}

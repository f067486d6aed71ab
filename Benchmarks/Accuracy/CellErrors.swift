// SPDX-License-Identifier: Apache-2.0
//
// Owns: everything that is measured in one cell, over all seeds. Must not know: targets, tables.

import Simulation

struct CellErrors: Sendable {
  let cell: Cell
  var live = LiveErrors()
  var trace = TraceErrors()
  var sets = SetFigures()

  /// Runs from which the linear reference learns, never looked at otherwise.
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
  }
}

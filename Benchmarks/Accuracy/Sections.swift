// SPDX-License-Identifier: Apache-2.0
//
// Owns: the sections, each with what has to be said before its table. Must not know: figures.

enum Sections {
  static func all(_ measured: Measured, _ options: Options) async throws -> Report {
    var report = Report()
    try await matched(&report, measured, options)
    mismatched(&report, measured)
    finished(&report, measured)
    try await boundaries(&report, measured, options)
    report.heading("5. Distance when the sensor errs")
    try await FaultTable.add(to: &report, seeds: options.seeds)
    report.heading("6. Magnets that are not evenly placed")
    try await MagnetTable.add(to: &report, seeds: options.seeds)
    report.heading("7. Direction")
    try await DirectionTable.add(to: &report, seeds: options.directionSeeds)
    return report
  }

  private static func matched(_ report: inout Report, _ measured: Measured, _ options: Options) async throws {
    let cells = measured.cells(.matched, .strong)
    report.heading("1. Live, a gait of the kind that the bank has a model of")
    LiveSpeedTable.add(to: &report, cells)
    SlowSpeedTable.add(to: &report, cells)
    IntervalTable.add(to: &report, cells)
    CadenceTable.add(to: &report, cells)
    try await StuckTable.add(to: &report, seeds: options.stuckSeeds)
  }

  private static func mismatched(_ report: inout Report, _ measured: Measured) {
    let cells = measured.cells(.mismatched, .sharp)
    report.heading("2. Live, a gait that the bank has no model of")
    LiveSpeedTable.add(to: &report, cells)
    SlowSpeedTable.add(to: &report, cells)
    IntervalTable.add(to: &report, cells)
    CadenceTable.add(to: &report, cells)
  }

  private static func finished(_ report: inout Report, _ measured: Measured) {
    report.heading("3. The finished set")
    SmoothedTable.add(to: &report, measured.cells)
    SetTable.add(to: &report, measured.cells)
    StepTable.add(to: &report, measured.cells)
  }

  private static func boundaries(_ report: inout Report, _ measured: Measured, _ options: Options)
    async throws
  {
    report.heading("4. Start and stop")
    try await StopTable.add(to: &report, seeds: options.boundarySeeds)
    FalseStopTable.add(to: &report, measured.cells)
    BoundaryTable.add(to: &report, measured.boundaries)
  }
}

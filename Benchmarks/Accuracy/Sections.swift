// SPDX-License-Identifier: Apache-2.0
//
// Owns: the sections, each with the text before its tables. Must not know: figures.

/// The sections that can be requested by name.
enum Section: String, CaseIterable, Sendable {
  case live
  case otherGaits = "other-gaits"
  case sets, boundaries, distance, magnets, direction, faults, intervals

  /// Whether it uses the runs of `Measured`.
  var needsCells: Bool {
    switch self {
    case .live, .otherGaits, .sets, .boundaries: true
    case .distance, .magnets, .direction, .faults, .intervals: false
    }
  }
}

enum Sections {
  static func all(_ measured: Measured, _ options: Options) async throws -> Report {
    var report = Report()
    for section in options.sections {
      switch section {
      case .live: try await matched(&report, measured, options)
      case .otherGaits: mismatched(&report, measured)
      case .sets: finished(&report, measured)
      case .boundaries: try await boundaries(&report, measured, options)
      case .distance: try await faults(&report, options)
      case .magnets: try await magnets(&report, options)
      case .direction: try await direction(&report, options)
      case .faults: try await sensorFaults(&report, measured, options)
      case .intervals: try await coverage(&report, options)
      }
    }
    return report
  }

  private static func matched(_ report: inout Report, _ measured: Measured, _ options: Options) async throws {
    report.heading("1. Live, a gait that the bank models")
    live(&report, measured.cells(.matched, .strong), target: "the bank's error over the linear reference's")
    report.text(
      "Steady walking taken for a start, stop or sprint, from ten seconds after the start on (weight of the manoeuvre "
        + "above one half): pulses at which it happened.")
    try await StuckTable.add(to: &report, seeds: options.stuckSeeds)
  }

  private static func mismatched(_ report: inout Report, _ measured: Measured) {
    report.heading("2. Live, a gait that the bank does not model")
    live(&report, measured.cells(.mismatched, .sharp), target: "the bank's error over that of 1/T")
  }

  private static func live(_ report: inout Report, _ cells: [CellErrors], target: String) {
    report.text("Speed at an instant. Target: \(target).")
    LiveSpeedTable.add(to: &report, cells)
    report.text("The calm speed that is shown in large digits, against the mean over a stride.")
    SlowSpeedTable.add(to: &report, cells)
    report.text(
      "Coverage of the stated uncertainties of both. There is no target; 95 % and 1 would be right.")
    IntervalTable.add(to: &report, cells)
    report.text(
      "Cadence against the true step rate of the six seconds around. Targets are for two pulses per step or more: the "
        + "median error and, where any is, the share of errors above 10 %, which must be 0. *Counted* is that share for an "
        + "observer who sees every step and counts those of the last six seconds, in 40 runs: the other three of the six "
        + "seconds around are still to come. Where that is not 0 either, up to 1 % of the cadences are out of reach."
    )
    CadenceTable.add(to: &report, cells)
  }

  private static func finished(_ report: inout Report, _ measured: Measured) {
    report.heading("3. The finished set")
    report.text(
      "Speed at an instant, from the pulses on both sides. Targets are for eight pulses per second or more.")
    SmoothedTable.add(to: &report, measured.cells)
    report.text(
      """
      Figures of a set of a minute: mean and worst absolute error, with the drag known exactly. Target: the mean error
      of the power, 0.5 % or the share of 1.25 arcs in the distance, whichever is larger: an arc is unseen at either
      end, and the first one takes two to three times as long as one at full speed. The travel before the first magnet
      and after the last one cannot be measured: with one magnet at 0.3 m/s an arc is 1 % of the distance. On the slat
      belt (3 and 5 m/s) the runner steps off at the end.
      """)
    SetTable.add(to: &report, measured.cells)
    report.text("Steps. A set has a count if the cadence was certain for most of it.")
    StepTable.add(to: &report, measured.cells)
  }

  private static func boundaries(_ report: inout Report, _ measured: Measured, _ options: Options)
    async throws
  {
    report.heading("4. Start and stop")
    report.text(
      """
      From the belt's true stop until less than 0.1 m/s is shown permanently; negative if the belt was slower than that
      before it stopped. Target: the worst, with four magnets.
      """)
    try await StopTable.add(to: &report, seeds: options.setSeeds)
    report.text("Instants of steady walking, in all cells above, at which less than 0.1 m/s was shown.")
    FalseStopTable.add(to: &report, measured.cells)
    report.text(
      """
      Start and end of a set, found minus true. *Last pulse* would be the end without any analysis of the coasting; a
      belt that the walker stepped off coasts. Targets are for four magnets.
      """)
    BoundaryTable.add(to: &report, measured.boundaries)
  }

  private static func faults(_ report: inout Report, _ options: Options) async throws {
    report.heading("5. Distance when the sensor errs")
    report.text(
      """
      1 % of the pulses missed, 1 % bounced; matched, mismatched and (walking) strong gait together. The allowed error
      is 0.3 % or one pulse, whichever is larger, in every single run, since an error cannot be smaller than a pulse;
      plus the pulses missed within five seconds of the first pulse and after the last push, where gaps double and halve
      without any fault.
      *Raw count* is the distance of the pulses alone. Repairs that come too close together are all undone, since then
      the model may be wrong and not the sensor. During a start nothing is restored, which affects a sprint of ten
      seconds; there is no target for sprints.
      """)
    try await FaultTable.add(to: &report, seeds: options.seeds)
  }

  private static func magnets(_ report: inout Report, _ options: Options) async throws {
    report.heading("6. Magnets that are not evenly placed")
    report.text(
      """
      Matched gait. *Taken as even*: the program knows the placement error of the magnets, not their positions.
      *Learnt*: it knows every arc, and has to find out which one is passing. There are no targets.
      """)
    try await MagnetTable.add(to: &report, seeds: options.seeds)
  }

  private static func direction(_ report: inout Report, _ options: Options) async throws {
    report.heading("7. Direction")
    report.text(
      """
      From a standstill, magnets misplaced by 1 % of a turn and not corrected; walks of 0.3 to 1.2 m/s, strong and
      mismatched ones among them, and a run of 4 m/s; half of them backward. Counted from the first pulse. With two
      switches, a magnet between them when the program starts makes the first pulse count in the wrong direction.
      """)
    try await DirectionTable.add(to: &report, seeds: options.directionSeeds)
  }

  private static func sensorFaults(_ report: inout Report, _ measured: Measured, _ options: Options)
    async throws
  {
    report.heading("8. Sensor faults")
    report.text(
      """
      Edges through the live stages, collected and computed as in the daemon, at 0.3 to 1.2 m/s with 1, 4 and 8
      magnets (*slotted disc*: 12, 24 and 64 slots, partly through a ratio of 2.5). Each run twice: with both
      transitions of the line, as from a kernel, and with one only. *Amount* is the share of the passes if it is a
      percentage. No bounce is longer than 0.6 of the time for which the contact is closed or open: a bounce that lasts
      until the next magnet could not be distinguished from it. *Of what is allowed* is the worst
      error of the distance over 0.5 % (both transitions) or 2 % (one) or, if there is an alert, the stated 95 % interval; an
      arc is always allowed, since the travel before the first magnet and after the last one is unseen, and if a runner
      steps off, the distance of 0.2 s. With one transition, second closings at half of an arc, where slots and the
      magnets of a wheel of eight release the line, look like a belt at twice the speed: such rows exclude them.
      *False sets* are sets without a walker that are not marked as suspect; there must be none. *Runs with an alert*:
      the program reports a problem. A dash: there is no target, the row shows what to expect; magnets that pass while a
      plug has no contact cannot be counted.
      """)
    try await SensorFaultTable.add(to: &report, seeds: options.faultSeeds)
    report.text(
      "Walks through the same path without any fault: how many are marked as suspect, or raise an alert.")
    try await FalseAlarmTable.add(to: &report, measured.cells, seeds: options.faultSeeds)
  }

  private static func coverage(_ report: inout Report, _ options: Options) async throws {
    report.heading("9. Coverage of the stated intervals")
    report.text(
      """
      Share of instants at which the truth lies within the stated 95 % interval, on walks that no estimator was developed
      on: other speeds (0.4, 0.65, 1 and 1.5 m/s), rollers (0.15 and 0.25 m), wheels (1 to 16 magnets) and gaits than
      above. *Irregular*: matched, with steps irregular by 6 % and 8 % longer on one side. **Speed** is that of the
      instant; **slow** and **power** are means over a stride around it, two steps, of which one is still to come, and
      so are their truths. Power is the walker's work on the belt, with the drag known exactly. Errors are correlated
      over about two seconds: *allowed* is twice the resulting standard deviation of a true 95 %. Target in steady gait:
      93 to 97 %, plus or minus that. With fewer than 3.2 pulses per step the swing within a step is not visible and the
      interval of the speed includes all of it, which is bounded, unlike a normal distribution: the target is 93 %.
      """)
    try await CoverageTable.addSteady(to: &report, seeds: options.seeds)
    report.text(
      """
      The same in the first five seconds from the first pulse on, in sprints of ten seconds with their start, and for five
      seconds after the last push of a walker who stands still, or steps off. Stepping off cannot be distinguished from
      a step's slow half until a step has passed; there, counting begins one step later. Target: 90 %.
      """)
    try await CoverageTable.addElse(to: &report, seeds: options.seeds)
    report.text(
      """
      Power in steady gait with the true drag drawn from its stated uncertainty (mass 3 %, friction 5 %, viscous drag 20
      %, weight on the belt 7 %). Each run has one drag: *allowed* counts runs. Target: 93 %.
      """)
    try await CoverageTable.addDrawn(to: &report, seeds: options.setSeeds)
  }
}

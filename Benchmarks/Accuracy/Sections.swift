// SPDX-License-Identifier: Apache-2.0
//
// Owns: the sections, each with what has to be said before its tables. Must not know: figures.

/// What can be asked for by name.
enum Section: String, CaseIterable, Sendable {
  case live
  case otherGaits = "other-gaits"
  case sets, boundaries, distance, magnets, direction, faults, intervals

  /// Whether it rests on the runs of `Measured`.
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
    report.heading("1. Live, a gait of the kind that the bank has models of")
    live(&report, measured.cells(.matched, .strong), target: "the bank's error over the linear reference's")
    report.text(
      "Steady walking taken for a start, stop or sprint, from ten seconds after the start on (weight of the manoeuvre "
        + "above one half): pulses at which it happened.")
    try await StuckTable.add(to: &report, seeds: options.stuckSeeds)
  }

  private static func mismatched(_ report: inout Report, _ measured: Measured) {
    report.heading("2. Live, a gait that the bank has no model of")
    live(&report, measured.cells(.mismatched, .sharp), target: "the bank's error over that of 1/T")
  }

  private static func live(_ report: inout Report, _ cells: [CellErrors], target: String) {
    report.text("Speed at an instant. Asked for: \(target).")
    LiveSpeedTable.add(to: &report, cells)
    report.text("The calm speed that is shown large, against the mean over a stride.")
    SlowSpeedTable.add(to: &report, cells)
    report.text(
      "How honest the stated uncertainties of both are. Nothing is asked, but 95 % and 1 would be right.")
    IntervalTable.add(to: &report, cells)
    report.text(
      "Cadence against the true step rate of the six seconds around. Asked for at two pulses a step or more: the "
        + "median error and, where any is, the share of errors above 10 %, which must be 0. *Counted* is that share for an "
        + "observer who sees every step and counts those of the last six seconds, in 40 runs: the other three of the six "
        + "seconds around are still to come. Where that is not 0 either, up to 1 % of the cadences are out of reach."
    )
    CadenceTable.add(to: &report, cells)
  }

  private static func finished(_ report: inout Report, _ measured: Measured) {
    report.heading("3. The finished set")
    report.text(
      "Speed at an instant, from the pulses on both sides. Asked for at eight pulses a second or more.")
    SmoothedTable.add(to: &report, measured.cells)
    report.text(
      """
      Figures of a set of a minute: mean and worst size of the error, the drag being known exactly. Asked for: the mean
      error of the power, 0.5 % or the share that 1.25 arcs have in the way, whichever is larger: an arc is unseen at either
      end, and the first one takes two to three times as long as one at full speed. What was passed before the first magnet and after the last one nobody sees: with one magnet at
      0.3 m/s an arc is 1 % of the way. On the slat belt (3 and 5 m/s) the runner steps off at the end.
      """)
    SetTable.add(to: &report, measured.cells)
    report.text("Steps. A set has a count where the cadence was sure for most of it.")
    StepTable.add(to: &report, measured.cells)
  }

  private static func boundaries(_ report: inout Report, _ measured: Measured, _ options: Options)
    async throws
  {
    report.heading("4. Start and stop")
    report.text(
      """
      From the belt's true stop until less than 0.1 m/s is shown for good; below 0 where the belt was slower than that
      before it stood. Asked for: the worst, with four magnets.
      """)
    try await StopTable.add(to: &report, seeds: options.setSeeds)
    report.text("Instants of steady walking, in all cells above, at which less than 0.1 m/s was shown.")
    FalseStopTable.add(to: &report, measured.cells)
    report.text(
      """
      Start and end of a set, found less true. *Last pulse* is what would be said of the end without looking back; the
      belt that somebody stepped off coasts. Asked for with four magnets.
      """)
    BoundaryTable.add(to: &report, measured.boundaries)
  }

  private static func faults(_ report: inout Report, _ options: Options) async throws {
    report.heading("5. Distance when the sensor errs")
    report.text(
      """
      1 % of the pulses missed, 1 % bounced; matched, mismatched and (walking) strong gait together. What is allowed
      is 0.3 % or one single pulse, whichever is larger, in every single run: less than a pulse cannot be wrong; and
      besides what was missed within five seconds of the first pulse and after the last push, where gaps double and halve
      without any fault.
      *Raw count* is what the pulses alone would say. Repairs that come too close together are all taken back, since
      then it may be the model that is wrong and not the sensor. During a start nothing is put back, which a sprint of
      ten seconds feels; of sprints nothing is asked.
      """)
    try await FaultTable.add(to: &report, seeds: options.seeds)
  }

  private static func magnets(_ report: inout Report, _ options: Options) async throws {
    report.heading("6. Magnets that are not evenly placed")
    report.text(
      """
      Matched gait. *Taken as even*: the program knows how badly the magnets are placed, not where they are.
      *Learnt*: it knows every arc, and has to find out which one is passing. Nothing is asked.
      """)
    try await MagnetTable.add(to: &report, seeds: options.seeds)
  }

  private static func direction(_ report: inout Report, _ options: Options) async throws {
    report.heading("7. Direction")
    report.text(
      """
      From a standstill, magnets misplaced by 1 % of a turn and not corrected; walks of 0.3 to 1.2 m/s, strong and
      mismatched ones among them, and a run of 4 m/s; half of them backward. Counted from the first pulse. With two
      switches, a magnet that stands between them when the program starts lets its first pulse count the wrong way.
      """)
    try await DirectionTable.add(to: &report, seeds: options.directionSeeds)
  }

  private static func sensorFaults(_ report: inout Report, _ measured: Measured, _ options: Options)
    async throws
  {
    report.heading("8. Sensor faults")
    report.text(
      """
      Edges through the live stages, collected and computed as the daemon does it, at 0.3 to 1.2 m/s with 1, 4 and 8
      magnets (*slotted disc*: 12, 24 and 64 slots, partly through a ratio of 2.5). Each run twice: with both
      transitions of the line, as a kernel delivers them, and with one, as older recordings have it. *Amount* is the
      share of the passes where it is a percentage. No bounce lasts longer than 0.6 of the time for which the contact is
      closed or open: what lasts until the next magnet could not be told from it. *Of what is allowed* is the worst
      error of the distance over 0.5 % (both transitions) or 2 % (one) or, if there is an alert, the stated 95 % interval; an arc is always allowed, since what was passed before the first magnet and after the last one is unseen, and
      where a runner steps off, what is run in 0.2 s. Second answers at half of an arc, where slots and the magnets of a
      wheel of eight let the line go, are a belt at twice the speed for one transition: such rows leave them out.
      *Sets of nobody* are not marked as suspect, and must not be. *Runs with an alert*: the program says that something
      is wrong. A dash: nothing is asked, the row shows what to expect; no one can count what passes while a plug has no
      contact.
      """)
    try await SensorFaultTable.add(to: &report, seeds: options.faultSeeds)
    report.text(
      "Walks through the same path, nothing being wrong: how many are marked as suspect, or raise an alert.")
    try await FalseAlarmTable.add(to: &report, measured.cells, seeds: options.faultSeeds)
  }

  private static func coverage(_ report: inout Report, _ options: Options) async throws {
    report.heading("9. How honest the stated intervals are")
    report.text(
      """
      Share of instants at which the truth lies within the stated 95 % interval, on walks that no estimator was developed
      on: other speeds (0.4, 0.65, 1 and 1.5 m/s), rollers (0.15 and 0.25 m), wheels (1 to 16 magnets) and gaits than
      above. *Irregular*: matched, with steps irregular by 6 % and 8 % longer on one side. **Speed** is that of the
      instant; **slow** and **power** are means over a stride around it, two steps, of which one is still to come: so are
      their truths. Power counts what the walker does to the belt, the drag being known exactly. Errors hang together for
      about two seconds: *allowed* is twice the standard deviation that a true 95 % has for that reason. Asked for in
      steady gait: 93 to 97 %, give or take that. With less than 3.2 pulses a step the swing within a step does not show
      and the interval of the speed holds all of it, which is bounded as no normal distribution is: asked for is 93 %.
      """)
    try await CoverageTable.addSteady(to: &report, seeds: options.seeds)
    report.text(
      """
      The same in the first five seconds from the first pulse on, in sprints of ten seconds with their start, and for five
      seconds from the walker's last push on, who stands still, or steps off. What steps off cannot be told from a step's
      slow half until a step has passed; there, counting begins one step later. Asked for: 90 %.
      """)
    try await CoverageTable.addElse(to: &report, seeds: options.seeds)
    report.text(
      """
      Power in steady gait where the true drag is drawn from what is stated of it (mass 3 %, friction 5 %, viscous drag
      20 %, weight on the belt 7 %). One run has one drag: *allowed* counts runs. Asked for: 93 %.
      """)
    try await CoverageTable.addDrawn(to: &report, seeds: options.setSeeds)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is asked of the core, and whether a figure meets it. Must not know: how a figure is measured.

/// An upper bound that must be kept, and one that would be good to keep.
struct Target: Sendable {
  var must: Double
  var goal: Double?

  /// - Parameter reference: what the linear reference reaches for the same figure, where that is comparable.
  func verdict(_ value: Double, reference: Double? = nil) -> Verdict {
    // Written so that NaN misses.
    if value <= goal ?? must { return .met }
    if value <= must { return .mustMet }
    if let reference, reference > must { return .outOfReach }
    return .missed
  }
}

enum Verdict: String, Sendable {
  /// The goal too, where there is one.
  case met
  case mustMet = "must met"
  case missed = "MISSED"
  /// Missed by the linear reference as well.
  case outOfReach = "out of reach"
  /// Nothing is asked.
  case none = "–"
}

/// The targets. "%" is of the mean belt speed.
enum Targets {
  /// Live speed over the linear reference's error, matched gait.
  static let overLinear = Target(must: 1.6, goal: 1.25)
  static let overLinearOneMagnet = Target(must: 1.7, goal: 1.4)
  /// Live speed over the period estimator's error, mismatched gait.
  static let overPeriod = Target(must: 0.75, goal: 0.45)
  /// Slow speed against the stride mean, %.
  static let slow = Target(must: 3.5, goal: 2)
  static let slowStrong = Target(must: 5.5, goal: 2)
  /// Pulses at which a manoeuvre is believed in, after ten seconds of steady gait.
  static let stuck = Target(must: 0)
  /// Median error, %, at two pulses a step or more.
  static let cadence = Target(must: 3, goal: 1.5)
  /// Share of cadences off by more than 10 %.
  static let cadenceGross = Target(must: 0)
  /// Share of instants within the stated 95 % interval, %: between these in steady gait, at least so many elsewhere.
  static let coverageSteady = 93.0...97.0
  static let coverageElse = 90.0
  /// Speed within a finished set at eight pulses a second or more, %.
  static let smoothed = Target(must: 0.6, goal: 0.2)
  static let smoothedMismatched = Target(must: 1.5, goal: 0.2)
  /// The same at 0.8 m/s with one magnet.
  static let smoothedOneMagnet = Target(must: 2.5, goal: 1.9)
  /// Mean power of a set with the true drag, %; but not less than the share that the unseen arcs have in its way: half an
  /// arc on average at the end, and at the start as much at two thirds of the speed.
  static func power(arcShare: Double) -> Target { Target(must: max(0.5, 125 * arcShare), goal: 0.3) }
  /// Share of the cadences that may be off by more than 10 % where even counted steps are.
  static let cadenceOutOfReach = 0.01
  /// What a live estimator that does not know the statistics may add to the linear reference where pulses are fewer than
  /// two a step: the goal of the matched gait.
  static let overLinearSparse = 1.25
  /// Seconds from the true stop until less than 0.1 m/s is shown, four magnets.
  static let stop = Target(must: 0.5, goal: 0.3)
  /// Instants of walking at which less than 0.1 m/s is shown.
  static let falseStop = Target(must: 0)
  /// Mean error of a set's start and end, s, four magnets at 0.5 m/s or more.
  static let boundaryMean = Target(must: 0.15, goal: 0.05)
  static let boundarySd = Target(must: 0.2)
  /// Error of the way under missed pulses and bounces, as a share of what is allowed: 0.3 % or one pulse.
  static let faults = Target(must: 1, goal: 0)
  static let faultShare = 0.003
  /// Error of the distance under faults of the sensor, as a share of what is allowed (`FaultAllowance`).
  static let faultDistance = Target(must: 1)
  /// Seconds from the true end of a set to the one found, the walker shifting the weight afterwards.
  static let faultEnd = Target(must: 0.3)
  /// What must not happen once.
  static let noneAtAll = Target(must: 0)
  /// Pulses within which 95 of 100 decisions fall, arcs 1:2:4; none may be wrong.
  static let directionPulses = Target(must: 8)
  /// Pulses until the decision, quadrature.
  // The first magnet after the lines were requested may pass before the second line has shown its level.
  static let quadraturePulses = Target(must: 2, goal: 1)
}

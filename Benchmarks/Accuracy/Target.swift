// SPDX-License-Identifier: Apache-2.0
//
// Owns: the targets, and whether a figure meets them. Must not know: how a figure is measured.

/// A required upper bound, and a desirable one.
struct Target: Sendable {
  var must: Double
  var goal: Double?

  /// - Parameter reference: the linear reference's result for the same figure, if comparable.
  func verdict(_ value: Double, reference: Double? = nil) -> Verdict {
    // Written so that NaN is a miss.
    if value <= goal ?? must { return .met }
    if value <= must { return .mustMet }
    if let reference, reference > must { return .outOfReach }
    return .missed
  }
}

enum Verdict: String, Sendable {
  /// The goal too, if there is one.
  case met
  case mustMet = "must met"
  case missed = "MISSED"
  /// Missed by the linear reference as well.
  case outOfReach = "out of reach"
  /// No target.
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
  /// Pulses at which a manoeuvre is assumed, after ten seconds of steady gait.
  static let stuck = Target(must: 0)
  /// Median error, %, at two pulses a step or more.
  static let cadence = Target(must: 3, goal: 1.5)
  /// Share of cadences off by more than 10 %.
  static let cadenceGross = Target(must: 0)
  /// Share of instants within the stated 95 % interval, %: between these in steady gait, at least this many
  /// elsewhere.
  static let coverageSteady = 93.0...97.0
  static let coverageElse = 90.0
  /// Speed within a finished set at eight pulses a second or more, %.
  static let smoothed = Target(must: 0.6, goal: 0.2)
  static let smoothedMismatched = Target(must: 1.5, goal: 0.2)
  /// The same at 0.8 m/s with one magnet.
  static let smoothedOneMagnet = Target(must: 2.5, goal: 1.9)
  /// Mean power of a set with the true drag, %; but not less than the share of the unseen arcs in its distance: half
  /// an arc on average at the end, and as much at two thirds of the speed at the start.
  static func power(arcShare: Double) -> Target { Target(must: max(0.5, 125 * arcShare), goal: 0.3) }
  /// Share of the cadences that may be off by more than 10 % if even counted steps are.
  static let cadenceOutOfReach = 0.01
  /// How much a live estimator without knowledge of the statistics may exceed the linear reference if there are fewer
  /// than two pulses per step: the goal of the matched gait.
  static let overLinearSparse = 1.25
  /// Seconds from the true stop until less than 0.1 m/s is shown, four magnets.
  static let stop = Target(must: 0.5, goal: 0.3)
  /// Instants of walking at which less than 0.1 m/s is shown.
  static let falseStop = Target(must: 0)
  /// Mean error of a set's start and end, s, four magnets at 0.5 m/s or more.
  static let boundaryMean = Target(must: 0.15, goal: 0.05)
  static let boundarySd = Target(must: 0.2)
  /// Error of the distance under missed pulses and bounces, as a share of the allowed one: 0.3 % or one pulse.
  static let faults = Target(must: 1, goal: 0)
  static let faultShare = 0.003
  /// Error of the distance under sensor faults, as a share of the allowed one (`FaultAllowance`).
  static let faultDistance = Target(must: 1)
  /// Seconds from the true end of a set to the one found, with the walker shifting their weight afterwards.
  static let faultEnd = Target(must: 0.3)
  /// What must never happen.
  static let noneAtAll = Target(must: 0)
  /// Pulses within which 95 of 100 decisions are made, arcs 1:2:4; none may be wrong.
  static let directionPulses = Target(must: 8)
  /// Pulses until the decision, quadrature.
  // The first magnet after the lines were requested may pass before the second line has shown its level.
  static let quadraturePulses = Target(must: 2, goal: 1)
}

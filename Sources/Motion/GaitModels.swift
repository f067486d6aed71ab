// SPDX-License-Identifier: Apache-2.0
//
// Owns: which gaits the bank believes possible. Must not know: what is happening.

/// The bank's models: step rates from a slow shuffle to a sprint, each with a strong and a weak ripple; fewer rates with
/// an irregular ripple; one without any particular rate, and one for starts, stops and sprints.
struct GaitModels: Sendable {
  /// Groups of four models. 0...5: the rates with a strong ripple; 6...11: the same rates with a weak one;
  /// 12...14: every other rate, irregular; 15: special.
  static let groups = 16
  /// Groups of four rates: 0...5 for strong and weak, 6...8 irregular, 9 special.
  static let rateGroups = 10
  static let irregular = 12
  static let special = 15
  /// Lanes of the special group; the other two lanes are not used.
  static let broadband = 0
  static let manoeuvre = 1
  static let lowestRateHz = 0.7
  static let rateRatio = 1.08
  /// Ripple relative to the mean speed: first and second harmonic.
  private static let ripple = (first: 0.12, second: 0.04)
  private static let weakShare = 0.2
  /// Relative standard deviation of the slow speed and its time constant, seconds.
  private static let drift = (share: 0.06, timeS: 4.0)
  /// Damping of the first harmonic, 1/s: how soon a walker's step forgets its phase.
  private static let gaitDamping = 0.25
  private static let irregularDamping = 1.0
  private static let irregularRipple = (first: 0.12, second: 0.07)
  /// Noise of an irregular gait's slow speed over its cube: what the two harmonics leave of a sharp dip.
  private static let irregularNoise = 0.02
  private static let broadbandDamping = 4.0

  let rateHz: InlineArray<10, Lane>
  let logRate: InlineArray<10, Lane>
  /// Squared amplitudes relative to the squared mean speed.
  private let firstShare: InlineArray<16, Lane>
  private let secondShare: InlineArray<16, Lane>

  init() {
    var rates = InlineArray<10, Lane>(repeating: Lane(repeating: 1.6))
    var logs = InlineArray<10, Lane>(repeating: .zero)
    var rate = Self.lowestRateHz
    for group in 0..<6 {
      for lane in 0..<4 {
        rates[group][lane] = rate
        logs[group][lane] = Transcendental.log(rate)
        rate *= Self.rateRatio
      }
    }
    // Between two of the other rates.
    let pair = Self.rateRatio * Self.rateRatio
    rate = Self.lowestRateHz * Self.rateRatio.squareRoot()
    for group in 6..<9 {
      for lane in 0..<4 {
        rates[group][lane] = rate
        logs[group][lane] = Transcendental.log(rate)
        rate *= pair
      }
    }
    rateHz = rates
    logRate = logs
    let strong = Lane(repeating: 1)
    let weak = Lane(repeating: Self.weakShare * Self.weakShare)
    let (first, second) = (Self.ripple.first * Self.ripple.first, Self.ripple.second * Self.ripple.second)
    var firsts = InlineArray<16, Lane>(repeating: first * strong)
    var seconds = InlineArray<16, Lane>(repeating: second * strong)
    for group in 6..<12 {
      firsts[group] = first * weak
      seconds[group] = second * weak
    }
    for group in Self.irregular..<Self.special {
      firsts[group] = Lane(repeating: Self.irregularRipple.first * Self.irregularRipple.first)
      seconds[group] = Lane(repeating: Self.irregularRipple.second * Self.irregularRipple.second)
    }
    firsts[Self.special] = Lane(0.14 * 0.14, 0.05 * 0.05, 0, 0)
    seconds[Self.special] = Lane(0.05 * 0.05, 0.02 * 0.02, 0, 0)
    firstShare = firsts
    secondShare = seconds
  }

  /// The rates of a group of models.
  @inline(__always)
  static func rateGroup(_ group: Int) -> Int { group < 6 ? group : group - 6 }

  /// The step of a rate group.
  @inline(__always)
  func step(_ rateGroup: Int, durationS: Double, _ decays: GaitDecays) -> GaitStep {
    switch rateGroup {
    case 0..<6:
      GaitStep(
        durationS: durationS, rateHz: rateHz[rateGroup], damping: Lane(repeating: Self.gaitDamping),
        decay: Lane(repeating: decays.gait))
    case 6..<9:
      GaitStep(
        durationS: durationS, rateHz: rateHz[rateGroup], damping: Lane(repeating: Self.irregularDamping),
        decay: Lane(repeating: decays.irregular))
    default:
      GaitStep(
        durationS: durationS, rateHz: rateHz[rateGroup],
        damping: Lane(Self.broadbandDamping, Self.gaitDamping, Self.gaitDamping, Self.gaitDamping),
        decay: Lane(decays.broadband, decays.gait, decays.gait, decays.gait))
    }
  }

  /// The driving noise of a group at a mean speed.
  @inline(__always)
  func drive(_ group: Int, meanMps v: Double) -> GaitDrive {
    let square = v * v
    let slow = 2 * Self.drift.share * Self.drift.share * square / Self.drift.timeS
    var slowNoise = Lane(repeating: slow)
    if group >= Self.irregular, group < Self.special { slowNoise += Self.irregularNoise * square * v }
    if group == Self.special { slowNoise[Self.manoeuvre] = Self.manoeuvreNoise + Self.sprintNoise * square }
    return GaitDrive(
      slowNoise: slowNoise, firstVariance: firstShare[group] * square,
      secondVariance: secondShare[group] * square)
  }

  /// Spectral density of the slow speed in a start, m2/s3, and its growth with the squared speed, 1/s:
  /// without that a sprint's start looks like missed pulses.
  private static let manoeuvreNoise = 0.6
  private static let sprintNoise = 0.2

  /// Steps per second that people usually take at a speed (assumed; Laufer 2005: backward as forward).
  static func usualRateHz(atMps v: Double) -> Double { v < 2.2 ? 1 + 0.75 * v : 2.3 + 0.25 * v }
}

/// How much of an oscillation is left after a step, for each damping.
struct GaitDecays {
  let gait: Double
  let irregular: Double
  let broadband: Double
}

extension GaitModels {
  static func decays(durationS d: Double) -> GaitDecays {
    GaitDecays(
      gait: Transcendental.exp(-gaitDamping * d), irregular: Transcendental.exp(-irregularDamping * d),
      broadband: Transcendental.exp(-broadbandDamping * d))
  }
}

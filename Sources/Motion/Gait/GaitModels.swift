// SPDX-License-Identifier: Apache-2.0
//
// Owns: the gaits that the bank considers. Must not know: what is happening.

/// The bank's models: step rates from a slow shuffle to a sprint, each with a strong and a weak ripple; fewer rates
/// with an irregular ripple; one without any particular rate, and one for starts, stops and sprints.
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
  /// Damping of the first harmonic, 1/s: how soon the phase of a walker's step is lost.
  fileprivate static let gaitDamping = 0.25
  fileprivate static let irregularDamping = 1.0
  private static let irregularRipple = (first: 0.12, second: 0.07)
  /// Noise of an irregular gait's slow speed over its cube: the part of a sharp dip that the two harmonics do not
  /// describe.
  private static let irregularNoise = 0.02
  fileprivate static let broadbandDamping = 4.0

  let rateHz: InlineArray<10, Lane>
  let logRate: InlineArray<10, Lane>

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
  }

  /// The rates of a group of models.
  @inline(__always)
  static func rateGroup(_ group: Int) -> Int { group < 6 ? group : group - 6 }

  /// The assumptions of a group of models.
  @inline(__always)
  static func kind(_ group: Int) -> GaitKind {
    if group < 6 { return .strong }
    if group < irregular { return .weak }
    return group < special ? .irregular : .special
  }

  /// The step of a group's rates.
  @inline(__always)
  static func step(_ kind: GaitKind, durationS: Double, rateHz: Lane, _ decays: GaitDecays) -> GaitStep {
    var decay = Lane(repeating: decays.gait)
    switch kind {
    case .strong, .weak: break
    case .irregular: decay = Lane(repeating: decays.irregular)
    case .special: decay[broadband] = decays.broadband
    }
    return GaitStep(durationS: durationS, rateHz: rateHz, damping: damping(kind), decay: decay)
  }

  /// The driving noise of a group at a mean speed.
  @inline(__always)
  static func drive(_ kind: GaitKind, meanMps v: Double) -> GaitDrive {
    let square = v * v
    let slow = 2 * drift.share * drift.share * square / drift.timeS
    var drive = GaitDrive(
      slowNoise: Lane(repeating: slow), firstVariance: Lane(repeating: ripple.first * ripple.first * square),
      secondVariance: Lane(repeating: ripple.second * ripple.second * square))
    switch kind {
    case .strong: break
    case .weak:
      drive.firstVariance *= weakShare * weakShare
      drive.secondVariance *= weakShare * weakShare
    case .irregular:
      drive.slowNoise += irregularNoise * square * v
      drive.firstVariance = Lane(repeating: irregularRipple.first * irregularRipple.first * square)
      drive.secondVariance = Lane(repeating: irregularRipple.second * irregularRipple.second * square)
    case .special:
      drive.slowNoise[manoeuvre] = manoeuvreDensity(v)
      drive.firstVariance = Lane(0.14 * 0.14, 0.05 * 0.05, 0, 0) * square
      drive.secondVariance = Lane(0.05 * 0.05, 0.02 * 0.02, 0, 0) * square
    }
    return drive
  }

  /// Spectral density of the slow speed in a start, m2/s3, and its growth with the squared speed, 1/s: without that
  /// growth a sprint's start looks like missed pulses.
  private static let manoeuvreNoise = 0.6
  private static let sprintNoise = 0.2

  /// Spectral density of the slow speed in a start, stop or sprint at a speed, m2/s3.
  @inline(__always)
  static func manoeuvreDensity(_ mps: Double) -> Double { manoeuvreNoise + sprintNoise * (mps * mps) }

  /// Damping of the first harmonic of a group, 1/s.
  @inline(__always)
  static func damping(_ kind: GaitKind) -> Lane {
    switch kind {
    case .strong, .weak: return Lane(repeating: gaitDamping)
    case .irregular: return Lane(repeating: irregularDamping)
    case .special:
      var damping = Lane(repeating: gaitDamping)
      damping[broadband] = broadbandDamping
      return damping
    }
  }

  /// Steps per second that people usually take at a speed (assumed; Laufer 2005: the same backward as forward).
  static func usualRateHz(atMps v: Double) -> Double { v < 2.2 ? 1 + 0.75 * v : 2.3 + 0.25 * v }
}

/// What the models of a group share.
enum GaitKind {
  case strong
  case weak
  case irregular
  case special
}

/// What remains after a step: of an oscillation, for each damping, and of earlier evidence.
struct GaitDecays {
  let gait: Double
  let irregular: Double
  let broadband: Double
  let evidence: Double

  /// - Parameter evidenceTimeS: the time over which evidence is forgotten.
  @inline(__always)
  init(durationS d: Double, evidenceTimeS: Double) {
    let left = Transcendental.exp(
      Lane(
        -GaitModels.gaitDamping, -GaitModels.irregularDamping, -GaitModels.broadbandDamping,
        -1 / evidenceTimeS) * d)
    (gait, irregular, broadband, evidence) = (left[0], left[1], left[2], left[3])
  }
}

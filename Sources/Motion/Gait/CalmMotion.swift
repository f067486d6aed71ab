// SPDX-License-Identifier: Apache-2.0
//
// Owns: speed and acceleration of the belt without the swing of the step. Must not know: drag, magnets, sets.
//
// The bank's slow speed still contains some of the swing, and its derivative would be mostly that. The belt's
// position is known exactly at every pulse, and the swing's part of the position is bounded (the integral of an
// oscillation is its quadrature over its rate): the rest is a position that moves as calmly as the walker.

import Pulses

/// Position, speed and acceleration without the swing of the step, by one Kalman filter on the bank's positions.
struct CalmMotion: Sendable {
  /// Samples per step: pulses closer together add no information.
  private static let samplesPerStep = 8.0
  /// A belt counts as starting for this long after its first pulse, seconds: as long as `PulseRepair` waits.
  private static let settlingS = 2.0
  /// Correlation time of a steady walker's acceleration, seconds, and its standard deviation relative to the speed,
  /// 1/s: a drift of 6 % within 4 s, as in the bank's models.
  private static let steady = (timeS: 2.0, share: 0.06 / 4.0)
  /// Correlation time of the acceleration in a start, stop or sprint, seconds.
  private static let manoeuvreTimeS = 0.8
  /// The same for the difference from the bank's slow speed.
  private static let usualDissent = 3.0
  /// Share of the swing's speed in the bank's slow speed, before any was observed.
  private static let leakage = 0.3
  /// A squared innovation over its variance up to this value is not unusual.
  private static let usualSurprise = 9.0
  /// Share of the swing's position that two harmonics do not describe.
  private static let shapeShare = 0.4

  /// Steps per second that define the window of a stride.
  private(set) var rateHz = 1.0
  /// Calm position minus the position of the newest sample, m; speed, m/s; acceleration, m/s2; and their covariance.
  private(set) var x = 0.0
  private(set) var u = 0.0
  private(set) var a = 0.0
  private(set) var xx = 0.0
  private(set) var xu = 0.0
  private(set) var xa = 0.0
  private(set) var uu = 0.0
  private(set) var ua = 0.0
  private(set) var aa = 0.0
  /// Travel since the newest sample, and since the start up to the newest sample, metres.
  private var pendingM = 0.0
  private(set) var positionM = 0.0
  private(set) var sampleNs: Int64 = 0
  private var sinceStartS = 0.0
  /// The bank's estimate at the newest sample.
  private(set) var swing = BankSwing()
  /// Probability of a start, stop or sprint; and the same with the filter's memory.
  private(set) var lively = 1.0
  private(set) var agitation = 1.0
  /// How far the newest sample was from its prediction: 0 for usual, 1 for unusual.
  private var surprise = 0.0
  /// Mean square of the difference between the bank's slow speed and this one, (m/s)2.
  private var usualDifference = 0.0
  /// Square of it if it is larger than usual, (m/s)2: one of the two estimates is wrong, and it is not known yet
  /// which one.
  private(set) var dissent = 0.0
  private var noisePerS = 0.0
  private(set) var isRunning = false

  mutating func stop() { isRunning = false }

  /// Begins at a pulse, with a first estimate of the speed from one gap.
  mutating func start(timeNs: Int64, speedMps: Double) {
    self = CalmMotion()
    let sd = 0.4 * speedMps + 0.05
    u = speedMps
    uu = sd * sd
    aa = Self.manoeuvreVariance(speedMps)
    rateHz = GaitModels.usualRateHz(atMps: speedMps)
    sampleNs = timeNs
    isRunning = true
  }

  /// Variance of the acceleration in a manoeuvre, (m/s2)2: in the long run as much as the bank's manoeuvre model
  /// allows.
  private static func manoeuvreVariance(_ mps: Double) -> Double {
    GaitModels.manoeuvreDensity(mps) / (2 * manoeuvreTimeS)
  }

  /// A pulse that the bank has processed.
  /// - Parameter bank: not changed; `inout` keeps it from being copied.
  /// - Returns: whether it became a sample.
  mutating func step(timeNs: Int64, travelM: Double, bank: inout GaitBank, cadenceHz: Double) -> Bool {
    pendingM += travelM
    let gapS = Nanoseconds(from: sampleNs, to: timeNs).seconds
    guard gapS * Self.samplesPerStep * rateHz >= 1 else { return false }
    sampleNs = timeNs
    sinceStartS += gapS
    rateHz = cadenceHz > 0 ? cadenceHz : GaitModels.usualRateHz(atMps: bank.meanMps)
    lively = max(bank.manoeuvreWeight, isSettling ? 1 : surprise)
    agitation = max(lively, agitation / (1 + gapS / Self.steady.timeS))
    predict(gapS, meanMps: bank.meanMps)
    x -= pendingM
    positionM += pendingM
    pendingM = 0
    swing = bank.swing()
    correct()
    compare(bank.meanMps, gapS)
    return true
  }

  private mutating func predict(_ d: Double, meanMps v: Double) {
    let steadySd = Self.steady.share * v
    let variance =
      steadySd * steadySd / Self.steady.timeS + lively * Self.manoeuvreVariance(v) / Self.manoeuvreTimeS
    let timeS = lively > 0.5 ? Self.manoeuvreTimeS : Self.steady.timeS
    noisePerS = 2 * variance
    let q = noisePerS
    // Implicit Euler: stable over any gap.
    let left = 1 / (1 + d / timeS)
    let (half, third) = (0.5 * d * d * left, d * left)
    // F = [1 d half; 0 1 third; 0 0 left].
    x += d * u + half * a
    u += third * a
    a *= left
    let (rowX, rowU) = (xx + d * xu + half * xa, xu + d * uu + half * ua)
    let rowA = xa + d * ua + half * aa
    xx = rowX + d * rowU + half * rowA
    xu = rowU + third * rowA
    xa = left * rowA
    uu += third * (2 * ua + third * aa)
    ua = left * (ua + third * aa)
    aa *= left * left
    let square = d * d
    aa += q * d
    ua += q * square / 2
    uu += q * square * d / 3
    xa += q * square * d / 6
    xu += q * square * square / 8
    xx += q * square * square * d / 20
  }

  /// The belt is at its pulse; the calm position is behind or ahead of it by the swing's part.
  private mutating func correct() {
    let shape = Self.shapeShare * Self.shapeShare * swing.positionEnergy
    let noise = swing.positionVariance + shape
    let s = xx + noise
    let y = -swing.positionM - x
    surprise = min(1, max(0, (y * y / s - Self.usualSurprise) / Self.usualSurprise))
    let (kx, ku, ka) = (xx / s, xu / s, xa / s)
    x += kx * y
    u += ku * y
    a += ka * y
    uu -= ku * xu
    ua -= ku * xa
    aa -= ka * xa
    let kept = noise / s
    xx *= kept
    xu *= kept
    xa *= kept
  }

  /// The bank's slow speed is a second estimate, with some of the swing in it: if the two differ more than usual,
  /// something has changed.
  private mutating func compare(_ slowMps: Double, _ gapS: Double) {
    let off = slowMps - u
    if usualDifference == 0 { usualDifference = Self.leakage * Self.leakage * swing.speedEnergy }
    let ratio = off * off / max(1e-9, usualDifference)
    dissent = off * off * min(1, max(0, (ratio - Self.usualDissent) / Self.usualDissent))
    surprise = max(surprise, min(1, max(0, (ratio - Self.usualSurprise) / Self.usualSurprise)))
    usualDifference += (1 - lively) * min(1, gapS / 10) * (min(ratio, 9) - 1) * usualDifference
  }

  /// Variance of a walker's acceleration, (m/s2)2.
  var walkerVariance: Double {
    let steadySd = Self.steady.share * u
    return steadySd * steadySd + lively * Self.manoeuvreVariance(u)
  }

  var isSettling: Bool { sinceStartS < Self.settlingS }

  /// Seconds of a step.
  var stepS: Double { 1 / rateHz }

  /// Variance of the mean speed over the stride around now, half of which is still to come, (m/s)2.
  var strideVariance: Double {
    let half = stepS
    // The mean over the coming step of the integral of a random walk's integral: q h^5 / (20 h^2), halved by the
    // past.
    return uu + noisePerS * half * half * half / 80
  }
  /// Variance of the mean acceleration over that stride, (m/s2)2.
  var strideAccelerationVariance: Double { aa + noisePerS * stepS / 12 }
  var strideCovariance: Double { ua + noisePerS * stepS * stepS / 32 }
}

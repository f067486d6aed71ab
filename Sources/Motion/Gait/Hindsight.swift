// SPDX-License-Identifier: Apache-2.0
//
// Owns: the error of the live figures, known a step later. Must not know: magnets, sets.
//
// A figure for the stride around now has to guess its second half. One step later the whole stride has passed,
// between pulses with exact positions: so every figure is compared with the true one, and the uncertainty of the next
// ones follows the errors, whatever the gait is.

import Pulses

/// The estimate at one sample.
struct HindsightSample: Sendable {
  var timeNs: Int64 = 0
  /// Position, metres, and speed at the instant, m/s.
  var positionM = 0.0
  var speedMps = 0.0
  /// Mean speed of the stride as estimated, and the variance that the model states.
  var strideMps = 0.0
  var strideVariance = 0.0
  /// The same for the power of the motion, with the drag taken as known, W.
  var watts = 0.0
  var wattsVariance = 0.0
  /// Probability that nothing was started, stopped or sprinted: how far the error represents steady motion.
  var steadiness = 0.0
}

/// Running ratios of squared error to stated variance.
struct Hindsight: Sendable {
  /// Time over which errors are averaged, seconds.
  private static let timeS = 30.0
  /// Weight of the model's own variance, as if this many seconds of errors had been observed.
  private static let priorS = 2.0
  private static let leastRatio = 0.05
  private static let largestRatio = 25.0

  private var samples = InlineArray<32, HindsightSample>(repeating: HindsightSample())
  private var count = 0
  private var center = 0
  private var begin = 0
  /// The newest sample that was compared.
  private var judgedNs: Int64 = 0
  /// Seconds of errors observed.
  private var seenS = 0.0
  private(set) var speedRatio = 1.0
  private(set) var powerRatio = 1.0
  /// An interval from few errors is wider than one from many (Student): errors within this many seconds count as one.
  private static let memoryS = 2.5
  var widening: Double { 1 + 2.5 * Self.memoryS / (Self.priorS + min(seenS, Self.timeS)) }

  mutating func restart() {
    count = 0
    center = 0
    begin = 0
    seenS = 0
    speedRatio = 1
    powerRatio = 1
  }

  /// - Parameter dragW: power of a stride at a mean speed, if the belt is equally fast at both ends.
  mutating func add(_ sample: HindsightSample, stepS: Double, massKg: Double, dragW: (Double) -> Double) {
    samples[count & 31] = sample
    count &+= 1
    let newest = count - 1
    begin = max(begin, count - 32)
    center = max(center, begin)
    let stepNs = Nanoseconds(seconds: stepS).count
    while center < newest, samples[center & 31].timeNs &+ stepNs <= sample.timeNs {
      judge(newest, stepNs, massKg, dragW)
      center += 1
    }
  }

  /// Compares the estimate at `center` with the stride around it, which ends between the newest sample and the
  /// previous one.
  private mutating func judge(_ newest: Int, _ stepNs: Int64, _ massKg: Double, _ dragW: (Double) -> Double) {
    let said = samples[center & 31]
    let beginNs = said.timeNs &- stepNs
    while begin + 1 < center, samples[(begin + 1) & 31].timeNs <= beginNs { begin += 1 }
    let (early, late) = (samples[begin & 31], samples[(newest - 1) & 31])
    let endNs = said.timeNs &+ stepNs
    guard early.timeNs <= beginNs, late.timeNs <= endNs else { return }
    let from = Self.between(early, samples[(begin + 1) & 31], atNs: beginNs)
    let to = Self.between(late, samples[newest & 31], atNs: endNs)
    let wholeS = Nanoseconds(from: beginNs, to: endNs).seconds
    let strideMps = (to.positionM - from.positionM) / wholeS
    let kineticJ = 0.5 * massKg * (to.speedMps * to.speedMps - from.speedMps * from.speedMps)
    let passedS = Nanoseconds(from: judgedNs, to: said.timeNs).seconds
    judgedNs = said.timeNs
    follow(passedS, said, strideMps: strideMps, watts: dragW(strideMps) + kineticJ / wholeS)
  }

  /// Position and speed between two samples: the cubic with the positions and speeds of both (Hermite).
  private static func between(_ a: HindsightSample, _ b: HindsightSample, atNs: Int64) -> (
    positionM: Double, speedMps: Double
  ) {
    let h = Nanoseconds(from: a.timeNs, to: b.timeNs).seconds
    guard h > 0 else { return (a.positionM, a.speedMps) }
    let s = Nanoseconds(from: a.timeNs, to: atNs).seconds / h
    let travelM = b.positionM - a.positionM
    let (fromM, toM) = (h * a.speedMps, h * b.speedMps)
    let square = 3 * travelM - 2 * fromM - toM
    let cube = fromM + toM - 2 * travelM
    return (
      a.positionM + s * (fromM + s * (square + s * cube)), (fromM + s * (2 * square + 3 * s * cube)) / h
    )
  }

  private mutating func follow(_ passedS: Double, _ said: HindsightSample, strideMps: Double, watts: Double) {
    let knownS = said.steadiness * min(1, passedS)
    seenS += knownS
    let gain = knownS / min(Self.timeS, Self.priorS + seenS)
    func ratio(_ old: Double, _ error: Double, _ variance: Double) -> Double {
      guard variance > 0 else { return old }
      return max(Self.leastRatio, old + gain * (min(Self.largestRatio, error * error / variance) - old))
    }
    speedRatio = ratio(speedRatio, said.strideMps - strideMps, said.strideVariance)
    powerRatio = ratio(powerRatio, said.watts - watts, said.wattsVariance)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the step rate, and when it is certain enough to show. Must not know: pulses, magnets.

/// The step rate supported by the bank's evidence.
package struct Cadence: Sendable {
  /// Fewer pulses per step than this say nothing about the step.
  package static let fewestPulsesPerStep = 2.2
  /// Weight of the winning rate and its neighbours from which it is trusted.
  package static let confidence = 0.85
  /// A rate is shown while it agrees with its own mean over this time, seconds, within this share: right after a
  /// change of the winner it is not settled yet.
  private static let steadiness = (timeS: 3.0, share: 0.06)
  /// Pulses per step from which single steps can be counted, and how closely the count must agree.
  private static let countablePulsesPerStep = 3.2
  private static let agreement = 0.06
  /// Averaging time of the harmonics' energies, seconds.
  private static let energyTimeS = 5.0
  /// A second harmonic this strong is the step itself, and the first the stride.
  private static let strideShare = 1.5

  /// Steps per second of the winner, 0 before there is one.
  package private(set) var rateHz = 0.0
  package private(set) var weight = 0.0
  /// Running mean of the squared swing of the step, (m/s)2.
  private(set) var firstEnergy = 0.0
  private var secondEnergy = 0.0
  private var meanRateHz = 0.0
  private var counted = CountedSteps()

  package init() {}

  package mutating func restart() { self = Cadence() }

  /// Takes the bank after a pulse.
  /// - Parameter bank: not changed; `inout` keeps it from being copied.
  package mutating func step(_ bank: inout GaitBank, durationS: Double) {
    let winner = bank.winner()
    weight = winner.weight
    let share = min(1, durationS / Self.energyTimeS)
    firstEnergy += share * (winner.firstEnergy - firstEnergy)
    secondEnergy += share * (winner.secondEnergy - secondEnergy)
    rateHz = secondEnergy > Self.strideShare * firstEnergy ? 2 * winner.rateHz : winner.rateHz
    let follow = meanRateHz > 0 ? min(1, durationS / Self.steadiness.timeS) : 1
    meanRateHz += follow * (rateHz - meanRateHz)
  }

  /// Takes the swing of the belt's speed at a sample, m/s, and its usual size.
  package mutating func count(swingMps: Double, usualMps: Double, timeNs: Int64) {
    counted.step(swingMps: swingMps, usualMps: usualMps, timeNs: timeNs)
  }

  /// Steps per minute, if they can be determined at this speed.
  package func shownSpm(speedMps: Double, meanArcM: Double) -> Double? {
    guard (rateHz - meanRateHz).magnitude <= Self.steadiness.share * meanRateHz else { return nil }
    let pulsesPerStep = rateHz > 0 ? speedMps / (meanArcM * rateHz) : 0
    guard weight > Self.confidence, pulsesPerStep >= Self.fewestPulsesPerStep else { return nil }
    // Two witnesses: the models' rate, and the steps counted one by one if pulses are dense enough to show them.
    guard pulsesPerStep >= Self.countablePulsesPerStep else { return 60 * meanRateHz }
    guard (counted.rateHz - meanRateHz).magnitude <= Self.agreement * meanRateHz else { return nil }
    return 30 * (counted.rateHz + meanRateHz)
  }
}

/// The bank's most likely step rate.
struct BankWinner {
  var rateHz: Double
  /// The weight of it and its neighbours within 12 %.
  var weight: Double
  var firstEnergy: Double
  var secondEnergy: Double
}

extension GaitBank {
  /// The most likely step rate, averaged over its neighbours.
  /// Mutating only so that the bank is read in place.
  mutating func winner() -> BankWinner {
    var rates = InlineArray<24, Double>(repeating: 0)
    var best = 0
    for index in 0..<24 {
      let (group, lane) = (index &>> 2, index & 3)
      // An irregular model is between two rates.
      let irregular = weights[GaitModels.irregular + (index &>> 3)][(index &>> 1) & 3]
      rates[index] = weights[group][lane] + weights[group + 6][lane] + 0.5 * irregular
      if rates[index] > rates[best] { best = index }
    }
    var sum = 0.0
    var logSum = 0.0
    var (first, second) = (0.0, 0.0)
    for index in max(0, best - 1)...min(23, best + 1) {
      let (group, lane) = (index &>> 2, index & 3)
      sum += rates[index]
      logSum += rates[index] * models.logRate[group][lane]
      for level in 0..<2 {
        let energy = lanes[group + 6 * level].energies()
        let w = weights[group + 6 * level][lane]
        first += w * energy.first[lane]
        second += w * energy.second[lane]
      }
      let third = GaitModels.irregular + (index &>> 3)
      let side = (index &>> 1) & 3
      let w = 0.5 * weights[third][side]
      let energy = lanes[third].energies()
      first += w * energy.first[side]
      second += w * energy.second[side]
    }
    guard sum > 0 else { return BankWinner(rateHz: 0, weight: 0, firstEnergy: 0, secondEnergy: 0) }
    return BankWinner(
      rateHz: Transcendental.exp(logSum / sum), weight: sum, firstEnergy: first / sum,
      secondEnergy: second / sum)
  }
}

/// Steps counted one by one: the belt becomes faster than its mean once per step.
struct CountedSteps: Sendable {
  /// Steps over which the rate is measured: an even number, since left and right may differ.
  private static let steps = 8
  /// A crossing counts after the swing has been below this share of its usual size: noise around zero is not a step.
  private static let hysteresis = 0.5
  private var times = InlineArray<8, Int64>(repeating: 0)
  private var count = 0
  private var isArmed = false
  private var before = 0.0
  private var beforeNs: Int64 = 0
  /// Steps per second, 0 before this many were counted.
  private(set) var rateHz = 0.0

  mutating func step(swingMps: Double, usualMps: Double, timeNs: Int64) {
    if swingMps < -Self.hysteresis * usualMps { isArmed = true }
    if isArmed, swingMps >= 0, before < 0 {
      isArmed = false
      // Where the straight line between the two samples crosses zero.
      let share = before / (before - swingMps)
      let atNs = beforeNs &+ Int64(share * Double(timeNs &- beforeNs))
      let oldest = times[count & 7]
      if count >= Self.steps, atNs > oldest { rateHz = Double(Self.steps) * 1e9 / Double(atNs &- oldest) }
      times[count & 7] = atNs
      count &+= 1
    }
    before = swingMps
    beforeNs = timeNs
  }
}

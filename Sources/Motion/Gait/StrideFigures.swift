// SPDX-License-Identifier: Apache-2.0
//
// Owns: speed and power of the stride around now, with their uncertainty. Must not know: pulses, sets.

import Pulses

/// The stride around an instant: two steps, one of which is over.
struct StrideFigure {
  /// Mean speed, m/s.
  var speedMps = 0.0
  var speedVariance = 0.0
  var accelerationMps2 = 0.0
  /// Variance of the belt's speed within the stride, (m/s)2.
  var swingVariance = 0.0
  /// Variance of the mean power because the motion is not known exactly, W2.
  var wattsVariance = 0.0
  /// Probability that the belt is not being driven: it coasts.
  var coasting = 0.0
  /// Whether only the silence bounds the belt's speed.
  var isBounded = false

  /// The silence shows that the belt has become slower than this.
  mutating func bound(mps: Double, silenceS: Double) {
    // A silence too short to be informative is no bound: the speed before it was implausible.
    if silenceS > 0.001 { accelerationMps2 = min(accelerationMps2, (mps - speedMps) / silenceS) }
    speedMps = mps
    isBounded = true
  }
}

/// Follows the calm motion and its errors.
struct StrideFigures: Sendable {
  private(set) var calm = CalmMotion()
  private(set) var hindsight = Hindsight()
  /// Variation of a steady walker's strides, as a share of the swing's speed (assumed; hindsight corrects it).
  private static let irregularity = 0.3

  /// How well the coast of an empty belt is known, and how often a belt coasts: in steady motion, and more often in a
  /// manoeuvre.
  private static let coastShare = 0.2
  private static let coastChance = (steady: 0.01, manoeuvre: 0.3)
  private static let wrongPhase = 1.3
  /// Pulses per step from which the whole swing is visible, and below which none of it is.
  private static let seenPulses = (none: 2.2, all: 3.2)
  /// Probability of a silence at which it contradicts the speed before it.
  private static let usualSilence = 0.1

  mutating func stop() { calm.stop() }

  mutating func start(timeNs: Int64, speedMps: Double) {
    calm.start(timeNs: timeNs, speedMps: speedMps)
    hindsight.restart()
  }

  /// A pulse that the bank has processed.
  mutating func step(
    timeNs: Int64, travelM: Double, bank: inout GaitBank, cadence: inout Cadence, power: PowerModel
  ) {
    guard calm.isRunning else { return start(timeNs: timeNs, speedMps: bank.meanMps) }
    let isSample = calm.step(timeNs: timeNs, travelM: travelM, bank: &bank, cadenceHz: cadence.rateHz)
    guard isSample else { return }
    let figure = now(power)
    let swing = calm.swing
    cadence.count(
      swingMps: swing.speedMps - calm.u, usualMps: swing.speedEnergy.squareRoot(), timeNs: timeNs)
    let sample = HindsightSample(
      timeNs: timeNs, positionM: calm.positionM, speedMps: swing.speedMps, strideMps: figure.speedMps,
      strideVariance: figure.speedVariance, watts: power.strideW(figure), wattsVariance: figure.wattsVariance,
      steadiness: 1 - calm.agitation)
    hindsight.add(sample, stepS: calm.stepS, massKg: power.drag.massKg.value) { mps in
      power.dragW(strideMps: mps, swingVariance: swing.speedEnergy)
    }
  }

  /// At the newest sample, according to the model.
  private func now(_ power: PowerModel) -> StrideFigure {
    var figure = StrideFigure()
    figure.speedMps = calm.u
    figure.speedVariance = calm.strideVariance
    figure.accelerationMps2 = calm.a
    figure.swingVariance = calm.swing.speedEnergy
    figure.wattsVariance = power.motionVariance(
      figure, accelerationVariance: calm.strideAccelerationVariance, covariance: calm.strideCovariance)
    let ends = power.drag.massKg.value * calm.u * Self.irregularity * calm.rateHz / 2
    figure.wattsVariance += ends * ends * calm.swing.speedEnergy
    return figure
  }

  /// Probability that the belt coasts: it slows down according to its drag, and unlike a walked belt.
  private func coasting(_ figure: StrideFigure, _ drag: DragModel) -> Double {
    let coast = drag.coastDecelerationMps2(atMps: figure.speedMps)
    let walking = calm.aa + calm.walkerVariance
    let left = calm.aa + Self.coastShare * Self.coastShare * coast * coast
    let (a, off) = (figure.accelerationMps2, figure.accelerationMps2 + coast)
    // A person who starts a belt does not release it.
    let chance = Self.coastChance.steady + (calm.isSettling ? 0 : Self.coastChance.manoeuvre * calm.lively)
    let odds =
      chance / (1 - chance) * (walking / left).squareRoot()
      * Transcendental.exp(0.5 * (a * a / walking - off * off / left))
    return odds / (1 + odds)
  }

  /// Variance of the speed within the step that pulses at this distance cannot show, (m/s)2. At two pulses per step
  /// every step looks like the previous one wherever the pulses are in it (the sampling theorem's limit): the
  /// innovations are small and contain no information about the phase.
  func unseenSwing(meanArcM: Double) -> Double {
    // The bank's estimate contains a swing with its own phase.
    Self.wrongPhase * unseenShare(meanArcM: meanArcM) * calm.swing.speedEnergy
  }

  private func unseenShare(meanArcM: Double) -> Double {
    let pulsesPerStep = calm.u / (meanArcM * GaitModels.usualRateHz(atMps: calm.u))
    let share = (Self.seenPulses.all - pulsesPerStep) / (Self.seenPulses.all - Self.seenPulses.none)
    return min(1, max(0, share))
  }

  /// The stride cannot be faster than this without a pulse. Within a step the swing may hold the belt back; over a
  /// whole stride it cannot.
  /// one it cannot.
  func boundMps(nextM: Double, silenceS: Double) -> Double {
    let left = max(0, 1 - silenceS * calm.rateHz)
    let travelM = nextM + 2 * (2 * calm.swing.positionEnergy).squareRoot() * left
    return silenceS * PulseGate.fastestBeltMps > travelM ? travelM / silenceS : PulseGate.fastestBeltMps
  }

  /// - Parameters:
  ///   - known: the bank's estimate after the silence. - meanMps: its estimate at the newest pulse.
  func figure(atNs timeNs: Int64, known: BankEstimate, meanMps: Double, power: PowerModel) -> StrideFigure {
    var figure = now(power)
    figure.speedVariance *= hindsight.widening * hindsight.speedRatio
    figure.wattsVariance *= hindsight.widening * hindsight.powerRatio
    figure.speedVariance += calm.dissent
    let dissentN = power.steadyForceN(atMps: calm.u) + power.drag.massKg.value * calm.u * calm.rateHz
    figure.wattsVariance += calm.dissent * dissentN * dissentN
    let sinceS = Nanoseconds(from: calm.sampleNs, to: timeNs).seconds
    // An ordinary silence says nothing about the stride.
    let doubt = min(1, max(0, (Self.usualSilence - known.silenceChance) / (0.9 * Self.usualSilence)))
    let slower = doubt * min(0, known.slowMps - meanMps)
    figure.speedMps += calm.a * min(sinceS, calm.stepS) + slower
    figure.speedVariance += slower * slower
    figure.accelerationMps2 += slower / max(0.1, sinceS)
    let inertiaW = power.drag.massKg.value * figure.speedMps * slower / max(0.1, sinceS)
    let dragW = slower * power.steadyForceN(atMps: max(0, figure.speedMps))
    figure.wattsVariance += inertiaW * inertiaW + dragW * dragW
    figure.speedMps = max(0, figure.speedMps)
    figure.coasting = coasting(figure, power.drag)
    return figure
  }
}

extension PowerModel {
  /// Power against the drag over a stride of a mean speed: of a speed that swings by a variance s2, symmetrically,
  /// <v2> = v2 + s2 and <v3> = v3 + 3 v s2.
  func dragW(strideMps v: Double, swingVariance: Double) -> Double {
    let square = v * v
    return (drag.c0N.value + drag.mu.value * walker.normalForceN) * v
      + drag.c1NsPerM.value * (square + swingVariance)
      + drag.c2Ns2PerM2.value * v * (square + 3 * swingVariance)
  }

  /// Mean power over a stride: <m v dv/dt> is the change of the kinetic energy over it.
  func strideW(_ figure: StrideFigure) -> Double {
    drag.massKg.value * figure.accelerationMps2 * figure.speedMps
      + dragW(strideMps: figure.speedMps, swingVariance: figure.swingVariance)
  }

  /// Variance of that power because the motion is not known exactly, W2.
  func motionVariance(_ figure: StrideFigure, accelerationVariance: Double, covariance: Double) -> Double {
    let v = figure.speedMps
    let perSpeed =
      drag.massKg.value * figure.accelerationMps2 + steadyForceN(atMps: v)
      + v * (drag.c1NsPerM.value + 2 * drag.c2Ns2PerM2.value * v)
    let perAcceleration = drag.massKg.value * v
    return max(
      0,
      perSpeed * perSpeed * figure.speedVariance + perAcceleration * perAcceleration * accelerationVariance
        + 2 * perSpeed * perAcceleration * covariance)
  }

  /// Mean power of a stride with its standard uncertainty, W, to first order in every parameter.
  func powerW(_ figure: StrideFigure, relativeLengthSd: Double) -> UncertainValue {
    let driven = max(0, strideW(figure))
    let parameters = powerW(
      speedMps: figure.speedMps, speedSdMps: relativeLengthSd * figure.speedMps,
      accelerationMps2: figure.accelerationMps2)
    var variance = figure.wattsVariance + parameters.sd * parameters.sd
    // Coasting, or driven.
    variance += figure.coasting * (1 - figure.coasting) * driven * driven
    let watts = (1 - figure.coasting) * driven
    // Every value down to zero is equally likely.
    if figure.isBounded { variance = max(variance, watts * watts / 3) }
    return UncertainValue(watts, sd: variance.squareRoot())
  }
}

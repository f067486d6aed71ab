// SPDX-License-Identifier: Apache-2.0
//
// Owns: how a walker drives the belt. Must not know: magnets, sets.

import Foundation
import Motion

/// A gait. Every figure is an assumption: no belt trace of a switched-off treadmill has been published.
package struct Gait: Sendable, Equatable {
  /// Amplitudes of the belt's speed within a step, relative to its mean: first and second harmonic of the step rate.
  package var walkRipple = (first: 0.15, second: 0.05)
  package var runRipple = (first: 0.032, second: 0.012)
  /// Coefficient of variation of the step time.
  package var stepTimeCv = 0.03
  /// Left steps are longer and right steps shorter by this share.
  package var asymmetry = 0.0
  /// Depth of a sharp dip at double support, relative to the mean.
  package var dip = 0.0
  /// Standard deviation of the dip in shares of a step. With 0.1 it lasts a quarter of a step: double support in slow
  /// walking.
  package var dipWidth = 0.1
  /// Slow drift of the speed, relative standard deviation, and its time constant.
  package var drift = 0.06
  package var driftTimeS = 4.0

  package init() {}

  package static let nominal = Gait()

  /// A gait that no smooth model describes: a sharp dip, irregular and uneven steps.
  package static var mismatched: Gait {
    var gait = Gait()
    gait.walkRipple = (0.10, 0.03)
    gait.dip = 0.25
    gait.stepTimeCv = 0.08
    gait.asymmetry = 0.15
    return gait
  }

  package static func == (a: Gait, b: Gait) -> Bool {
    a.walkRipple == b.walkRipple && a.runRipple == b.runRipple && a.stepTimeCv == b.stepTimeCv
      && a.asymmetry == b.asymmetry && a.dip == b.dip && a.dipWidth == b.dipWidth && a.drift == b.drift
      && a.driftTimeS == b.driftTimeS
  }

  /// Above this speed people run, m/s.
  package static let runFromMps = 2.2

  /// Steps per second at a speed.
  package static func stepRateHz(atMps speedMps: Double) -> Double {
    speedMps < runFromMps ? 1 + 0.75 * speedMps : 2.3 + 0.25 * speedMps
  }
}

/// Drives the belt at a speed that ripples with every step and drifts from step to step.
struct Walker: Sendable {
  let load: WalkerLoad
  let gait: Gait
  let targetMps: Double
  /// Seconds from standstill to the target speed.
  let rampS: Double
  private(set) var steps = 0
  private var phase = 0.0
  /// Steps, including the fraction of the current one.
  var stepsTaken: Double { Double(steps) + phase }
  private var stepDurationS: Double
  private var driftFast = 0.0
  private var driftSlow = 0.0
  private var elapsedS = 0.0
  private var lastReferenceMps = 0.0

  /// N per m/s of missing speed: stiff enough that the belt follows.
  private static let gainNsPerM = 400.0

  init(load: WalkerLoad, gait: Gait, targetMps: Double, rampS: Double) {
    self.load = load
    self.gait = gait
    self.targetMps = targetMps
    self.rampS = rampS
    stepDurationS = 1 / Gait.stepRateHz(atMps: 0.3 * targetMps)
  }

  /// The force for the next plant step, N.
  mutating func forceN(on plant: BeltPlant, _ random: inout Random) -> Double {
    let dt = BeltPlant.stepS
    elapsedS += dt
    updateDrift(dt, &random)
    phase += dt / stepDurationS
    let reference = referenceMps()
    if phase >= 1 { beginStep(&random) }
    let acceleration = (reference - lastReferenceMps) / dt
    lastReferenceMps = reference
    guard reference > 0 else { return 0 }
    let drag = plant.drag.emptyBeltN(atMps: reference) + plant.drag.mu.value * load.normalForceN
    return plant.drag.massKg.value * acceleration + drag
      + Self.gainNsPerM * (reference - plant.speedMps)
  }

  private mutating func beginStep(_ random: inout Random) {
    steps += 1
    phase -= 1
    let mean = targetMps * min(1, elapsedS / rampS) * (1 + driftSlow)
    let side = steps % 2 == 0 ? 1 + gait.asymmetry : 1 - gait.asymmetry
    let irregular = max(0.5, 1 + gait.stepTimeCv * random.gaussian())
    stepDurationS = side * irregular / Gait.stepRateHz(atMps: max(0.1, mean))
  }

  /// Two filters in series, so that the drift has a slope and needs no sudden force.
  private mutating func updateDrift(_ dt: Double, _ random: inout Random) {
    let tau = gait.driftTimeS
    // The second filter removes half of the variance when it is as slow as the first.
    let sd = gait.drift * 2.0.squareRoot()
    driftFast += -driftFast * dt / tau + sd * (2 * dt / tau).squareRoot() * random.gaussian()
    driftSlow += (driftFast - driftSlow) * dt / tau
  }

  private func referenceMps() -> Double {
    let share = min(1, elapsedS / rampS)
    let ramp = share * share * (3 - 2 * share)
    let ripple = targetMps < Gait.runFromMps ? gait.walkRipple : gait.runRipple
    let angle = 2 * Double.pi * phase
    var wave = ripple.first * sin(angle) + ripple.second * sin(2 * angle + 0.7)
    if gait.dip > 0 {
      let distance = (phase - 0.5) / gait.dipWidth
      // The mean of the dip over a step is compensated, so that the target stays the mean.
      wave -= gait.dip * (exp(-0.5 * distance * distance) - gait.dipWidth * (2 * Double.pi).squareRoot())
    }
    return max(0, targetMps * ramp * (1 + driftSlow) * (1 + wave))
  }
}

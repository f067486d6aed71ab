// SPDX-License-Identifier: Apache-2.0
//
// Owns: force and power from motion and drag, with their uncertainty. Must not know: pulses, windows.

/// A walker's driving power from the belt's motion.
///
/// F = m a + c0 + mu N + c1 v + c2 v|v| and P = F v (equation of motion of `DragModel`, solved for the force).
/// At v = 0 the power is 0 whatever the force: pushing against a stationary belt cannot be measured.
/// If the belt slows down more than its drag explains, it is not being driven: the power is 0, not negative.
package struct PowerModel: Sendable, Equatable {
  package let drag: DragModel
  package let walker: WalkerLoad

  package init(drag: DragModel, walker: WalkerLoad) {
    self.drag = drag
    self.walker = walker
  }

  /// Standard uncertainty of the walker's weight on the belt, N.
  package var normalForceSdN: Double {
    let byMass = WalkerLoad.gravityMps2 * walker.shareOnBelt.value * walker.massKg.sd
    let byShare = WalkerLoad.gravityMps2 * walker.massKg.value * walker.shareOnBelt.sd
    return (byMass * byMass + byShare * byShare).squareRoot()
  }

  /// The force that keeps the belt at a speed, N.
  package func steadyForceN(atMps speedMps: Double) -> Double {
    drag.emptyBeltN(atMps: speedMps) + drag.mu.value * walker.normalForceN
  }

  /// Power with its standard uncertainty, W, to first order in every parameter.
  package func powerW(speedMps v: Double, speedSdMps: Double, accelerationMps2 a: Double) -> UncertainValue {
    guard v > 0 else { return UncertainValue(0, sd: 0) }
    let forceN = drag.massKg.value * a + steadyForceN(atMps: v)
    let perSpeed = forceN + v * (drag.c1NsPerM.value + 2 * drag.c2Ns2PerM2.value * v)
    var variance = 0.0
    func add(_ derivative: Double, _ sd: Double) { variance += derivative * derivative * sd * sd }
    add(a * v, drag.massKg.sd)
    add(v, drag.c0N.sd)
    add(v * v, drag.c1NsPerM.sd)
    add(v * v * v, drag.c2Ns2PerM2.sd)
    add(walker.normalForceN * v, drag.mu.sd)
    add(drag.mu.value * v, normalForceSdN)
    add(perSpeed, speedSdMps)
    variance += drag.correlatedVariance(SIMD4(a * v, v, v * v, v * v * v))
    return UncertainValue(max(0, forceN * v), sd: max(0, variance).squareRoot())
  }
}

/// The work of a period of driving.
///
/// W = (c0 + mu N) D + c1 int v^2 dt + c2 int v^3 dt + m v_end^2 / 2, from rest. A set's work hardly depends on the
/// mass: the energy that accelerates the belt is returned as it slows down under the feet.
package struct WorkIntegral: Sendable, Equatable {
  package private(set) var distanceM = 0.0
  package private(set) var speedSquaredIntegral = 0.0
  package private(set) var speedCubedIntegral = 0.0

  package init() {}

  /// Adds a period: its travel and the integrals of v^2 and v^3 over its time.
  package mutating func add(distanceM: Double, speedSquared: Double, speedCubed: Double) {
    self.distanceM += distanceM
    speedSquaredIntegral += speedSquared
    speedCubedIntegral += speedCubed
  }

  /// Work with its standard uncertainty, J.
  package func workJ(_ model: PowerModel, endSpeedMps: Double, relativeLengthSd: Double) -> UncertainValue {
    let drag = model.drag
    let kinetic = 0.5 * endSpeedMps * endSpeedMps
    let normalN = model.walker.normalForceN
    let joules =
      (drag.c0N.value + drag.mu.value * normalN) * distanceM + drag.c1NsPerM.value * speedSquaredIntegral
      + drag.c2Ns2PerM2.value * speedCubedIntegral + drag.massKg.value * kinetic
    var variance = 0.0
    func add(_ derivative: Double, _ sd: Double) { variance += derivative * derivative * sd * sd }
    add(distanceM, drag.c0N.sd)
    add(normalN * distanceM, drag.mu.sd)
    add(drag.mu.value * distanceM, model.normalForceSdN)
    add(speedSquaredIntegral, drag.c1NsPerM.sd)
    add(speedCubedIntegral, drag.c2Ns2PerM2.sd)
    add(kinetic, drag.massKg.sd)
    add(joules, relativeLengthSd)
    variance += drag.correlatedVariance(
      SIMD4(kinetic, distanceM, speedSquaredIntegral, speedCubedIntegral))
    return UncertainValue(joules, sd: max(0, variance).squareRoot())
  }
}

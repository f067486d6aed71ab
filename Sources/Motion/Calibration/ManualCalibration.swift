// SPDX-License-Identifier: Apache-2.0
//
// Owns: calibration with a weight, a scale and a tape measure. Must not know: how the figures were measured.
//
// All uncertainties to first order (JCGM 100:2008, eq. 10 and 13).

/// Why the figures of a manual calibration are unusable.
package enum ManualCalibrationFault: Error, Sendable, Equatable {
  /// A figure is not a number above 0, or an uncertainty is negative.
  case figure
  /// The weight did not accelerate the belt as a known weight must.
  case noDrive
  /// The pull is not above the drag of the empty belt.
  case noFriction
  /// Two measurements contradict the equation of motion.
  case contradiction
  /// Too few pulses.
  case tooFewPulses
}

extension UncertainValue {
  /// A usable measurement: a value above 0 and an uncertainty not below 0.
  fileprivate var isMeasurable: Bool { value.isFinite && value > 0 && sd.isFinite && sd >= 0 }

  fileprivate var variance: Double { sd * sd }
}

/// Metres of belt per turn of the magnet wheel.
package enum DistanceMethod {
  /// The belt was pushed over a measured distance while the pulses were counted.
  ///
  /// C = L M / n. The first and the last magnet may each have been almost reached or just passed: the count is off by
  /// up to one in either direction, with the variance 1/6 of two uniform halves.
  package static func circumferenceM(lengthM: UncertainValue, pulses: Int, magnets: Int)
    throws(ManualCalibrationFault) -> UncertainValue
  {
    guard lengthM.isMeasurable, magnets > 0 else { throw .figure }
    guard pulses >= 10 else { throw .tooFewPulses }
    let count = Double(pulses)
    let value = lengthM.value * Double(magnets) / count
    let relative2 = lengthM.variance / (lengthM.value * lengthM.value) + 1 / (6 * count * count)
    return UncertainValue(value, sd: value * relative2.squareRoot())
  }
}

/// The belt's moving mass, from a known force.
package enum MassMethod {
  /// A weight on a cord drives the empty belt from one speed to another over a measured fall.
  ///
  /// Energy: m_w g h = m_w (v2^2 - v1^2) / 2 + m [(v2^2 - v1^2) / 2 + int a(v) dx], with a(v) the coast-down's curve, so
  /// m = m_w (g h - d) / (d + A), d = (v2^2 - v1^2) / 2, A = int a(v) dx.
  /// - Parameters:
  ///   - weightKg: the weight on the cord.
  ///   - fallM: its fall between the two speeds.
  ///   - startMps: speed at the beginning of the fall.
  ///   - endMps: speed at its end.
  ///   - fallS: the duration of the fall.
  ///   - dragWork: A per mass of the belt, J/kg, and its uncertainty from the curve.
  package static func massKg(
    weightKg: UncertainValue, fallM: UncertainValue, startMps: UncertainValue, endMps: UncertainValue,
    dragWork: UncertainValue
  ) throws(ManualCalibrationFault) -> UncertainValue {
    guard weightKg.isMeasurable, fallM.isMeasurable, endMps.isMeasurable, startMps.value >= 0 else {
      throw .figure
    }
    let d = 0.5 * (endMps.value * endMps.value - startMps.value * startMps.value)
    let gained = d + dragWork.value
    let given = WalkerLoad.gravityMps2 * fallM.value - d
    guard gained > 0, given > 0 else { throw .noDrive }
    let mass = weightKg.value * given / gained
    let perD = -weightKg.value / gained - mass / gained
    var variance = 0.0
    func add(_ derivative: Double, _ sd: Double) { variance += derivative * derivative * sd * sd }
    add(mass / weightKg.value, weightKg.sd)
    add(weightKg.value * WalkerLoad.gravityMps2 / gained, fallM.sd)
    add(perD * endMps.value, endMps.sd)
    add(perD * startMps.value, startMps.sd)
    add(mass / gained, dragWork.sd)
    return UncertainValue(mass, sd: variance.squareRoot())
  }

  /// int a(v) dx over a distance on which the speed rises linearly in time from v1 to v2, J/kg: Simpson's rule in
  /// time is exact for it, since a(v) v is a cubic.
  package static func dragWork(_ curve: DecelerationCurve, startMps: Double, endMps: Double, fallM: Double)
    -> UncertainValue
  {
    let middle = 0.5 * (startMps + endMps)
    guard middle > 0, fallM > 0 else { return UncertainValue(0, sd: 0) }
    let durationS = fallM / middle
    func mean(_ power: Int) -> Double {
      func term(_ v: Double) -> Double { power == 0 ? v : power == 1 ? v * v : v * v * v }
      return durationS * (term(startMps) + 4 * term(middle) + term(endMps)) / 6
    }
    let weights = SIMD4(mean(0), mean(1), mean(2), 0)
    let value = curve.a0Mps2 * weights[0] + curve.a1PerS * weights[1] + curve.a2PerM * weights[2]
    return UncertainValue(value, sd: curve.covariance.variance(weights).squareRoot())
  }

  /// The same from the mean acceleration of the fall: (m + m_w) v' = m_w g - m a(v), so
  /// m = m_w (g - v') / (v' + a(v)).
  package static func massKg(
    weightKg: UncertainValue, accelerationMps2: UncertainValue, meanMps: Double, curve: DecelerationCurve
  ) throws(ManualCalibrationFault) -> UncertainValue {
    guard weightKg.isMeasurable, accelerationMps2.isMeasurable, meanMps >= 0 else { throw .figure }
    let a = curve.decelerationMps2(atMps: meanMps)
    let gained = accelerationMps2.value + a.value
    let given = WalkerLoad.gravityMps2 - accelerationMps2.value
    guard gained > 0, given > 0 else { throw .noDrive }
    let mass = weightKg.value * given / gained
    var variance = 0.0
    func add(_ derivative: Double, _ sd: Double) { variance += derivative * derivative * sd * sd }
    add(mass / weightKg.value, weightKg.sd)
    add((weightKg.value + mass) / gained, accelerationMps2.sd)
    add(mass / gained, a.sd)
    return UncertainValue(mass, sd: variance.squareRoot())
  }

  /// A scale pulls the empty belt slowly and steadily: F = m (a0 + a1 v + a2 v^2), so m = F / a(v).
  package static func massKg(pullN: UncertainValue, speedMps: Double, curve: DecelerationCurve)
    throws(ManualCalibrationFault) -> UncertainValue
  {
    let a = curve.decelerationMps2(atMps: speedMps)
    guard pullN.isMeasurable, speedMps >= 0, a.isMeasurable else { throw .figure }
    let mass = pullN.value / a.value
    let relative2 = pullN.variance / (pullN.value * pullN.value) + a.variance / (a.value * a.value)
    return UncertainValue(mass, sd: mass * relative2.squareRoot())
  }

  /// The drag of a belt of known mass: the curve times the mass, with the covariance of mass, c0, c1 and c2.
  ///
  /// With c = m a the covariance is J diag(var m, cov a) J^T, J = [1 0; a mI].
  package static func drag(massKg: UncertainValue, curve: DecelerationCurve, mu: UncertainValue) -> DragModel
  {
    let m = massKg.value
    let a = SIMD4(1, curve.a0Mps2, curve.a1PerS, curve.a2PerM)
    var joint = Covariance4()
    for row in 0..<4 {
      for column in 0...row {
        var entry = a[row] * a[column] * massKg.variance
        if row > 0, column > 0 { entry += m * m * curve.covariance[row - 1, column - 1] }
        joint.set(row, column, entry)
      }
    }
    return DragModel(
      massKg: m, c0N: m * curve.a0Mps2, c1NsPerM: m * curve.a1PerS, c2Ns2PerM2: m * curve.a2PerM, mu: mu,
      covariance: joint)
  }
}

/// Friction between belt and deck under a weight.
package enum FrictionMethod {
  /// A person stands on the belt while a helper pulls it slowly with a scale: mu = (F - c0) / (m g).
  package static func mu(pullN: UncertainValue, emptyN: UncertainValue, personKg: UncertainValue)
    throws(ManualCalibrationFault) -> UncertainValue
  {
    guard pullN.isMeasurable, personKg.isMeasurable, emptyN.value >= 0, emptyN.sd >= 0 else { throw .figure }
    let weightN = personKg.value * WalkerLoad.gravityMps2
    let value = (pullN.value - emptyN.value) / weightN
    guard value > 0 else { throw .noFriction }
    let relative = personKg.sd / personKg.value
    let variance =
      (pullN.variance + emptyN.variance) / (weightN * weightN) + value * value * relative * relative
    return UncertainValue(value, sd: variance.squareRoot())
  }

  /// Two plates of known mass, one after the other, ride on the belt until it stops:
  ///
  ///     al(M) M u - g M w = a(0) - al(M),   u = 1/m, w = mu/m
  ///
  /// with al(M) the deceleration with the plate and a(0) that without, at the same speed. Two plates, two unknowns.
  /// Poorly conditioned: a fallback if no scale is available.
  /// - Returns: the belt's mass and the friction.
  package static func plates(
    empty: UncertainValue, light: (massKg: Double, decelerationMps2: UncertainValue),
    heavy: (massKg: Double, decelerationMps2: UncertainValue)
  ) throws(ManualCalibrationFault) -> (massKg: UncertainValue, mu: UncertainValue) {
    guard empty.isMeasurable, light.decelerationMps2.isMeasurable, heavy.decelerationMps2.isMeasurable,
      light.massKg > 0, heavy.massKg > light.massKg
    else { throw .figure }
    let figures = SIMD4(empty.value, light.decelerationMps2.value, heavy.decelerationMps2.value, 0)
    let sds = SIMD4(empty.sd, light.decelerationMps2.sd, heavy.decelerationMps2.sd, 0)
    guard let best = solve(figures, light.massKg, heavy.massKg) else { throw .contradiction }
    var massVariance = 0.0
    var muVariance = 0.0
    for index in 0..<3 where sds[index] > 0 {
      var moved = figures
      moved[index] += 1e-4 * figures[index]
      guard let next = solve(moved, light.massKg, heavy.massKg) else { throw .contradiction }
      let scale = sds[index] / (1e-4 * figures[index])
      massVariance += (next.massKg - best.massKg) * (next.massKg - best.massKg) * scale * scale
      muVariance += (next.mu - best.mu) * (next.mu - best.mu) * scale * scale
    }
    return (
      UncertainValue(best.massKg, sd: massVariance.squareRoot()),
      UncertainValue(best.mu, sd: muVariance.squareRoot())
    )
  }

  private static func solve(_ a: SIMD4<Double>, _ light: Double, _ heavy: Double) -> (
    massKg: Double, mu: Double
  )? {
    let g = WalkerLoad.gravityMps2
    let (p, q, r) = (a[1] * light, -g * light, a[0] - a[1])
    let (s, t, w) = (a[2] * heavy, -g * heavy, a[0] - a[2])
    let determinant = p * t - q * s
    guard determinant.magnitude > 1e-9 * (p * t).magnitude else { return nil }
    let u = (r * t - q * w) / determinant
    let muPerMass = (p * w - r * s) / determinant
    guard u > 0, u.isFinite, muPerMass > 0 else { return nil }
    return (1 / u, muPerMass / u)
  }
}

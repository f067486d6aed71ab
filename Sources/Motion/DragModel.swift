// SPDX-License-Identifier: Apache-2.0
//
// Owns: the belt's resistance, and its uncertainty. Must not know: pulses, sets.

/// Kinds of machine, which differ in the belt's resistance.
package enum MachineKind: UInt8, Sendable, Equatable {
  /// A switched-off motor treadmill: the belt slides on a deck.
  case motorisedOff = 0
  /// Slats on bearings, curved or flat.
  case slatBelt = 1
  /// A belt with a brake for sled work.
  case sled = 2
}

/// A quantity with its standard uncertainty (1 sigma), both in the same unit.
package struct UncertainValue: Sendable, Equatable {
  package var value: Double
  package var sd: Double

  package init(_ value: Double, sd: Double) {
    self.value = value
    self.sd = sd
  }
}

/// Slowest and fastest speed of a calibration, m/s.
package struct CalibratedSpeedRange: Sendable, Equatable {
  package var slowestMps: Double
  package var fastestMps: Double

  package init(slowestMps: Double, fastestMps: Double) {
    self.slowestMps = slowestMps
    self.fastestMps = fastestMps
  }
}

/// The force that resists the belt, and the mass that it moves:
///
///     m dv/dt = F - (c0 + mu N) - c1 v - c2 v |v|
///
/// with v the speed at the belt's surface and N the walker's weight on the belt.
/// Source: equation of motion of a belt with Coulomb, viscous and quadratic drag; m is the effective mass, rollers included.
package struct DragModel: Sendable, Equatable {
  /// Effective moving mass, kg.
  package var massKg: UncertainValue
  /// Coulomb drag of the empty belt, N.
  package var c0N: UncertainValue
  /// Viscous drag, N s/m.
  package var c1NsPerM: UncertainValue
  /// Quadratic drag, N s2/m2.
  package var c2Ns2PerM2: UncertainValue
  /// Friction coefficient between belt and deck under the walker's weight.
  package var mu: UncertainValue
  /// True if the values were measured on this machine; false for the kind's defaults, which are estimates.
  package var isCalibrated: Bool
  /// Speeds within which the drag was measured; nil if not given.
  package var calibratedRange: CalibratedSpeedRange?
  /// Correlations of mass, c0, c1 and c2 (rows in this order, the diagonal not used): a coast-down determines the sum
  /// of the three drags far better than each of them. Without them the uncertainties are independent.
  package private(set) var correlations = Covariance4()

  package init(
    massKg: UncertainValue, c0N: UncertainValue, c1NsPerM: UncertainValue, c2Ns2PerM2: UncertainValue,
    mu: UncertainValue,
    isCalibrated: Bool
  ) {
    self.massKg = massKg
    self.c0N = c0N
    self.c1NsPerM = c1NsPerM
    self.c2Ns2PerM2 = c2Ns2PerM2
    self.mu = mu
    self.isCalibrated = isCalibrated
  }

  /// With the joint uncertainty of mass, c0, c1 and c2 (in this order, in their units), as given by a calibration.
  package init(
    massKg: Double, c0N: Double, c1NsPerM: Double, c2Ns2PerM2: Double, mu: UncertainValue,
    covariance: Covariance4
  ) {
    func uncertain(_ value: Double, _ row: Int) -> UncertainValue {
      UncertainValue(value, sd: max(0, covariance[row, row]).squareRoot())
    }
    self.init(
      massKg: uncertain(massKg, 0), c0N: uncertain(c0N, 1), c1NsPerM: uncertain(c1NsPerM, 2),
      c2Ns2PerM2: uncertain(c2Ns2PerM2, 3), mu: mu, isCalibrated: true)
    let sds = self.sds
    for row in 1..<4 {
      for column in 0..<row where sds[row] > 0 && sds[column] > 0 {
        correlations.set(row, column, covariance[row, column] / (sds[row] * sds[column]))
      }
    }
  }

  private var sds: SIMD4<Double> { SIMD4(massKg.sd, c0N.sd, c1NsPerM.sd, c2Ns2PerM2.sd) }

  /// The joint uncertainty of mass, c0, c1 and c2, in this order.
  package var covariance: Covariance4 {
    var result = Covariance4()
    let sds = self.sds
    for row in 0..<4 {
      result.set(row, row, sds[row] * sds[row])
      for column in 0..<row { result.set(row, column, correlations[row, column] * sds[row] * sds[column]) }
    }
    return result
  }

  /// What the correlations add to the variance of a figure with these derivatives by mass, c0, c1 and c2.
  func correlatedVariance(_ derivatives: SIMD4<Double>) -> Double {
    let parts = derivatives * sds
    var sum = 0.0
    for row in 1..<4 {
      for column in 0..<row { sum += 2 * correlations[row, column] * parts[row] * parts[column] }
    }
    return sum
  }

  /// Drag of the empty belt with its standard uncertainty, N.
  package func emptyBeltForceN(atMps v: Double) -> UncertainValue {
    UncertainValue(
      emptyBeltN(atMps: v), sd: covariance.variance(SIMD4(0, 1, v, v * v.magnitude)).squareRoot())
  }

  /// Defaults of a kind: engineering judgement, not measurement, hence the wide uncertainties.
  package static func standard(for kind: MachineKind) -> DragModel {
    switch kind {
    case .motorisedOff:
      DragModel(
        massKg: UncertainValue(35, sd: 14), c0N: UncertainValue(15, sd: 8),
        c1NsPerM: UncertainValue(4, sd: 3),
        c2Ns2PerM2: UncertainValue(0.5, sd: 0.5), mu: UncertainValue(0.17, sd: 0.06), isCalibrated: false)
    case .slatBelt:
      DragModel(
        massKg: UncertainValue(30, sd: 12), c0N: UncertainValue(4, sd: 2),
        c1NsPerM: UncertainValue(1.5, sd: 1),
        c2Ns2PerM2: UncertainValue(0.3, sd: 0.3), mu: UncertainValue(0.015, sd: 0.008), isCalibrated: false)
    case .sled:
      DragModel(
        massKg: UncertainValue(40, sd: 20), c0N: UncertainValue(30, sd: 20),
        c1NsPerM: UncertainValue(60, sd: 40),
        c2Ns2PerM2: UncertainValue(2, sd: 2), mu: UncertainValue(0.05, sd: 0.04), isCalibrated: false)
    }
  }

  /// Whether forces in newtons, and with them power and work, are measured: a coast-down alone gives the drag per
  /// mass, and an assumed mass makes all of them estimates.
  package var forceIsMeasured: Bool { isCalibrated && massKg.sd <= 0.2 * massKg.value }

  /// Drag of the empty belt moving forward at `speedMps`, N.
  package func emptyBeltN(atMps speedMps: Double) -> Double {
    c0N.value + (c1NsPerM.value + c2Ns2PerM2.value * speedMps.magnitude) * speedMps
  }

  /// Deceleration of the coasting empty belt, m/s2 (a positive number).
  package func coastDecelerationMps2(atMps speedMps: Double) -> Double {
    emptyBeltN(atMps: speedMps) / massKg.value
  }
}

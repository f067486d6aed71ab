// SPDX-License-Identifier: Apache-2.0
//
// Owns: the deceleration of the empty belt, and its uncertainty. Must not know: pulses, masses.

/// v' = -(a0 + a1 v + a2 v^2): the equation of motion of `DragModel` for an empty belt, divided by the mass.
package struct DecelerationCurve: Sendable, Equatable {
  /// c0 / m, m/s2.
  package var a0Mps2 = 0.0
  /// c1 / m, 1/s.
  package var a1PerS = 0.0
  /// c2 / m, 1/m.
  package var a2PerM = 0.0
  /// Of a0, a1 and a2 (rows 0, 1, 2; row 3 is not used).
  package var covariance = Covariance4()

  package init() {}

  package init(a0Mps2: Double, a1PerS: Double, a2PerM: Double, covariance: Covariance4 = Covariance4()) {
    self.a0Mps2 = a0Mps2
    self.a1PerS = a1PerS
    self.a2PerM = a2PerM
    self.covariance = covariance
  }

  package func valueMps2(atMps v: Double) -> Double { a0Mps2 + (a1PerS + a2PerM * v) * v }

  /// The deceleration at a speed with its standard uncertainty, m/s2.
  package func decelerationMps2(atMps v: Double) -> UncertainValue {
    UncertainValue(valueMps2(atMps: v), sd: covariance.variance(SIMD4(1, v, v * v, 0)).squareRoot())
  }

  package var a0: UncertainValue { UncertainValue(a0Mps2, sd: max(0, covariance[0, 0]).squareRoot()) }
  package var a1: UncertainValue { UncertainValue(a1PerS, sd: max(0, covariance[1, 1]).squareRoot()) }
  package var a2: UncertainValue { UncertainValue(a2PerM, sd: max(0, covariance[2, 2]).squareRoot()) }

  subscript(_ index: Int) -> Double {
    get { index == 0 ? a0Mps2 : index == 1 ? a1PerS : a2PerM }
    set {
      if index == 0 {
        a0Mps2 = newValue
      } else if index == 1 {
        a1PerS = newValue
      } else {
        a2PerM = newValue
      }
    }
  }
}

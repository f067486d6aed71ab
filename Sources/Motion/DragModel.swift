// SPDX-License-Identifier: Apache-2.0
//
// Owns: what resists the belt, and how well that is known. Must not know: pulses, sets.

/// Kinds of machine, which differ in what resists the belt.
package enum MachineKind: UInt8, Sendable, Equatable {
  /// A motor treadmill that is switched off: the belt slides on a deck.
  case motorisedOff = 0
  /// Slats on bearings, curved or flat.
  case slatBelt = 1
  /// A belt with a brake for sled work.
  case sled = 2
}

/// A quantity with its standard uncertainty (1 sigma), both in the same unit.
package struct Uncertain: Sendable, Equatable {
  package var value: Double
  package var sd: Double

  package init(_ value: Double, sd: Double) {
    self.value = value
    self.sd = sd
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
  package var massKg: Uncertain
  /// Coulomb drag of the empty belt, N.
  package var c0N: Uncertain
  /// Viscous drag, N s/m.
  package var c1NsPerM: Uncertain
  /// Quadratic drag, N s2/m2.
  package var c2Ns2PerM2: Uncertain
  /// Friction coefficient between belt and deck under the walker's weight.
  package var mu: Uncertain
  /// True where the values were measured on this machine; false for the kind's defaults, which are estimates.
  package var isCalibrated: Bool

  package init(
    massKg: Uncertain, c0N: Uncertain, c1NsPerM: Uncertain, c2Ns2PerM2: Uncertain, mu: Uncertain,
    isCalibrated: Bool
  ) {
    self.massKg = massKg
    self.c0N = c0N
    self.c1NsPerM = c1NsPerM
    self.c2Ns2PerM2 = c2Ns2PerM2
    self.mu = mu
    self.isCalibrated = isCalibrated
  }

  /// Defaults of a kind: engineering judgement, not measurement, hence the wide uncertainties.
  package static func standard(for kind: MachineKind) -> DragModel {
    switch kind {
    case .motorisedOff:
      DragModel(
        massKg: Uncertain(35, sd: 14), c0N: Uncertain(15, sd: 8), c1NsPerM: Uncertain(4, sd: 3),
        c2Ns2PerM2: Uncertain(0.5, sd: 0.5), mu: Uncertain(0.17, sd: 0.06), isCalibrated: false)
    case .slatBelt:
      DragModel(
        massKg: Uncertain(30, sd: 12), c0N: Uncertain(4, sd: 2), c1NsPerM: Uncertain(1.5, sd: 1),
        c2Ns2PerM2: Uncertain(0.3, sd: 0.3), mu: Uncertain(0.015, sd: 0.008), isCalibrated: false)
    case .sled:
      DragModel(
        massKg: Uncertain(40, sd: 20), c0N: Uncertain(30, sd: 20), c1NsPerM: Uncertain(60, sd: 40),
        c2Ns2PerM2: Uncertain(2, sd: 2), mu: Uncertain(0.05, sd: 0.04), isCalibrated: false)
    }
  }

  /// Drag of the empty belt moving forward at `speedMps`, N.
  package func emptyBeltN(atMps speedMps: Double) -> Double {
    c0N.value + (c1NsPerM.value + c2Ns2PerM2.value * speedMps.magnitude) * speedMps
  }

  /// Deceleration of the empty belt left to itself, m/s2 (a positive number).
  package func coastDecelerationMps2(atMps speedMps: Double) -> Double {
    emptyBeltN(atMps: speedMps) / massKg.value
  }
}

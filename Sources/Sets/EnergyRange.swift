// SPDX-License-Identifier: Apache-2.0
//
// Owns: an honest range for the energy that a walker used. Must not know: food, weight loss, screens.

/// Kilocalories that a walker used above rest, as a range: an estimate, never a measurement.
///
/// Work on the belt is measured; the energy that the body needs for it is not. Muscles turn 15 to 25 % of their
/// energy into work on a belt, and going backward costs up to a fifth more than forward (Hooper 2004: 17 to 20 % of
/// VO2max; Chaloupka 1997). The usual walking formula (ACSM) is not used: it applies to 0.83 m/s and more and to a
/// steady state of some minutes, and most sets are slower and shorter. None of it was validated for pushing a belt.
package struct EnergyRange: Sendable, Equatable {
  package let lowKcal: Double
  package let highKcal: Double

  private static let efficiency = (best: 0.25, worst: 0.15)
  private static let backwardShare = 1.2
  /// Thermochemical kilocalorie.
  private static let joulesPerKcal = 4184.0

  /// - Parameter workJ: mechanical work on the belt.
  package init(workJ: Double) {
    let work = max(0, workJ)
    lowKcal = work / (Self.efficiency.best * Self.joulesPerKcal)
    highKcal = Self.backwardShare * work / (Self.efficiency.worst * Self.joulesPerKcal)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: how soon a person can bring a belt to the next magnet. Must not know: edges, levels, sets.
//
// A belt has mass and a person's force is limited, so its speed cannot jump. With the greatest acceleration a,
//
//     end of a gap   an arc d took T. Of all motions that cover d in T, the one that ends fastest accelerates
// throughout:
//                    v = d/T + aT/2, or from rest, if T is long enough: v = sqrt(2 a d)
//     next magnet    not before t with v t + a t^2 / 2 = d
//
// docs/sensor-trust.md has the derivation of the greatest acceleration.

/// The fastest possible change of speed of a belt of a given mass.
package struct BeltLimits: Sendable, Equatable {
  /// Metres per second. The fastest sprint on a non-motorised treadmill stays well below.
  package static let fastestBeltMps = 9.0
  /// A belt slower than this is stopped, m/s.
  package static let standstillMps = 0.06
  /// The greatest horizontal force of a person on a belt, N: sprinters reach 1 to 1.2 times their weight at the peak of a
  /// contact, and a mean over the contact of less than half of that (Morin et al. 2010, J Biomech 43:1970).
  package static let greatestForceN = 1000.0
  /// A sprinter's mean force over a contact, N: the bound for a contact that bounces.
  package static let greatestMeanForceN = 450.0
  /// The moving mass of the lightest profile, a slat belt, kg.
  package static let lightestBeltKg = 30.0

  /// m/s2.
  package let accelerationMps2: Double

  /// - Parameters:
  ///   - massKg: moving mass of the belt; a mass above that of the lightest profile is ignored, since it may be a
  ///     guess.
  ///   - forceN: the greatest force.
  package init(massKg: Double = BeltLimits.lightestBeltKg, forceN: Double = BeltLimits.greatestForceN) {
    let lightest = min(max(1, massKg), Self.lightestBeltKg)
    accelerationMps2 = forceN / lightest
  }

  /// The same belt under the greatest mean force over a contact.
  package var underMeanForce: BeltLimits {
    BeltLimits(accelerationMps2: accelerationMps2 * Self.greatestMeanForceN / Self.greatestForceN)
  }

  private init(accelerationMps2: Double) { self.accelerationMps2 = accelerationMps2 }

  /// The greatest speed after `travelM` metres in `durationS` seconds, m/s.
  package func endSpeedMps(travelM: Double, durationS: Double) -> Double {
    let a = accelerationMps2
    guard a * durationS * durationS < 2 * travelM else { return (2 * a * travelM).squareRoot() }
    return durationS > 0 ? travelM / durationS + 0.5 * a * durationS : .infinity
  }

  /// The least time for `travelM` metres from a speed, seconds.
  package func leastTimeS(travelM: Double, fromMps speedMps: Double) -> Double {
    // v t + a t^2 / 2 = d, solved without loss of precision at high speed.
    let root = (speedMps * speedMps + 2 * accelerationMps2 * travelM).squareRoot()
    return 2 * travelM / (speedMps + root)
  }

  /// The acceleration that a belt at rest needs to bring two magnets `travelM` apart within `gapS` of each other,
  /// m/s2: the first is at most an arc away, and two arcs from rest take 1.414 times as long as one.
  package static func startMps2(travelM: Double, gapS: Double) -> Double {
    let share = 2.0.squareRoot() - 1
    return 2 * travelM * share * share / (gapS * gapS)
  }
}

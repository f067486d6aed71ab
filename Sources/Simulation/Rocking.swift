// SPDX-License-Identifier: Apache-2.0
//
// Owns: the belt under a standing walker who shifts their weight. Must not know: sets, levels.

import Foundation

/// A walker standing on the belt: it moves a few millimetres to and fro under their feet.
package struct Rocking: Sendable, Equatable {
  package var durationS: Double
  /// Mean period from one shift of the weight to the next on the same foot, seconds.
  package var periodS = 1.0
  /// Relative standard deviation of period and amplitude, from one period to the next.
  package var spread = 0.1
  /// Amplitude, metres.
  package var amplitudeM = 0.003
  /// Whether a magnet is at its switching point during this; otherwise the belt stays where it came to rest.
  package var isAtSwitch = true

  package init(durationS: Double, periodS: Double = 1, amplitudeM: Double = 0.003) {
    self.durationS = durationS
    self.periodS = periodS
    self.amplitudeM = amplitudeM
  }
}

/// The belt's positions while the walker rocks, one per plant step: slowly to the switching point, then to and fro.
struct RockingPath {
  private let rocking: Rocking
  private let centreM: Double
  private var positionM: Double
  private var elapsedS = 0.0
  private var phase = 0.0
  private var periodS: Double
  private var amplitudeM: Double
  private var isApproaching = true

  /// The speed at which the feet move the belt to the switching point, m/s.
  private static let approachMps = 0.015

  init(_ rocking: Rocking, fromM: Double, closingM: Double?) {
    self.rocking = rocking
    positionM = fromM
    centreM = rocking.isAtSwitch ? closingM ?? fromM : fromM
    periodS = rocking.periodS
    amplitudeM = rocking.amplitudeM
  }

  /// The next position; nil when it is over.
  mutating func next(_ random: inout Random) -> Double? {
    elapsedS += BeltPlant.stepS
    guard elapsedS <= rocking.durationS else { return nil }
    if isApproaching {
      let left = centreM - positionM
      let stepM = Self.approachMps * BeltPlant.stepS
      if left.magnitude > stepM {
        positionM += left > 0 ? stepM : -stepM
        return positionM
      }
      isApproaching = false
    }
    phase += BeltPlant.stepS / periodS
    if phase >= 1 {
      phase -= 1
      periodS = rocking.periodS * factor(&random)
      amplitudeM = rocking.amplitudeM * factor(&random)
    }
    return centreM + amplitudeM * sin(2 * Double.pi * phase)
  }

  private func factor(_ random: inout Random) -> Double {
    min(2, max(0.5, 1 + rocking.spread * random.gaussian()))
  }
}

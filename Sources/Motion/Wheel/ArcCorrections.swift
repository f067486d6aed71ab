// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the arcs of an uneven wheel really are, learnt while the belt runs. Must not know: gaits, sets.
//
// The arcs were measured or designed, and magnets moved or were glued beside the mark. `WheelTracker` tells which arc is
// passing from arcs that differ by a fifth and more; a millimetre does not confuse it, but shows in the speed at an instant.
// Corrections add up to nothing over a turn: distance is the configured arcs\' and is not touched.

/// One small Kalman filter an arc, as `ArcLearner` has them for even wheels.
struct ArcCorrections: Sendable {
  /// Belt way known no better than this, metres: no switch point repeats more exactly.
  private static let finestPlacementM = 0.0002
  /// What a step may feign within an arc, relative.
  private static let swingShare = 0.25
  /// Learning never stops quite: the least weight of a turn.
  private static let leastGain = 0.005
  /// No magnet is further from where it was said to be than so many standard deviations.
  private static let furthest = 4.0
  /// Nor by more than this share of the shortest arc.
  private static let largestShare = 0.2

  private let arcs: Int
  private let placementSdM: Double
  /// No arc is off by more than this, metres.
  private let limitM: Double
  private var offsetsM = InlineArray<16, Double>(repeating: 0)
  /// Variance of each offset, m2: the places of two magnets.
  private var variance: Double

  /// - Parameter arcs: 0 where nothing is to be learnt.
  init(arcs: Int, shortestArcM: Double, placementSdM: Double) {
    self.arcs = arcs <= 16 ? arcs : 0
    self.placementSdM = placementSdM
    limitM = min(Self.furthest * 1.4142135623730951 * placementSdM, Self.largestShare * shortestArcM)
    variance = 2 * placementSdM * placementSdM
  }

  /// Variance of a magnet\'s place as it is known by now, m2.
  var placementVariance: Double { Self.finestPlacementM * Self.finestPlacementM + 0.5 * variance }

  /// What is to be added to an arc, metres.
  func offsetM(_ arc: Int) -> Double {
    arc >= 0 && arc < arcs ? max(-2 * limitM, min(2 * limitM, offsetsM[arc])) : 0
  }

  /// An arc was passed whose length was said to be `arcM`, the bank having foretold `predictedM`.
  /// - Parameter innovationVariance: of that foretelling, m2.
  mutating func learn(arc: Int, arcM: Double, predictedM: Double, innovationVariance: Double) {
    guard arcs > 1, arc >= 0, arc < arcs, placementSdM > 0 else { return }
    // Steps do keep time with the turns for a while: what they do within an arc must not be learnt in one go.
    let swingM = Self.swingShare * arcM
    let noise = innovationVariance + swingM * swingM
    let gain = variance / (variance + noise)
    let wanted = offsetsM[arc] + gain * (predictedM - arcM)
    let change = max(-limitM, min(limitM, wanted)) - offsetsM[arc]
    // The arcs of a turn add up to the turn.
    let share = change / Double(arcs)
    for index in 0..<arcs { offsetsM[index] -= share }
    offsetsM[arc] += change
    // One arc of so many was looked at.
    let learnt = variance * (1 - gain / Double(arcs))
    variance = max(learnt, min(2 * placementSdM * placementSdM, Self.leastGain * noise))
  }
}

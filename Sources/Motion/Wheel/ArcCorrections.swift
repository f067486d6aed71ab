// SPDX-License-Identifier: Apache-2.0
//
// Owns: the true arcs of an uneven wheel, learnt while the belt runs. Must not know: gaits, sets.
//
// The arcs were measured or designed, and then magnets moved or were glued next to their marks. `WheelTracker`
// identifies the passing arc from arcs that differ by a fifth or more; a millimetre does not confuse it, but shows in
// the instantaneous speed. Corrections add up to zero over a turn: distance uses the configured arcs and does not
// change.

/// One small Kalman filter per arc, as in `ArcLearner` for even wheels.
struct ArcCorrections: Sendable {
  /// Belt travel is never known better than this, metres: no switching point repeats more exactly.
  private static let finestPlacementM = 0.0002
  /// Apparent difference of an arc that a step may cause, relative.
  private static let swingShare = 0.25
  /// Learning never stops completely: the least weight of a turn.
  private static let leastGain = 0.005
  /// No magnet is further from its stated position than this many standard deviations.
  private static let furthest = 4.0
  /// Nor by more than this share of the shortest arc.
  private static let largestShare = 0.2

  private let arcs: Int
  private let placementSdM: Double
  /// No arc is off by more than this, metres.
  private let limitM: Double
  private var offsetsM = InlineArray<16, Double>(repeating: 0)
  /// Variance of each offset, m2: the positions of two magnets.
  private var variance: Double

  /// - Parameter arcs: 0 if nothing is to be learnt.
  init(arcs: Int, shortestArcM: Double, placementSdM: Double) {
    self.arcs = arcs <= 16 ? arcs : 0
    self.placementSdM = placementSdM
    limitM = min(Self.furthest * 1.4142135623730951 * placementSdM, Self.largestShare * shortestArcM)
    variance = 2 * placementSdM * placementSdM
  }

  /// Variance of a magnet's position as known so far, m2.
  var placementVariance: Double { Self.finestPlacementM * Self.finestPlacementM + 0.5 * variance }

  /// The correction of an arc, metres.
  func offsetM(_ arc: Int) -> Double {
    arc >= 0 && arc < arcs ? max(-2 * limitM, min(2 * limitM, offsetsM[arc])) : 0
  }

  /// An arc of stated length `arcM` was passed, for which the bank had predicted `predictedM`.
  /// - Parameter innovationVariance: of that prediction, m2.
  mutating func learn(arc: Int, arcM: Double, predictedM: Double, innovationVariance: Double) {
    guard arcs > 1, arc >= 0, arc < arcs, placementSdM > 0 else { return }
    // Steps do stay in phase with the turns for a while: their effect within an arc must not be learnt at once.
    let swingM = Self.swingShare * arcM
    let noise = innovationVariance + swingM * swingM
    let gain = variance / (variance + noise)
    let wanted = offsetsM[arc] + gain * (predictedM - arcM)
    let change = max(-limitM, min(limitM, wanted)) - offsetsM[arc]
    // The arcs of a turn add up to the turn.
    let share = change / Double(arcs)
    for index in 0..<arcs { offsetsM[index] -= share }
    offsetsM[arc] += change
    // One of this many arcs was measured.
    let learnt = variance * (1 - gain / Double(arcs))
    variance = max(learnt, min(2 * placementSdM * placementSdM, Self.leastGain * noise))
  }
}

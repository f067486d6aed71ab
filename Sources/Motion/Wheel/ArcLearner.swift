// SPDX-License-Identifier: Apache-2.0
//
// Owns: the true positions of magnets meant to be even, learnt while the belt runs. Must not know: gaits, sets.
//
// A magnet that is a millimetre ahead makes its pulse early in every turn, whatever the walker does. So the gait
// bank's prediction errors are averaged magnet by magnet. Steps are not in phase with the roller's turns, so their
// part averages out; if they happen to be, the speed within the step is slightly off, but distance never is: the arcs
// of a turn always add up to the turn.

import Pulses

/// Learns the arcs of an evenly spaced wheel with one small Kalman filter per magnet.
package struct ArcLearner: Sendable {
  /// Belt travel is never known better than this, metres: no switching point repeats more exactly.
  private static let finestPlacementM = 0.0002
  /// Learning never stops completely: the least weight of a turn.
  private static let leastGain = 0.005
  /// During a standstill someone may have turned the wheel back; this share of the initial variance returns.
  private static let doubtAfterRest = 0.1

  /// Apparent difference of an arc that a step may cause, relative.
  private static let swingShare = 0.25

  /// Log-likelihood ratio at which a calibration's arcs are recognised.
  private static let decision = 9.2

  private let magnets: Int
  /// The arcs found by a calibration, in its own numbering, which is not that of the passing magnets; and whether
  /// there are any.
  private var calibratedM = InlineArray<16, Double>(repeating: 0)
  private let isCalibrated: Bool
  private var isRecognised = false
  private let placementVarianceM2: Double
  private let meanArcM: Double
  /// Variance of an arc before anything was learnt, m2: two magnets' positions.
  private let priorVariance: Double
  private var offsetsM = InlineArray<16, Double>(repeating: 0)
  /// Variance of each offset, m2.
  private var variance: Double
  /// The magnet that passed last.
  private var magnet = 0

  package init(wheel: MagnetWheel, placementSdM: Double) {
    magnets = wheel.distinctMarks
    meanArcM = wheel.meanArcM
    isCalibrated = !wheel.isEven
    var square = 0.0
    for index in 0..<wheel.distinctMarks {
      calibratedM[index] = wheel.arcM(index) - wheel.meanArcM
      square += calibratedM[index] * calibratedM[index]
    }
    placementVarianceM2 = placementSdM * placementSdM
    // A calibration gives the unevenness of the wheel; which magnet is which has to be found out.
    let uneven = square / Double(wheel.distinctMarks)
    priorVariance = wheel.distinctMarks > 1 ? max(2 * placementSdM * placementSdM, uneven) : 0
    variance = priorVariance
  }

  /// Variance of a magnet's position, m2.
  var placementVariance: Double {
    Self.finestPlacementM * Self.finestPlacementM + 0.5 * variance
  }

  /// The next arcs, metres.
  func travelM(arcs: Int) -> Double {
    var sum = 0.0
    for ahead in 1...max(1, arcs) { sum += arcM((magnet + ahead) % magnets) }
    return sum
  }

  /// The arc that ends at a magnet, metres.
  package func arcM(_ index: Int) -> Double { meanArcM + offsetsM[index] }

  /// The magnet that passed last, by a number that stays valid until a loss.
  var passedArc: Int64 { Int64(Double(magnet)) }

  /// The first pulse after a standstill or a loss.
  mutating func restart(afterLoss: Bool) {
    advance(arcs: 1)
    guard afterLoss else {
      if !isRecognised { variance = max(variance, Self.doubtAfterRest * priorVariance) }
      return
    }
    offsetsM = InlineArray(repeating: 0)
    variance = priorVariance
    isRecognised = false
  }

  mutating func advance(arcs: Int) { magnet = (magnet + arcs) % magnets }

  /// The bank had predicted a travel of `predictedM` when the last magnet passed.
  /// - Parameter innovationVariance: of that prediction, m2.
  mutating func learn(predictedM: Double, innovationVariance: Double) {
    guard magnets > 1, priorVariance > 0 else { return }
    // Steps do stay in phase with the turns for a while: their effect within an arc must not be learnt at once.
    let swingM = Self.swingShare * meanArcM
    let noise = innovationVariance + swingM * swingM
    let gain = variance / (variance + noise)
    let change = gain * (predictedM - arcM(magnet))
    // The arcs of a turn add up to the turn.
    let share = change / Double(magnets)
    for index in 0..<magnets { offsetsM[index] -= share }
    offsetsM[magnet] += change
    // One of this many magnets was measured.
    let learnt = variance * (1 - gain / Double(magnets))
    variance = max(learnt, min(priorVariance, Self.leastGain * noise))
    if isCalibrated, !isRecognised, magnet == 0 { recognise() }
  }

  /// Compares the learnt arcs with the calibrated ones in every rotation and both directions, and adopts those if one
  /// fits far better than all others.
  private mutating func recognise() {
    var best = Double.infinity
    var second = Double.infinity
    var bestTurn = 0
    var bestIsReversed = false
    for turn in 0..<magnets {
      for side in 0..<2 {
        let isReversed = side == 1
        let misfit = misfit(turn, isReversed)
        if misfit < best {
          second = best
          best = misfit
          bestTurn = turn
          bestIsReversed = isReversed
        } else if misfit < second {
          second = misfit
        }
      }
    }
    guard second - best > 2 * Self.decision * (variance + 2 * placementVarianceM2) else { return }
    for index in 0..<magnets { offsetsM[index] = calibratedM[turned(index, bestTurn, bestIsReversed)] }
    variance = 2 * placementVarianceM2
    isRecognised = true
  }

  private func misfit(_ turn: Int, _ isReversed: Bool) -> Double {
    var sum = 0.0
    for index in 0..<magnets {
      let difference = offsetsM[index] - calibratedM[turned(index, turn, isReversed)]
      sum += difference * difference
    }
    return sum
  }

  private func turned(_ index: Int, _ turn: Int, _ isReversed: Bool) -> Int {
    (turn + (isReversed ? magnets - index : index)) % magnets
  }
}

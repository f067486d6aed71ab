// SPDX-License-Identifier: Apache-2.0
//
// Owns: how magnets and a switch turn belt travel into edges, with their faults. Must not know: why the belt moves.

import Motion
import Pulses

/// What a sensor does wrong.
package struct SensorFaults: Sendable, Equatable {
  /// Standard deviation of a magnet's place, as a share of the turn.
  package var placement = 0.003
  /// Standard deviation of a stamp, seconds.
  package var jitterS = 20e-6
  /// Probability that a pulse bounces: one to three more edges within 0.1 to 1.2 ms.
  package var bounce = 0.0
  /// Probability that a magnet passes unseen.
  package var miss = 0.0

  package init() {}
}

/// Magnets on a wheel and the switch that sees them.
struct SensorModel {
  private let placesM: [Double]
  private let circumferenceM: Double
  private let faults: SensorFaults
  private let emitsBothTransitions: Bool
  private var nextTurn = 0
  private var nextMagnet = 0
  private var originM: Double
  private var lastNs: Int64 = .min
  private(set) var edges: [Edge] = []
  /// Magnets that passed, seen or not.
  private(set) var passed = 0

  /// Belt travel over which a magnet holds the switch, metres.
  private static let magnetWidthM = 0.012

  init(
    wheel: MagnetWheel, direction: BeltDirection, faults: SensorFaults, bothTransitions: Bool,
    _ random: inout Random
  ) {
    var places: [Double] = []
    var atM = 0.0
    for index in 0..<wheel.magnets {
      let misplaced = wheel.magnets > 1 ? faults.placement * wheel.circumferenceM * random.gaussian() : 0
      places.append(atM + misplaced)
      // Backwards the same arcs pass in the opposite order.
      atM += wheel.arcM(direction == .forward ? index : wheel.magnets - 1 - index)
    }
    placesM = places
    circumferenceM = wheel.circumferenceM
    self.faults = faults
    emitsBothTransitions = bothTransitions
    // The wheel stands anywhere in its turn when the belt begins to move.
    let turned = random.uniform() * wheel.circumferenceM
    originM = -turned
    while originM + placesM[nextMagnet] < 0, nextMagnet < placesM.count - 1 { nextMagnet += 1 }
    if originM + placesM[nextMagnet] < 0 { advance() }
  }

  private mutating func advance() {
    nextMagnet += 1
    if nextMagnet == placesM.count {
      nextMagnet = 0
      nextTurn += 1
    }
  }

  private var nextPlaceM: Double { originM + Double(nextTurn) * circumferenceM + placesM[nextMagnet] }

  /// The belt moved from one position to another between two times.
  mutating func move(
    fromM: Double, toM: Double, atS: Double, speedMps: Double, _ random: inout Random
  ) {
    while nextPlaceM <= toM {
      let share = toM > fromM ? max(0, (nextPlaceM - fromM) / (toM - fromM)) : 1
      passed += 1
      if faults.miss == 0 || random.uniform() >= faults.miss {
        emit(atS: atS + share * BeltPlant.stepS, speedMps: speedMps, &random)
      }
      advance()
    }
  }

  private mutating func emit(atS: Double, speedMps: Double, _ random: inout Random) {
    let stampS = atS + faults.jitterS * random.gaussian()
    append(stampS, .falling)
    if faults.bounce > 0, random.uniform() < faults.bounce {
      let count = 1 + Int(random.uniform() * 3)
      var offsets = (0..<count).map { _ in random.uniform(0.0001...0.0012) }
      offsets.sort()
      for offset in offsets { append(stampS + offset, .falling) }
    }
    if emitsBothTransitions, speedMps > 0.05 { append(stampS + Self.magnetWidthM / speedMps, .rising) }
  }

  private mutating func append(_ timeS: Double, _ transition: Transition) {
    let stamp = max(SimulatedRun.originNs &+ Int64((timeS * 1e9).rounded()), lastNs &+ 1)
    lastNs = stamp
    edges.append(
      Edge(timestampNs: stamp, sequence: Int64(edges.count + 1), line: 0, transition: transition))
  }
}

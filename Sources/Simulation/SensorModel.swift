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

/// Something that a switch reports at a place of the wheel.
private struct SwitchPoint {
  var placeM: Double
  var line: Int
  var transition: Transition
  /// Whether a magnet arrives at the first switch here.
  var isMagnet: Bool
}

/// Magnets on a wheel and the switches that see them.
struct SensorModel {
  private let points: [SwitchPoint]
  private let circumferenceM: Double
  private let faults: SensorFaults
  private var nextTurn = 0
  private var nextPoint = 0
  private var originM: Double
  private var lastNs: Int64 = .min
  private(set) var edges: [Edge] = []
  /// Magnets that passed, seen or not.
  private(set) var passed = 0

  /// Belt travel over which a magnet holds a switch, metres.
  private static let magnetWidthM = 0.012
  /// Belt travel from the first switch of a quadrature pair to the second, metres.
  private static let switchOffsetM = 0.004

  init(_ scenario: Scenario, _ random: inout Random) {
    let wheel = scenario.profile.wheel
    let faults = scenario.faults
    var places: [Double] = []
    var atM = 0.0
    for index in 0..<wheel.magnets {
      let misplaced = wheel.magnets > 1 ? faults.placement * wheel.circumferenceM * random.gaussian() : 0
      places.append(atM + misplaced)
      // Backwards the same arcs pass in the opposite order.
      atM += wheel.arcM(scenario.direction == .forward ? index : wheel.magnets - 1 - index)
    }
    points = places.flatMap { Self.points(atM: $0, scenario) }.sorted { $0.placeM < $1.placeM }
    circumferenceM = wheel.circumferenceM
    self.faults = faults
    // The wheel stands anywhere in its turn when the belt begins to move.
    let turned = random.uniform() * wheel.circumferenceM
    originM = -turned
    while originM + points[nextPoint].placeM < 0, nextPoint < points.count - 1 { nextPoint += 1 }
    if originM + points[nextPoint].placeM < 0 { advance() }
  }

  /// What the switches report of one magnet.
  private static func points(atM placeM: Double, _ scenario: Scenario) -> [SwitchPoint] {
    func point(_ offsetM: Double, _ line: Int, _ transition: Transition) -> SwitchPoint {
      SwitchPoint(
        placeM: placeM + offsetM, line: line, transition: transition,
        isMagnet: line == 0 && transition == .falling)
    }
    let on = point(0, 0, .falling)
    if scenario.profile.sensor == .single {
      return scenario.bothTransitions ? [on, point(magnetWidthM, 0, .rising)] : [on]
    }
    // Going backward, the second switch sees the magnet first.
    let later = scenario.direction == .forward ? switchOffsetM : -switchOffsetM
    return [
      on, point(later, 1, .falling), point(magnetWidthM, 0, .rising), point(magnetWidthM + later, 1, .rising),
    ]
  }

  private mutating func advance() {
    nextPoint += 1
    if nextPoint == points.count {
      nextPoint = 0
      nextTurn += 1
    }
  }

  private var nextPlaceM: Double { originM + Double(nextTurn) * circumferenceM + points[nextPoint].placeM }

  /// The belt moved from one position to another within a plant step.
  mutating func move(fromM: Double, toM: Double, atS: Double, _ random: inout Random) {
    while nextPlaceM <= toM {
      let share = toM > fromM ? max(0, (nextPlaceM - fromM) / (toM - fromM)) : 1
      let point = points[nextPoint]
      if point.isMagnet { passed += 1 }
      if !point.isMagnet || faults.miss == 0 || random.uniform() >= faults.miss {
        emit(point, atS: atS + share * BeltPlant.stepS, &random)
      }
      advance()
    }
  }

  private mutating func emit(_ point: SwitchPoint, atS: Double, _ random: inout Random) {
    let stampS = atS + faults.jitterS * random.gaussian()
    append(stampS, point)
    guard point.isMagnet, faults.bounce > 0, random.uniform() < faults.bounce else { return }
    let count = 1 + Int(random.uniform() * 3)
    var offsets = (0..<count).map { _ in random.uniform(0.0001...0.0012) }
    offsets.sort()
    for offset in offsets { append(stampS + offset, point) }
  }

  private mutating func append(_ timeS: Double, _ point: SwitchPoint) {
    let stamp = max(SimulatedRun.originNs &+ Int64((timeS * 1e9).rounded()), lastNs &+ 1)
    lastNs = stamp
    edges.append(
      Edge(
        timestampNs: stamp, sequence: Int64(edges.count + 1), line: point.line, transition: point.transition))
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: how magnets and switches turn the belt's position into levels. Must not know: why the belt moves.

import Motion
import Pulses

/// A position of the wheel at which a switch changes when passed in one direction.
private struct SwitchPoint {
  var positionM: Double
  var line: Int
  /// Whether the switch closes here.
  var closes: Bool
}

/// All such positions of one direction, turn after turn, and the belt's position among them.
private struct SwitchPoints {
  private let points: [SwitchPoint]
  private let circumferenceM: Double
  private let originM: Double
  /// The number of positions at or behind the belt, counted from turn 0 of the wheel.
  private var behind = 0
  /// The positions behind and ahead of the belt, metres.
  private var aheadM = 0.0
  private var behindM = 0.0

  init(_ points: [SwitchPoint], circumferenceM: Double, originM: Double) {
    self.circumferenceM = circumferenceM
    self.originM = originM
    self.points = points.map { point in
      var point = point
      point.positionM -= circumferenceM * (point.positionM / circumferenceM).rounded(.down)
      return point
    }.sorted { $0.positionM < $1.positionM }
    while positionM(behind) < 0 { behind += 1 }
    look()
  }

  private func index(_ number: Int) -> Int {
    let rest = number % points.count
    return rest < 0 ? rest + points.count : rest
  }

  private func positionM(_ number: Int) -> Double {
    let turn = (number - index(number)) / points.count
    return originM + Double(turn) * circumferenceM + points[index(number)].positionM
  }

  private mutating func look() {
    aheadM = positionM(behind)
    behindM = positionM(behind - 1)
  }

  /// Whether the next change of a line in forward motion is that it opens.
  func opensNext(_ line: Int) -> Bool {
    let next = (behind..<(behind + points.count)).first { points[index($0)].line == line }
    return next.map { !points[index($0)].closes } ?? false
  }

  /// Positions passed in forward motion, with their number.
  mutating func forward(toM: Double, _ pass: (Double, SwitchPoint, Int) -> Void) {
    while aheadM <= toM {
      pass(aheadM, points[index(behind)], behind)
      behind += 1
      look()
    }
  }

  /// Positions passed in backward motion.
  mutating func backward(toM: Double, _ pass: (Double, SwitchPoint, Int) -> Void) {
    while behindM > toM {
      behind -= 1
      pass(behindM, points[index(behind)], behind)
      look()
    }
  }

  /// The position nearest to a given one at which a line closes.
  func nearestClosingM(toM: Double, line: Int) -> Double? {
    let near = (behind - 2 * points.count)..<(behind + 2 * points.count)
    return near.filter { points[index($0)].closes && points[index($0)].line == line }.map(positionM)
      .min { ($0 - toM).magnitude < ($1 - toM).magnitude }
  }
}

/// Magnets on a wheel and the switches that detect them.
struct SensorModel {
  private var forwards: SwitchPoints
  private var backwards: SwitchPoints
  private let isSingle: Bool
  private let faults: SensorFaults
  /// For everything that a recording of arrivals alone does not show, so that such a recording is the same with and
  /// without it.
  private var ownRandom: Random
  private var lines = InlineArray<2, SwitchLine>(repeating: SwitchLine())
  /// The furthest magnet among those that passed.
  private var farthest: Int
  /// Magnets that passed, detected or not; one that goes to and fro counts once.
  private(set) var passed = 0

  /// Belt travel from the first switch of a quadrature pair to the second, metres; at most a third of the dwell.
  private static let switchOffsetM = 0.004

  init(_ scenario: Scenario, _ random: inout Random, seed: UInt64) {
    let wheel = scenario.profile.wheel
    let faults = scenario.faults
    var ownRandom = Random(seed: seed ^ 0x5157_4954_4348)
    isSingle = scenario.profile.sensor == .single
    var magnets: [(positionM: Double, dwellM: Double)] = []
    var atM = 0.0
    for index in 0..<wheel.magnets {
      let misplaced = wheel.magnets > 1 ? faults.placement * wheel.circumferenceM * random.gaussian() : 0
      // Backward, the same arcs pass in the opposite order.
      let arcM = wheel.arcM(scenario.direction == .forward ? index : wheel.magnets - 1 - index)
      magnets.append((atM + misplaced, faults.dwell.dwellM(arcM: arcM, &ownRandom)))
      atM += arcM
    }
    // The wheel may be at any angle when the belt begins to move.
    let originM = -random.uniform() * wheel.circumferenceM
    func points(_ isForward: Bool) -> SwitchPoints {
      SwitchPoints(
        magnets.flatMap { Self.points(atM: $0.positionM, dwellM: $0.dwellM, scenario, isForward: isForward) },
        circumferenceM: wheel.circumferenceM, originM: originM)
    }
    forwards = points(true)
    backwards = points(false)
    farthest = .min
    self.faults = faults
    self.ownRandom = ownRandom
    // A switch that opens next is closed now.
    for line in 0..<(isSingle ? 1 : 2) where forwards.opensNext(line) { lines[line].begin() }
  }

  /// Where the switches change as one magnet passes.
  private static func points(atM positionM: Double, dwellM: Double, _ scenario: Scenario, isForward: Bool)
    -> [SwitchPoint]
  {
    let closesM = isForward ? positionM : positionM - scenario.faults.hysteresisM
    let opensM = isForward ? positionM + dwellM : positionM + dwellM - scenario.faults.hysteresisM
    func pair(_ offsetM: Double, _ line: Int) -> [SwitchPoint] {
      [
        SwitchPoint(positionM: closesM + offsetM, line: line, closes: isForward),
        SwitchPoint(positionM: opensM + offsetM, line: line, closes: !isForward),
      ]
    }
    if scenario.profile.sensor == .single { return pair(0, 0) }
    // In backward motion the second switch detects the magnet first.
    let laterM = min(switchOffsetM, dwellM / 3)
    return pair(0, 0) + pair(scenario.direction == .forward ? laterM : -laterM, 1)
  }

  /// The belt moved from one position to another within a plant step, in either direction.
  mutating func move(fromM: Double, toM: Double, atS: Double, _ random: inout Random) {
    func timeS(_ positionM: Double) -> Double {
      let share = toM == fromM ? 1 : max(0, (positionM - fromM) / (toM - fromM))
      return atS + share * BeltPlant.stepS
    }
    var passes: [(timeS: Double, point: SwitchPoint, number: Int)] = []
    if toM > fromM {
      forwards.forward(toM: toM) { passes.append((timeS($0), $1, $2)) }
      backwards.forward(toM: toM) { _, _, _ in }
    } else if toM < fromM {
      backwards.backward(toM: toM) { passes.append((timeS($0), $1, $2)) }
      forwards.backward(toM: toM) { _, _, _ in }
    }
    for pass in passes { change(pass.point, atS: pass.timeS, isForward: toM > fromM, pass.number, &random) }
  }

  private mutating func change(
    _ point: SwitchPoint, atS: Double, isForward: Bool, _ number: Int, _ random: inout Random
  ) {
    let isArrival = point.line == 0 && point.closes
    if isArrival, isForward, number > farthest {
      passed += 1
      farthest = number
    }
    if isArrival, faults.miss > 0, random.uniform() < faults.miss { return }
    guard lines[point.line].isClosed != point.closes else { return }
    // The arrivals use the run's own random numbers, so that older recordings stay reproducible.
    let isShown = isArrival || !isSingle
    let timestampS = atS + faults.jitterS * (isShown ? random.gaussian() : ownRandom.gaussian())
    guard point.closes else {
      lines[point.line].open(atS: timestampS)
      return
    }
    lines[point.line].close(atS: timestampS)
    guard isArrival, faults.bounce > 0, random.uniform() < faults.bounce else { return }
    var offsets = (0..<(1 + Int(random.uniform() * 3))).map { _ in random.uniform(0.0001...0.0012) }
    offsets.sort()
    var beforeS = 0.0
    for offsetS in offsets {
      lines[point.line].bounce(
        openS: timestampS + offsetS - (offsetS - beforeS) * ownRandom.uniform(0.2...0.8),
        closeS: timestampS + offsetS
      )
      beforeS = offsetS
    }
  }

  /// The position nearest to a given one at which the first switch closes in forward motion.
  func nearestClosingM(toM: Double) -> Double? { forwards.nearestClosingM(toM: toM, line: 0) }

  /// The levels of the lines.
  var traces: [LineTrace] { isSingle ? [lines[0].trace] : [lines[0].trace, lines[1].trace] }
}

/// One switch: its level, and the periods for which it was closed.
private struct SwitchLine {
  private(set) var isClosed = false
  private var stretches: [Stretch] = []

  /// A switch changes at most once within this time, nanoseconds.
  private static let shortestNs: Int64 = 1000

  var trace: LineTrace { LineTrace(stretches) }

  /// Closed from before the beginning.
  mutating func begin() {
    isClosed = true
    stretches = [Stretch(fromNs: .min, untilNs: .max)]
  }

  mutating func close(atS: Double) {
    isClosed = true
    var fromNs = SimulatedRun.timeNs(atS)
    // Jitter must not let a switch close before it opened.
    if let last = stretches.last { fromNs = max(fromNs, last.untilNs + Self.shortestNs) }
    stretches.append(Stretch(fromNs: fromNs, untilNs: .max))
  }

  mutating func open(atS: Double) {
    isClosed = false
    guard var last = stretches.popLast() else { return }
    let fromNs = last.fromNs == .min ? 0 : last.fromNs
    last.untilNs = max(SimulatedRun.timeNs(atS), fromNs + Self.shortestNs)
    stretches.append(last)
  }

  /// Opens for a moment and closes again.
  mutating func bounce(openS: Double, closeS: Double) {
    open(atS: openS)
    close(atS: closeS)
  }
}

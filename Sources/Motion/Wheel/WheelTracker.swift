// SPDX-License-Identifier: Apache-2.0
//
// Owns: which magnet passed, and the wheel's direction, from arcs that differ. Must not know: gaits, sets.

import Pulses

/// One hypothesis about the wheel: a direction and the magnet that passed last, with its own small filter.
private struct WheelIdea: Sendable {
  var isBackward = false
  /// The belt's current arc, by its forward number.
  var arc = 0
  /// Residual travel, m; speed, m/s; and their covariance.
  var travel = 0.0
  var speed = 0.0
  var travelTravel = 0.0
  var travelSpeed = 0.0
  var speedSpeed = 0.0
  /// Logarithm of the evidence, relative to the best hypothesis.
  var score = 0.0
}

/// Determines phase and direction of a wheel with unequal arcs.
///
/// Each pair of direction and phase is a constant-velocity Kalman filter with its own arcs; the wrong ones see jumps
/// in speed. Innovations are scored as Student's t with 5 degrees of freedom, so that one odd pulse decides nothing.
/// The direction is known at a log-likelihood ratio of 9.2 (1 : 10 000), and never if the arcs are their own mirror
/// image.
package struct WheelTracker: Sendable {
  private static let decision = 9.2
  private static let scoreFloor = -30.0
  /// During a standstill the wheel may have been moved by a magnet or more; earlier evidence counts no more than
  /// this.
  private static let restFloor = -7.0
  /// Spectral density of the speed's random walk over its cube: fits walking over a wide range.
  private static let noisePerCube = 1.5

  private let wheel: MagnetWheel
  private let travelVariance: Double
  private var ideas = InlineArray<32, WheelIdea>(repeating: WheelIdea())
  private let count: Int
  private var pulses = 0
  private(set) package var direction: BeltDirection?
  /// The belt's current arc, by its forward number, and whether it is counted backward.
  private var best = 0
  package private(set) var phaseIsKnown = false
  /// The belt's current arc by the best hypothesis, metres: stored since it is read more often than it changes.
  private var bestArcM = 0.0
  /// The arc that the newest pulse ended, by the best hypothesis.
  private var bestPassedArc: Int64 = 0
  /// The belt's current arc by the best hypothesis, by its forward number.
  private(set) var bestArc = 0

  package init(wheel: MagnetWheel, placementSdM: Double) {
    self.wheel = wheel
    let sd = max(0.0002, placementSdM)
    travelVariance = 2 * sd * sd
    count = wheel.isEven ? 0 : wheel.isChiral ? 2 * wheel.magnets : wheel.magnets
    for index in 0..<count {
      ideas[index].isBackward = index >= wheel.magnets
      ideas[index].arc = index % wheel.magnets
    }
  }

  /// The next arc of the best hypothesis, and `skipping` more after it; metres. The mean arc if nothing is known.
  @inline(__always)
  package func travelM(arcs: Int) -> Double {
    if !phaseIsKnown { return Double(arcs) * wheel.meanArcM }
    return arcs == 1 ? bestArcM : knownTravelM(arcs: arcs)
  }

  /// The arc that the newest pulse ended, by its forward number; -1 if unknown.
  @inline(__always)
  package var passedArc: Int64 { phaseIsKnown ? bestPassedArc : -1 }

  @inline(never)
  private func knownTravelM(arcs: Int) -> Double { travel(of: ideas[best], arcs: arcs) }

  private mutating func keepBest() {
    let (arc, isBackward) = (ideas[best].arc, ideas[best].isBackward)
    bestArc = arc
    bestArcM = wheel.arcM(arc)
    // Not a conversion of an integer: on 32-bit processors those use the heap.
    bestPassedArc = Int64(Double(next(arc, isBackward: !isBackward)))
  }

  private func travel(of idea: WheelIdea, arcs: Int) -> Double {
    var sum = 0.0
    var arc = idea.arc
    for _ in 0..<arcs {
      sum += wheel.arcM(arc)
      arc = next(arc, isBackward: idea.isBackward)
    }
    return sum
  }

  private func next(_ arc: Int, isBackward: Bool) -> Int {
    let following = isBackward ? arc + wheel.magnets - 1 : arc + 1
    return following % wheel.magnets
  }

  /// The first pulse after a standstill or a loss. A stopped wheel may have been turned back; after a loss all phases
  /// are equally likely.
  package mutating func restart(afterLoss: Bool) {
    pulses = 1
    direction = nil
    if wheel.isChiral || afterLoss { phaseIsKnown = false }
    for index in 0..<count {
      let isForgotten = wheel.isChiral || afterLoss
      ideas[index].score = isForgotten ? 0 : max(ideas[index].score, Self.restFloor)
      ideas[index].arc = next(ideas[index].arc, isBackward: ideas[index].isBackward)
    }
    keepBest()
  }

  /// A pulse, `arcs` arcs after the previous one (more than one if pulses were missed).
  package mutating func step(gapS: Double, arcs: Int) {
    guard count > 0 else { return }
    pulses += 1
    for index in 0..<count { follow(index, gapS: gapS, arcs: arcs) }
    settle()
  }

  private mutating func follow(_ index: Int, gapS d: Double, arcs: Int) {
    var idea = ideas[index]
    let travelM = travel(of: idea, arcs: arcs)
    for _ in 0..<arcs { idea.arc = next(idea.arc, isBackward: idea.isBackward) }
    if pulses == 2 {
      idea.speed = travelM / d
      let sd = 0.4 * idea.speed + 0.05
      idea.speedSpeed = sd * sd
      idea.travelSpeed = 0
      idea.travelTravel = travelVariance
      idea.travel = 0
    } else {
      let v = max(0.05, idea.speed)
      let q = Self.noisePerCube * v * v * v
      idea.travel += idea.speed * d
      idea.travelTravel += d * (2 * idea.travelSpeed + d * idea.speedSpeed) + q * d * d * d / 3
      idea.travelSpeed += d * idea.speedSpeed + q * d * d / 2
      idea.speedSpeed += q * d
      let s = idea.travelTravel + travelVariance
      let y = travelM - idea.travel
      // Student's t with 5 degrees of freedom: (1 + y^2 / (5 S))^-3 / sqrt(S).
      idea.score -= 3 * Transcendental.log(1 + y * y / (5 * s)) + 0.5 * Transcendental.log(s)
      let (kx, kv) = (idea.travelTravel / s, idea.travelSpeed / s)
      idea.travel += kx * y - travelM
      idea.speed += kv * y
      idea.speedSpeed -= kv * idea.travelSpeed
      idea.travelSpeed *= travelVariance / s
      idea.travelTravel *= travelVariance / s
    }
    ideas[index] = idea
  }

  /// Which hypothesis leads, and by how much.
  private mutating func settle() {
    var top = -1e300
    for index in 0..<count where ideas[index].score > top {
      top = ideas[index].score
      best = index
    }
    var others = 0.0
    var opposite = 0.0
    var same = 0.0
    for index in 0..<count {
      ideas[index].score = max(Self.scoreFloor, ideas[index].score - top)
      let weight = Transcendental.exp(ideas[index].score)
      if index != best { others += weight }
      if ideas[index].isBackward == ideas[best].isBackward { same += weight } else { opposite += weight }
    }
    phaseIsKnown = others < 0.01 && pulses >= 4
    keepBest()
    guard wheel.isChiral else { return }
    let ratio = Transcendental.log(same) - Transcendental.log(max(opposite, 1e-30))
    direction = ratio > Self.decision ? (ideas[best].isBackward ? .backward : .forward) : nil
  }
}

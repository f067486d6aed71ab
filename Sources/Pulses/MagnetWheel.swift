// SPDX-License-Identifier: Apache-2.0
//
// Owns: how far the belt moves from one magnet to the next. Must not know: time, speed, drag.

/// Why a magnet wheel cannot have the given description.
package enum MagnetWheelFault: Error, Sendable, Equatable {
  /// The belt travel per turn is not a finite length in `MagnetWheel.circumferenceRangeM`.
  case circumference
  /// The number of magnets is not in 1...`MagnetWheel.maxMagnets`.
  case magnetCount
  /// An arc is not a finite number above 0.
  case arc
  /// More than `MagnetWheel.maxUnevenMagnets` marks at unequal distances.
  case unevenCount
}

/// The wheel that carries the magnets, or the disc or pulley that carries slots, measured in belt travel.
///
/// A mark is what the sensor detects; "magnet" stands for any kind. One turn moves the belt by `circumferenceM`,
/// which the `magnets` pulses of the turn divide into the arcs `arcM(_:)`.
package struct MagnetWheel: Sendable {
  /// As many as a treadmill's own speed disc has slots.
  package static let maxMagnets = 64
  /// Marks at unequal distances, which are distinguished one by one.
  package static let maxUnevenMagnets = 16
  /// Metres. From a thin spindle to a magnet glued on a long belt itself.
  package static let circumferenceRangeM = 0.01...10.0

  /// Magnets whose arcs differ by less than this share from their mean are meant to be even.
  private static let nearlyEvenShare = 0.2

  /// Whether the magnets are meant to be even but are slightly off.
  package var isNearlyEven: Bool { unevenness < Self.nearlyEvenShare }

  /// Belt travel per turn of the wheel, metres.
  package let circumferenceM: Double
  package let magnets: Int
  /// Belt travel per pulse on average over a turn, metres.
  package let meanArcM: Double
  /// Whether all arcs are equal by design, so that every pulse has the same distance.
  package let isEven: Bool
  /// Whether the arcs distinguish forward from backward: no rotation of the wheel makes the reversed order look like
  /// the forward one.
  package let isChiral: Bool
  /// The largest difference of an arc from the mean, as a share of the mean.
  package let unevenness: Double
  private let arcsM: InlineArray<16, Double>

  /// Evenly spaced magnets.
  package init(circumferenceM: Double, magnets: Int) throws(MagnetWheelFault) {
    try self.init(circumferenceM: circumferenceM, magnets: magnets, relativeArcs: InlineArray(repeating: 1))
  }

  /// Magnets at the given relative arcs, in forward order; only the first `magnets` entries are read. If there are
  /// more than `maxUnevenMagnets` marks, all arcs must be equal.
  package init(circumferenceM: Double, magnets: Int, relativeArcs: InlineArray<16, Double>)
    throws(MagnetWheelFault)
  {
    guard Self.circumferenceRangeM.contains(circumferenceM) else { throw .circumference }
    guard magnets >= 1, magnets <= Self.maxMagnets else { throw .magnetCount }
    var sum = 0.0
    var even = true
    let listed = min(magnets, Self.maxUnevenMagnets)
    for index in 0..<listed {
      let arc = relativeArcs[index]
      guard arc.isFinite, arc > 0 else { throw .arc }
      sum += arc
      if arc != relativeArcs[0] { even = false }
    }
    guard sum.isFinite else { throw .arc }
    guard even || magnets == listed else { throw .unevenCount }
    var arcs = InlineArray<16, Double>(repeating: circumferenceM / Double(magnets))
    if magnets == listed {
      for index in 0..<listed { arcs[index] = circumferenceM * (relativeArcs[index] / sum) }
    }
    self.circumferenceM = circumferenceM
    self.magnets = magnets
    meanArcM = circumferenceM / Double(magnets)
    self.isEven = even
    self.arcsM = arcs
    var largest = 0.0
    for index in 0..<listed { largest = max(largest, (arcs[index] - meanArcM).magnitude / meanArcM) }
    unevenness = largest
    isChiral = Self.mirrorDifference(arcs, magnets: listed) > Self.chiralShare * meanArcM
  }

  /// Marks whose positions can be learnt: all magnets of a wheel, and one for the slots of a fine disc, which are
  /// machined and all alike.
  package var distinctMarks: Int { magnets <= Self.maxUnevenMagnets ? magnets : 1 }

  /// Arcs that differ by less than this share of the mean arc from their mirror image do not determine a direction:
  /// magnets glued by hand are that uneven by chance.
  private static let chiralShare = 0.2

  /// How much the order of the arcs differs from its mirror image in the best of all rotations, metres: the largest
  /// difference of two arcs.
  private static func mirrorDifference(_ arcs: InlineArray<16, Double>, magnets: Int) -> Double {
    var best = Double.infinity
    for turn in 0..<magnets {
      var worst = 0.0
      for index in 0..<magnets {
        let mirrored = arcs[(turn + magnets - index) % magnets]
        worst = max(worst, (arcs[index] - mirrored).magnitude)
      }
      best = min(best, worst)
    }
    return best
  }

  /// Belt travel after which the distinct marks repeat, metres.
  package var distinctTravelM: Double { magnets <= Self.maxUnevenMagnets ? circumferenceM : meanArcM }

  /// Belt travel from magnet `index` to the next one forward, metres.
  package func arcM(_ index: Int) -> Double { arcsM[index % distinctMarks] }

  /// The smallest and the largest arc, metres.
  package var shortestArcM: Double {
    var best = arcsM[0]
    for index in 1..<Self.maxUnevenMagnets where index < magnets { best = min(best, arcsM[index]) }
    return best
  }

  package var longestArcM: Double {
    var best = arcsM[0]
    for index in 1..<Self.maxUnevenMagnets where index < magnets { best = max(best, arcsM[index]) }
    return best
  }
}

/// Which change of level means "a magnet has arrived".
package enum PulseEdge: UInt8, Sendable, Equatable {
  case falling = 0
  case rising = 1
  /// Every change: a latching sensor with alternating poles.
  case both = 2

  /// Whether an edge of this transition is a pulse.
  package func matches(_ transition: Transition) -> Bool {
    switch self {
    case .falling: transition == .falling
    case .rising: transition == .rising
    case .both: true
    }
  }
}

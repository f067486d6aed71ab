// SPDX-License-Identifier: Apache-2.0
//
// Owns: where within the unseen arcs a set really began, and where driving turned into coasting. Must not know:
// power, storage.

import Motion
import Pulses

/// The boundaries of a set from its pulses.
package struct SetBoundaries: Sendable, Equatable {
  package var startNs: Int64
  package var endNs: Int64
  /// The number of pulses within the set, from the first one.
  package var count: Int
  package var endIsRefined: Bool
  /// Belt speed at the end, m/s: 0 if the walker brought the belt to rest.
  package var endSpeedMps: Double

  /// A start accelerates as v ~ t^p: 1 is a constant push, 2 the smoothest possible start (minimum jerk, Flash and
  /// Hogan 1985). People are in between.
  private static let startExponent = 1.5
  /// No motion is dated back further than this, nanoseconds.
  private static let longestLeadNs: Int64 = 2_000_000_000
  /// A measured deceleration within this share of the coast-down curve is coasting.
  private static let coastTolerance = 0.5
  /// Share of the expected deceleration that misplaced magnets may cause.
  private static let placementShare = 0.17
  /// A long coast is tested a thousand times, and some tests fail by chance: it ends where this many compared
  /// segments in a row do not fit.
  private static let failingSpans = 1.0
  private static let denseGapShare = 0.5

  /// - Parameters:
  ///   - pulses: the set's pulses in order, at least one, without those that the stage discarded.
  ///   - profile: the machine; its coast-down curve is used only if it was measured.
  ///   - walker: the load under which a belt is braked.
  package init(pulses: borrowing Span<SteppedPulse>, profile: MachineProfile, walker: WalkerLoad) {
    let last = pulses.count - 1
    startNs = pulses[0].timeNs
    endNs = pulses[last].timeNs
    count = pulses.count
    endIsRefined = false
    endSpeedMps = 0
    guard pulses.count >= 3 else { return }
    startNs = pulses[0].timeNs &- Self.leadNs(pulses, arcM: profile.wheel.meanArcM)
    guard profile.drag.isCalibrated else { return }
    endIsRefined = true
    let power = PowerModel(drag: profile.drag, walker: walker)
    if Self.coastsToRest(pulses, profile) {
      refineEnd(pulses, profile, power)
    } else {
      endNs = pulses[last].timeNs &+ Self.tailNs(pulses, profile.wheel, power)
    }
  }

  /// How long before the first pulse the belt began to move.
  ///
  /// Speed and acceleration at the first pulse come from the first two gaps; with v ~ t^p the motion began p v/a ago.
  /// The travel since then is one arc at most, or there would have been a pulse before.
  private static func leadNs(_ pulses: borrowing Span<SteppedPulse>, arcM: Double) -> Int64 {
    let firstS = gapS(pulses, 0, 1)
    let secondS = gapS(pulses, 1, 2)
    let firstMps = travelM(pulses, 0, 1) / firstS
    let acceleration = (travelM(pulses, 1, 2) / secondS - firstMps) / (0.5 * (firstS + secondS))
    let speedMps = max(0.2 * firstMps, firstMps - 0.5 * acceleration * firstS)
    // The whole arc is rarely unseen: 0.8 of it makes the mean error vanish over many simulated starts.
    let longestS = 0.8 * (startExponent + 1) * arcM / speedMps
    let leadS = acceleration > 0 ? min(startExponent * speedMps / acceleration, longestS) : 0.5 * longestS
    return min(Nanoseconds(seconds: leadS).count, longestLeadNs)
  }

  /// Ends the set where the belt began to coast.
  private mutating func refineEnd(
    _ pulses: borrowing Span<SteppedPulse>, _ profile: MachineProfile, _ power: PowerModel
  ) {
    let last = pulses.count - 1
    let boundary = Self.coastBegin(pulses, profile)
    // There is no coast before the last pulse: the belt was driven up to it and came to rest in the arc after it.
    guard boundary < last else {
      return endNs = pulses[last].timeNs &+ Self.tailNs(pulses, profile.wheel, power)
    }
    endNs = pulses[boundary].timeNs
    count = boundary + 1
    endSpeedMps = Self.speedMps(pulses, boundary, boundary + 1)
  }

  /// Goes back from the last pulse while the belt slows down like an empty one.
  /// - Returns: the pulse at which it began to; the last one if it is driven.
  package static func coastBegin(_ pulses: borrowing Span<SteppedPulse>, _ profile: MachineProfile) -> Int {
    let last = pulses.count - 1
    var boundary = last
    var candidate = last
    var failingSince: Int?
    while candidate > 0 {
      let expected = profile.drag.coastDecelerationMps2(
        atMps: speedMps(pulses, candidate - 1, candidate))
      let spanS = (6.0.squareRoot() * profile.magnetPlacementSdM / (placementShare * expected))
        .squareRoot()
      var back = candidate - 1
      while back > 0, gapS(pulses, back, candidate) < spanS { back -= 1 }
      let before = back - (candidate - back)
      guard before >= 0 else { break }
      let laterMps = speedMps(pulses, back, candidate)
      let earlierMps = speedMps(pulses, before, back)
      let measured = (earlierMps - laterMps) / (0.5 * gapS(pulses, before, candidate))
      let curve = profile.drag.coastDecelerationMps2(atMps: 0.5 * (earlierMps + laterMps))
      if (measured - curve).magnitude <= coastTolerance * curve {
        boundary = back
        failingSince = nil
      } else if let since = failingSince {
        if gapS(pulses, candidate, since) > failingSpans * spanS { break }
      } else {
        // If a segment is hardly more than a gap, there are few of them and none fails by chance.
        if boundary == last || gapS(pulses, candidate - 1, candidate) > denseGapShare * spanS {
          break
        }
        failingSince = candidate
      }
      candidate -= 1
    }
    return boundary
  }

  /// The mean time from the last pulse until a belt stopped under the walker's weight came to rest.
  ///
  /// The remaining travel is uniformly distributed from none to an arc. Up to s = v^2 / 2D of it is the braking itself
  /// and takes sqrt(2x / D); anything more was walked at v before. D is the drag of the loaded belt over its mass.
  private static func tailNs(
    _ pulses: borrowing Span<SteppedPulse>, _ wheel: MagnetWheel, _ power: PowerModel
  ) -> Int64 {
    let arcM = wheel.meanArcM
    let last = pulses.count - 1
    // The last gap may contain part of the braking already, the one before does not.
    let v = max(speedMps(pulses, last - 1, last), speedMps(pulses, last - 2, last - 1))
    let braking = power.steadyForceN(atMps: 0) / power.drag.massKg.value
    guard braking > 0 else { return 0 }
    let s = min(arcM, v * v / (2 * braking))
    let whileBraking = 2.0 / 3.0 * s * (2 * s / braking).squareRoot()
    let whileWalking = (arcM - s) * ((arcM - s) / (2 * v) + v / braking)
    return min(Nanoseconds(seconds: (whileBraking + whileWalking) / arcM).count, longestLeadNs)
  }

  /// Whether the last pulses fit a belt that coasted until it stopped: the speed at the last pulse must have been
  /// lost within the arc that was never completed.
  private static func coastsToRest(_ pulses: borrowing Span<SteppedPulse>, _ profile: MachineProfile) -> Bool
  {
    let last = pulses.count - 1
    let arcM = profile.wheel.meanArcM
    let gapS = Self.gapS(pulses, last - 1, last)
    let gapMps = travelM(pulses, last - 1, last) / gapS
    let deceleration = profile.drag.coastDecelerationMps2(atMps: gapMps)
    let leftMps = gapMps - 0.5 * deceleration * gapS
    return leftMps <= 0 || leftMps * leftMps / (2 * deceleration) <= 1.5 * arcM
  }

  private static func gapS(_ pulses: borrowing Span<SteppedPulse>, _ from: Int, _ to: Int) -> Double {
    Nanoseconds(max(1, pulses[to].timeNs &- pulses[from].timeNs)).seconds
  }

  private static func travelM(_ pulses: borrowing Span<SteppedPulse>, _ from: Int, _ to: Int) -> Double {
    pulses[to].positionM - pulses[from].positionM
  }

  private static func speedMps(_ pulses: borrowing Span<SteppedPulse>, _ from: Int, _ to: Int) -> Double {
    travelM(pulses, from, to) / gapS(pulses, from, to)
  }
}

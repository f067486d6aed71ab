// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the whole path made of a fault, against the truth. Must not know: targets' names, tables.

import Motion
import Pulses
import Sets
import Simulation

/// Sets found less sets walked, over several runs of one case.
struct FaultOutcome: Sendable {
  var runs = 0
  /// Sets that were walked.
  var walked = 0
  /// Relative errors of their distance, %.
  var distance = Figures()
  /// The same as a share of what is allowed.
  var ofAllowed = Figures()
  var coverage = Coverage()
  /// Found end less true end, seconds.
  var end = Figures()
  /// Sets that were walked and not found, or found in pieces.
  var lost = 0
  var split = 0
  /// Sets that nobody walked: not marked, and marked.
  var ghosts = 0
  var markedGhosts = 0
  /// Sets that were walked and are marked.
  var doubted = 0
  /// Runs with an alert.
  var alerts = 0

  mutating func add(_ path: WholePath, _ truth: Truth, allowed: FaultAllowance, arcM: Double) {
    runs += 1
    if path.alarm.isRaised || path.sets.contains(where: { $0.suspicion != nil }) { alerts += 1 }
    for set in path.sets where !truth.sets.contains(where: { Self.isPart(set, of: $0) }) {
      if set.suspicion == nil { ghosts += 1 } else { markedGhosts += 1 }
    }
    for set in truth.sets {
      walked += 1
      let parts = path.sets.filter { Self.isPart($0, of: set) }
      if parts.count > 1 { split += 1 }
      if parts.contains(where: { $0.suspicion != nil }) { doubted += 1 }
      guard let last = parts.last else {
        lost += 1
        distance.add(-100)
        ofAllowed.add(.infinity)
        continue
      }
      let errorM = parts.map(\.distanceM).reduce(0, +) - set.distanceM
      let sdM = parts.map { $0.distanceSdM * $0.distanceSdM }.reduce(0, +).squareRoot()
      distance.add(100 * errorM / set.distanceM)
      coverage.add(errorM, sd: sdM)
      ofAllowed.add(errorM.magnitude / allowed.allowedM(distanceM: set.distanceM, arcM: arcM, sdM: sdM))
      end.add(Double(last.endNs - set.endNs) / 1e9)
    }
  }

  /// Whether more than half of a found set lies within a true one.
  private static func isPart(_ found: FinishedSet, of set: TrueSet) -> Bool {
    let whole = Stretch(fromNs: found.startNs, untilNs: found.endNs)
    let both = whole.overlap(Stretch(fromNs: set.startNs, untilNs: set.endNs))
    return (both?.durationS ?? 0) > 0.5 * whole.durationS
  }
}

/// By how much a distance may be off.
struct FaultAllowance: Sendable {
  /// Of the distance. One arc is always allowed: what was passed before the first and after the last magnet is unseen.
  var share: Double
  /// Whether an error that the stated 95 % interval covers is allowed as well.
  var isIntervalEnough: Bool

  static let bothTransitions = FaultAllowance(share: 0.005, isIntervalEnough: false)
  static let oneTransition = FaultAllowance(share: 0.02, isIntervalEnough: true)

  func allowedM(distanceM: Double, arcM: Double, sdM: Double) -> Double {
    max(share * distanceM, arcM, isIntervalEnough ? 1.959964 * sdM : 0)
  }
}

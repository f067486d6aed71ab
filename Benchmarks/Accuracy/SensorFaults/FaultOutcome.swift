// SPDX-License-Identifier: Apache-2.0
//
// Owns: the result of the whole path for a fault, compared with the truth. Must not know: targets' names, tables.

import Motion
import Pulses
import Sets
import Simulation

/// Sets found minus sets walked, over several runs of one case.
struct FaultOutcome: Sendable {
  var runs = 0
  /// Sets that were walked.
  var walked = 0
  /// Relative errors of their distance, %.
  var distance = Figures()
  /// The same as a share of the allowed error.
  var ofAllowed = Figures()
  var coverage = Coverage()
  /// Found end minus true end, seconds.
  var end = Figures()
  /// Walked sets that were not found, or found in parts.
  var lost = 0
  var split = 0
  /// False sets: not marked, and marked.
  var ghosts = 0
  var markedGhosts = 0
  /// Walked sets that are marked.
  var doubted = 0
  /// Runs with an alert, and those in which noise got through without one.
  var alerts = 0
  var silent = 0
  /// A run for each kind of miss: the worst, or the first.
  private(set) var examples: [FaultMiss: String] = [:]

  /// Edges of noise from which on an alert is required: a magnet at the switch hides noise.
  private static let fewestNoiseEdges = 100

  /// - Parameter noiseEdges: edges of the recording not caused by a magnet.
  mutating func add(
    _ path: WholePath, _ truth: Truth, allowed: FaultAllowance, arcM: Double, noiseEdges: Int, name: String
  ) {
    runs += 1
    let hasAlert = path.alarm.isRaised || path.sets.contains { $0.suspicion != nil }
    if hasAlert { alerts += 1 }
    if !hasAlert, noiseEdges >= Self.fewestNoiseEdges {
      silent += 1
      note(.alert, name)
    }
    for set in path.sets where !truth.sets.contains(where: { Self.isPart(set, of: $0) }) {
      if set.suspicion == nil {
        ghosts += 1
        note(.ghost, name)
      } else {
        markedGhosts += 1
      }
    }
    for set in truth.sets {
      walked += 1
      let parts = path.sets.filter { Self.isPart($0, of: set) }
      if parts.count > 1 {
        split += 1
        note(.pieces, name)
      }
      if parts.contains(where: { $0.suspicion != nil }) {
        doubted += 1
        note(.doubted, name)
      }
      guard let last = parts.last else {
        examples[.distance] = name
        lost += 1
        distance.add(-100)
        ofAllowed.add(.infinity)
        continue
      }
      let errorM = parts.map(\.distanceM).reduce(0, +) - set.distanceM
      let sdM = parts.map { $0.distanceSdM * $0.distanceSdM }.reduce(0, +).squareRoot()
      distance.add(100 * errorM / set.distanceM)
      coverage.add(errorM, sd: sdM)
      let allowedM = allowed.allowedM(set, arcM: arcM, sdM: hasAlert ? sdM : 0)
      if !(errorM.magnitude / allowedM < ofAllowed.worst) { examples[.distance] = name }
      ofAllowed.add(errorM.magnitude / allowedM)
      let endS = Double(last.endNs - set.endNs) / 1e9
      if !(endS.magnitude < end.worst) { examples[.end] = name }
      end.add(endS)
    }
  }

  private mutating func note(_ miss: FaultMiss, _ name: String) {
    if examples[miss] == nil { examples[miss] = name }
  }

  /// Whether more than half of a found set lies within a true one.
  private static func isPart(_ found: FinishedSet, of set: TrueSet) -> Bool {
    let whole = Stretch(fromNs: found.startNs, untilNs: found.endNs)
    let both = whole.overlap(Stretch(fromNs: set.startNs, untilNs: set.endNs))
    return (both?.durationS ?? 0) > 0.5 * whole.durationS
  }
}

/// What a run can miss.
enum FaultMiss: Sendable {
  case distance, pieces, doubted, end, ghost, alert
}

/// The allowed error of a distance.
struct FaultAllowance: Sendable {
  /// Of the distance. One arc is always allowed: the travel before the first and after the last magnet is unseen.
  var share: Double
  /// Allowed error of a walk's end in seconds if the walker steps off a coasting belt: the target of section 4.
  private static let endS = 0.2
  /// Whether an error within the stated 95 % interval is allowed as well, if there is an alert.
  var isIntervalEnough: Bool

  static let bothTransitions = FaultAllowance(share: 0.005, isIntervalEnough: true)
  static let oneTransition = FaultAllowance(share: 0.02, isIntervalEnough: true)

  func allowedM(_ set: TrueSet, arcM: Double, sdM: Double) -> Double {
    let endM = set.ending == .stepsOff ? Self.endS * set.distanceM / set.durationS : 0
    return max(share * set.distanceM, max(arcM, endM), isIntervalEnough ? 1.959964 * sdM : 0)
  }
}

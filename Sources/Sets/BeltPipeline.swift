// SPDX-License-Identifier: Apache-2.0
//
// Owns: the order of the pure stages: edge -> pulse -> motion -> set. Must not know: threads, clocks, files.

import Motion
import Pulses

/// The pure stages in series, with one entry point.
///
/// Pass it every edge and, in between, how long the line has been silent. It allocates nothing and reads no clock.
package struct BeltPipeline: Sendable {
  package private(set) var gate: PulseGate
  package private(set) var motion: MotionStage
  package private(set) var detector: SetDetector
  /// The load on the belt, for power.
  package private(set) var walker: WalkerLoad
  /// What was counted with the profiles before this one.
  private var before = BeltCounts()

  package init(profile: MachineProfile, walker: WalkerLoad = WalkerLoad(), rules: SetRules = SetRules()) {
    self.walker = walker
    gate = PulseGate(profile: profile)
    motion = MotionStage(profile: profile, walker: walker)
    detector = SetDetector(rules: rules, wheel: profile.wheel, standstill: motion.standstill)
  }

  /// The stages for another profile of the same machine, between two sets: all counts continue.
  /// - Parameter rules: of sets from now on; nil to keep the current ones.
  package init(profile: MachineProfile, rules: SetRules? = nil, after other: BeltPipeline) {
    self.init(profile: profile, walker: other.walker, rules: rules ?? other.detector.rules)
    gate = PulseGate(profile: profile, sequenceBefore: other.gate.lastSequence)
    let motion = other.motion.estimate(atNs: .max)
    before = other.before
    before.add(
      BeltCounts(counters: other.gate.counters, distanceM: motion.distanceM, repairs: motion.repairs))
  }

  /// Takes an edge. Events are passed before the edge counts: what began begins with this edge.
  package mutating func step(_ edge: Edge, _ emit: (SetEvent) -> Void) {
    guard let pulse = gate.step(edge) else { return }
    let stepped = motion.step(pulse)
    detector.step(pulse, arcs: stepped.arcs, moves: !stepped.isStanding && !stepped.isOldGround, emit)
  }

  /// The line was silent up to this time.
  package mutating func advance(silentUntilNs timeNs: Int64, _ emit: (SetEvent) -> Void) {
    detector.advance(silentUntilNs: timeNs, emit)
  }

  /// The source is gone or finished: closes the set in progress.
  package mutating func finish(_ reason: SetEndReason, _ emit: (SetEvent) -> Void) {
    detector.finish(reason, emit)
  }

  /// Switches to another walker. What was learnt about the machine does not change.
  package mutating func use(walker: WalkerLoad) {
    guard walker != self.walker else { return }
    self.walker = walker
    motion.use(walker: walker)
  }

  /// The source is back: its edges are numbered from 1 again, and the motion in between is unknown.
  package mutating func sourceReopened() {
    gate.sourceReopened()
    motion.sourceReopened()
  }

  /// The state at this time.
  package func snapshot(atNs timeNs: Int64) -> BeltSnapshot {
    var snapshot = BeltSnapshot()
    snapshot.motion = motion.estimate(atNs: timeNs)
    var counts = before
    counts.add(
      BeltCounts(
        counters: gate.counters, distanceM: snapshot.motion.distanceM, repairs: snapshot.motion.repairs))
    snapshot.motion.distanceM = counts.distanceM
    snapshot.motion.repairs = counts.repairs
    snapshot.counters = counts.counters
    snapshot.phase = detector.phase
    snapshot.suspicion = gate.suspicion(atNs: timeNs)
    snapshot.isAmbiguous = gate.isAmbiguous
    if detector.phase != .idle {
      snapshot.setFirstPulseNs = detector.firstPulseNs
      snapshot.setLastPulseNs = detector.lastPulseNs
      snapshot.setDistanceM = detector.distanceM
    }
    return snapshot
  }
}

/// Everything a display needs, at one instant.
package struct BeltSnapshot: Sendable, Equatable, BitwiseCopyable {
  package var motion = MotionEstimate()
  package var counters = PulseCounters()
  package var phase = SetPhase.idle
  /// Why the pulses of the last minute are suspect; nil if there is no reason.
  package var suspicion: Suspicion?
  /// Whether arrivals may be a contact's second closings, which only the other transition could show.
  package var isAmbiguous = false
  /// Of the candidate or set in progress; 0 while idle. Nanoseconds.
  package var setFirstPulseNs: Int64 = 0
  package var setLastPulseNs: Int64 = 0
  package var setDistanceM: Double = 0

  package init() {}
}

/// Counts that only grow while a belt is watched.
private struct BeltCounts: Sendable {
  var counters = PulseCounters()
  var distanceM: Double = 0
  var repairs = PulseRepairs()

  mutating func add(_ other: BeltCounts) {
    counters.add(other.counters)
    distanceM += other.distanceM
    repairs.missed &+= other.repairs.missed
    repairs.discarded &+= other.repairs.discarded
  }
}

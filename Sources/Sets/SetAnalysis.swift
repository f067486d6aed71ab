// SPDX-License-Identifier: Apache-2.0
//
// Owns: computing a set's figures from its raw edges. Must not know: where the edges are stored.
//
// Live, replayed, simulated and recomputed sets are all computed here, from the same stored edges: so they agree to
// the last bit.

import Motion
import Pulses

/// Computes a finished set from its raw edges.
///
/// The caller owns the storage:
/// 1. pass every edge to `step`; collect the pulses it returns, then call `settle` on them;
/// 2. `boundaries` gives the range, `sampleCount` the size of the speed trace;
/// 3. `smooth` fills the trace;
/// 4. `finish` gives the figures.
package struct SetAnalysis: Sendable {
  /// Time between two samples of the trace, nanoseconds.
  package static let sampleNs: Int64 = 20_000_000

  package let profile: MachineProfile
  /// The load on the belt, for power and work.
  package let walker: WalkerLoad
  package private(set) var gate: PulseGate
  private var motion: MotionStage
  private var discarded: Int64 = 0
  private let knowing: ContactKnowledge?
  private var sawForward = false
  private var sawBackward = false

  /// - Parameters:
  ///   - first: the set's first edge: losses count from there on.
  ///   - walker: the load on the belt, for power and work.
  ///   - repairs: whether missed pulses are restored; pass false if `mustRepeatWithoutRepairs` was true.
  ///   - knowing: what is known about the contact, from `mustRepeatKnowing`.
  package init(
    first: Edge, profile: MachineProfile, walker: WalkerLoad = WalkerLoad(), repairs: Bool = true,
    knowing: ContactKnowledge? = nil
  ) {
    self.profile = profile
    self.walker = walker
    self.knowing = knowing
    gate = PulseGate(
      profile: profile, sequenceBefore: max(0, first.sequence &- 1),
      knowing: knowing ?? ContactKnowledge())
    motion = MotionStage(profile: profile, walker: walker, repairs: repairs)
  }

  /// Takes an edge; returns a pulse if it counts as one.
  package mutating func step(_ edge: Edge) -> SteppedPulse? {
    guard let pulse = gate.step(edge) else { return nil }
    let stepped = motion.step(pulse)
    switch stepped.direction {
    case .forward: sawForward = true
    case .backward: sawBackward = true
    case nil: break
    }
    if stepped.arcs == 0, !stepped.isFresh, !stepped.isOldGround {
      discarded &+= 1
      return nil
    }
    return stepped
  }

  /// Whether repairs proved false: then the computation has to be repeated without them.
  package var mustRepeatWithoutRepairs: Bool { motion.hadFalseRepairs }

  /// What was found out late about the contact: then the computation has to be repeated with that known from the
  /// beginning.
  package var mustRepeatKnowing: ContactKnowledge? { knowing == nil ? gate.knowledge : nil }

  /// Goes back over the pulses: what was found out late about the arcs also applies to the beginning, and long gaps
  /// right before a standstill were not missed pulses. Then sums up the travel.
  package func settle(_ pulses: inout MutableSpan<SteppedPulse>) {
    settleGround(&pulses)
    var end = pulses.count
    while end > 0 {
      var first = end - 1
      while first > 0, !pulses[first].isFresh { first -= 1 }
      settleArcs(&pulses, first, end)
      settleStop(&pulses, first, end)
      settleLearntArcs(&pulses, first, end)
      end = first
    }
    var arcs: Int64 = 0
    var unevenM = 0.0
    let meanM = profile.wheel.meanArcM
    for index in 0..<pulses.count {
      let pulse = pulses[index]
      arcs &+= pulse.arcs
      if !pulse.isFresh { unevenM += pulse.travelM - Double(pulse.arcs) * meanM }
      pulses[index].positionM = Double(arcs) * meanM + unevenM
    }
  }

  /// Ground that the belt had covered before does not count, nor does a magnet rocking under a standing person, nor a
  /// motion that was over at once.
  private func settleGround(_ pulses: inout MutableSpan<SteppedPulse>) {
    for index in 0..<pulses.count {
      if pulses[index].foundGround > 0 { findGround(&pulses, before: index) }
    }
    for index in 0..<pulses.count where pulses[index].isOldGround {
      pulses[index].arcs = 0
      pulses[index].travelM = 0
    }
    var index = pulses.count - 1
    while index >= 0 {
      let last = index
      while index >= 0, !pulses[index].isStanding { index -= 1 }
      let moving = index + 1
      if moving <= last {
        // The belt began to move with the pulses just before.
        while index >= 0, pulses[index].isStanding, moving - index <= motion.standstill.arcs { index -= 1 }
        let isMotion = pulses[last].timeNs &- pulses[index + 1].timeNs >= MotionStage.leastMotionNs
        if !isMotion { settleNothing(&pulses, index + 1, last + 1) }
      }
      let standing = index + 1
      while index >= 0, pulses[index].isStanding { index -= 1 }
      settleNothing(&pulses, index + 1, standing)
    }
  }

  private func settleNothing(_ pulses: inout MutableSpan<SteppedPulse>, _ first: Int, _ end: Int) {
    for index in first..<end { pulses[index].arcs = 0 }
  }

  /// The belt was walked in the other direction: what seemed old ground was new.
  private func findGround(_ pulses: inout MutableSpan<SteppedPulse>, before index: Int) {
    var left = pulses[index].foundGround
    var back = index - 1
    while back >= 0, left > 0 {
      if pulses[back].isOldGround, !pulses[back].isFresh {
        pulses[back].isOldGround = false
        pulses[back].arcs = 1
        left &-= 1
      }
      back -= 1
    }
  }

  /// Variance of a pulse's position, once the whole set is known, m2.
  package var placementVariance: Double { motion.travelVariance }

  /// What was learnt about an even wheel's magnets by the end applies to the whole set.
  private func settleLearntArcs(_ pulses: inout MutableSpan<SteppedPulse>, _ first: Int, _ end: Int) {
    let magnets = profile.wheel.distinctMarks
    guard profile.wheel.isNearlyEven, magnets > 1 else { return }
    for index in first..<end where !pulses[index].isFresh && pulses[index].arcIndex >= 0 {
      var magnet = Int(truncatingIfNeeded: pulses[index].arcIndex)
      var left = pulses[index].arcs
      var sum = 0.0
      while left > 0 {
        sum += motion.arcs.arcM(magnet % magnets)
        magnet += magnets - 1
        left &-= 1
      }
      pulses[index].travelM = sum
    }
  }

  /// Counts arcs back from the first pulse whose arc is certain.
  private func settleArcs(_ pulses: inout MutableSpan<SteppedPulse>, _ first: Int, _ end: Int) {
    guard !profile.wheel.isNearlyEven else { return }
    let known = surePulse(&pulses, first, end)
    guard known < end else { return }
    let count = profile.wheel.magnets
    let isBackward = pulses[known].direction == .backward
    var arc = Int(truncatingIfNeeded: pulses[known].arcIndex)
    var index = known
    while index > first {
      var sum = 0.0
      var left = pulses[index].arcs
      while left > 0 {
        sum += profile.wheel.arcM(arc)
        arc = (isBackward ? arc + 1 : arc + count - 1) % count
        left &-= 1
      }
      pulses[index].travelM = sum
      index -= 1
    }
  }

  /// The first pulse with a known arc and a known direction, which takes longer to find; if that is never known, the
  /// first with a known arc; `end` if there is none.
  private func surePulse(_ pulses: inout MutableSpan<SteppedPulse>, _ first: Int, _ end: Int) -> Int {
    var known = end
    var index = first
    while index < end {
      if pulses[index].arcIndex >= 0 {
        if pulses[index].direction != nil { return index }
        if known == end { known = index }
      }
      index += 1
    }
    return known
  }

  /// Before the learnt arcs: it takes magnets back.
  private func settleStop(_ pulses: inout MutableSpan<SteppedPulse>, _ first: Int, _ end: Int) {
    guard profile.wheel.isNearlyEven else { return }
    for index in max(first, end - PulseRepair.stoppingPulses)..<end where pulses[index].arcs > 1 {
      pulses[index].arcs = 1
      pulses[index].travelM = profile.wheel.meanArcM
    }
  }

  /// Where the set began and ended.
  package func boundaries(_ pulses: borrowing Span<SteppedPulse>) -> SetBoundaries? {
    guard pulses.count > 0 else { return nil }
    // Motion after the belt was stopped cannot be distinguished from coasting.
    var end = pulses.count
    while end > 1, pulses[end - 1].arcs == 0 { end -= 1 }
    return SetBoundaries(pulses: pulses.extracting(0..<end), profile: profile, walker: walker)
  }

  /// The number of samples in the trace, one every `sampleNs` from the start on.
  package func sampleCount(_ boundaries: SetBoundaries) -> Int {
    // At most a day: hostile timestamps must not request unlimited memory.
    let lengthNs = min(max(0, boundaries.endNs &- boundaries.startNs), 86_400_000_000_000)
    return Int(truncatingIfNeeded: lengthNs / Self.sampleNs) + 1
  }

  /// Belt speed over the set, from the pulses on both sides of each instant; `store` takes samples by their index,
  /// and those of standstills are omitted.
  package func smooth(
    _ pulses: borrowing Span<SteppedPulse>, _ boundaries: SetBoundaries, room: inout SmootherRoom,
    store: (Int, TraceSample) -> Void
  ) {
    let smoother = GaitSmoother(
      profile: profile, placementVariance: placementVariance, originNs: boundaries.startNs,
      stepNs: Self.sampleNs)
    smoother.smooth(pulses, room: &room, store: store)
  }

  /// The figures.
  package func finish(
    _ pulses: borrowing Span<SteppedPulse>, trace: borrowing Span<TraceSample>, _ boundaries: SetBoundaries,
    reason: SetEndReason
  ) -> FinishedSet {
    var finished = FinishedSet()
    finished.endReason = reason
    finished.powerIsEstimated = !profile.drag.forceIsMeasured
    finished.counters = gate.counters
    finished.discarded = discarded
    finished.suspicion = gate.suspicion
    finished.startNs = boundaries.startNs
    finished.endNs = boundaries.endNs
    finished.lastPulseNs = pulses[pulses.count - 1].timeNs
    finished.endIsRefined = boundaries.endIsRefined
    if sawForward != sawBackward { finished.direction = sawForward ? .forward : .backward }
    measureDistance(pulses, boundaries, &finished)
    let figures = TraceFigures(trace, model: PowerModel(drag: profile.drag, walker: walker))
    measureWork(figures, boundaries, &finished)
    finished.maxSpeedMps = max(figures.fastestSecondMps, finished.meanSpeedMps)
    finished.maxPowerW = max(figures.strongestSecondW, finished.meanPowerW)
    finished.fade = figures.fade
    finished.drivenS = figures.drivenS
    measureSteps(pulses, trace, &finished)
    return finished
  }

  /// Distance and moving time.
  private func measureDistance(
    _ pulses: borrowing Span<SteppedPulse>, _ boundaries: SetBoundaries, _ finished: inout FinishedSet
  ) {
    var pausedS = 0.0
    var arcs: Int64 = 0
    for index in 0..<boundaries.count {
      arcs &+= pulses[index].arcs
      if pulses[index].isFresh, index > 0 {
        let gapNs = pulses[index].timeNs &- pulses[index - 1].timeNs
        if gapNs >= motion.standstillNs { pausedS += Nanoseconds(gapNs).seconds }
      }
      finished.missed &+= max(0, pulses[index].arcs &- 1)
    }
    // The learnt magnets of an even wheel serve the speed; its distance is the number of pulses times the arc.
    finished.distanceM =
      profile.wheel.isNearlyEven
      ? Double(arcs) * profile.wheel.meanArcM : pulses[boundaries.count - 1].positionM
    finished.distanceSdM = distanceSdM(finished)
    finished.movingTimeS = max(0, finished.durationS - pausedS)
    if finished.movingTimeS > 0 { finished.meanSpeedMps = finished.distanceM / finished.movingTimeS }
  }

  /// The roller's length, the unseen arc at either end (uniformly distributed from none to one arc: variance
  /// arc^2/12), edges lost in the kernel, each between nothing and an arc, and repairs, of which one in ten may be
  /// false.
  private func distanceSdM(_ finished: FinishedSet) -> Double {
    let arcM = profile.wheel.meanArcM
    let lengthM = finished.distanceM * profile.relativeLengthSd
    let lostM = Double(finished.counters.lostEdges) * arcM
    let doubledM = doubledSdM(finished)
    let repairedM = 0.1 * Double(finished.missed &+ finished.discarded) * arcM
    return
      (lengthM * lengthM + arcM * arcM / 6 + lostM * lostM / 3 + repairedM * repairedM
      + doubledM * doubledM).squareRoot()
  }

  /// Gaps of two arcs contain a missed magnet; if their share is larger than this, the short gaps may as well be a
  /// contact's second closings at half of a gap.
  private static let oftenFolded = 0.15
  /// With this few rejected arrivals per pulse there is no doubt.
  private static let fewDoubles = 0.03

  /// Without the other transition, the rhythm alone distinguishes a contact's second closing from a magnet: it is
  /// wrong about one in a hundred if the closing is early in a gap, about more the nearer it is to the next magnet,
  /// and about some at each start (from the accuracy tables). At half of a gap it cannot decide.
  private func doubledSdM(_ finished: FinishedSet) -> Double {
    let folded = Double(gate.doubles.folded)
    let isOften = !gate.contact.seesReleases && folded > Self.oftenFolded * Double(finished.counters.pulses)
    let ambiguous = Double(gate.doubles.ambiguous) + (isOften ? folded : 0)
    let arcM = profile.wheel.meanArcM
    let doubles = Double(finished.counters.openingBounces &+ finished.counters.impossible)
    guard !gate.contact.seesReleases, doubles > Self.fewDoubles * Double(finished.counters.pulses) else {
      return ambiguous * arcM
    }
    guard let position = knowing?.doublePosition else { return (0.01 * doubles + 1 + ambiguous) * arcM }
    let wrongShare = 0.01 + 0.15 * max(0, position - 0.4)
    return (wrongShare * doubles + 5 + ambiguous) * arcM
  }

  private func measureWork(
    _ figures: TraceFigures, _ boundaries: SetBoundaries, _ finished: inout FinishedSet
  ) {
    var work = WorkIntegral()
    work.add(
      distanceM: finished.distanceM, speedSquared: figures.speedSquaredIntegral,
      speedCubed: figures.speedCubedIntegral)
    let joules = work.workJ(
      PowerModel(drag: profile.drag, walker: walker), endSpeedMps: boundaries.endSpeedMps,
      relativeLengthSd: profile.relativeLengthSd)
    finished.workJ = joules.value
    finished.workSdJ = joules.sd
    if finished.distanceM > 0 { finished.meanForceN = joules.value / finished.distanceM }
    guard finished.movingTimeS > 0 else { return }
    finished.meanPowerW = joules.value / finished.movingTimeS
    finished.powerSdW = joules.sd / finished.movingTimeS
  }

  /// Steps, if the cadence was certain for most of the set.
  private func measureSteps(
    _ pulses: borrowing Span<SteppedPulse>, _ trace: borrowing Span<TraceSample>,
    _ finished: inout FinishedSet
  ) {
    var sure = 0
    var rates = 0.0
    for index in 0..<pulses.count where pulses[index].rateIsSure {
      sure += 1
      rates += pulses[index].rateHz
    }
    guard sure > 0, 2 * sure > pulses.count else { return }
    let steps = StepCounter.steps(
      trace, sampleS: Nanoseconds(Self.sampleNs).seconds, rateHz: rates / Double(sure))
    finished.steps = steps
    if finished.movingTimeS > 0 { finished.cadenceSpm = 60 * Double(steps) / finished.movingTimeS }
  }
}

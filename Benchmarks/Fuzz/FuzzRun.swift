// SPDX-License-Identifier: Apache-2.0
//
// Owns: one machine with random edges, and the invariants. Must not know: physics, where edges come from.

import Motion
import Pulses
import Sets
import Simulation

/// One stream of edges into one machine.
struct FuzzRun {
  private var random: Random
  private var profile: MachineProfile?
  private var edges: FuzzEdges
  private var lastDistanceM = 0.0
  /// The same at the last check at which the belt was not at rest: at rest, repairs become final early.
  private var lastMovingDistanceM = 0.0
  private var lookedNs: Int64 = .min
  private var kept: [Edge] = []

  init(seed: UInt64, kind: FuzzKind) {
    random = Random(seed: seed)
    profile = FuzzMachine.profile(&random)
    edges = FuzzEdges(kind, profile: profile, seed: seed, &random)
  }

  /// - Returns: the violated invariant, or nil.
  mutating func play(edges: Int, _ totals: inout FuzzTotals) -> String? {
    guard let profile else {
      totals.refused += 1
      return nil
    }
    var pipeline = BeltPipeline(profile: profile)
    for _ in 0..<edges {
      let edge = self.edges.next(&random)
      // An edge that arrives late, timestamped before the last check, shows that the belt was not at rest then.
      if edge.timestampNs < lookedNs { lastDistanceM = min(lastDistanceM, lastMovingDistanceM) }
      var ended: (Int64, SetEndReason)?
      pipeline.step(edge) { if case .ended(let last, let reason) = $0 { ended = (last, reason) } }
      if kept.count < 5000 { kept.append(edge) }
      if random.uniform() < 0.001 { pipeline.sourceReopened() }
      if let ended {
        totals.sets += 1
        if let broken = checkSet(ended, profile) { return broken }
      }
      guard random.uniform() < 0.05 else { continue }
      totals.snapshots += 1
      if random.uniform() < 0.1 { self.edges.wait(Int64(random.uniform() * 3e9)) }
      lookedNs = self.edges.latestNs
      let snapshot = pipeline.snapshot(atNs: lookedNs)
      if let broken = check(snapshot) { return broken }
    }
    return nil
  }

  private mutating func check(_ snapshot: BeltSnapshot) -> String? {
    let motion = snapshot.motion
    let counters = snapshot.counters
    let numbers: [(String, Double?)] = [
      ("distance", motion.distanceM), ("speed", motion.speedMps), ("speed sd", motion.speedSdMps),
      ("display speed", motion.displaySpeedMps), ("display sd", motion.displaySpeedSdMps),
      ("power", motion.powerW), ("power sd", motion.powerSdW), ("cadence", motion.cadenceSpm),
    ]
    for (name, value) in numbers {
      guard let value else { continue }
      if !value.isFinite || value < 0 { return "\(name) is \(value): \(motion)" }
    }
    if let acceleration = motion.accelerationMps2, !acceleration.isFinite {
      return "acceleration is \(acceleration)"
    }
    if motion.speedMps > 2 * PulseGate.fastestBeltMps + 1 { return "speed is \(motion.speedMps)" }
    if motion.distanceM < lastDistanceM - 1e-9 {
      return "distance fell from \(lastDistanceM) to \(motion.distanceM)"
    }
    lastDistanceM = motion.distanceM
    if motion.speedMps > 0 { lastMovingDistanceM = motion.distanceM }
    let sum = counters.pulses &+ counters.rejected &+ counters.wentBack &+ counters.otherTransition
    if sum != counters.edges { return "\(counters.edges) edges, but \(sum) accounted for" }
    return nil
  }

  /// A set's figures are finite too, for any edges.
  private mutating func checkSet(_ ended: (lastNs: Int64, reason: SetEndReason), _ profile: MachineProfile)
    -> String?
  {
    defer { kept.removeAll(keepingCapacity: true) }
    guard let first = kept.first else { return nil }
    var analysis = SetAnalysis(first: first, profile: profile)
    var pulses = kept.compactMap { analysis.step($0) }
    var span = pulses.mutableSpan
    analysis.settle(&span)
    guard let boundaries = analysis.boundaries(pulses.span) else { return nil }
    let count = min(200_000, analysis.sampleCount(boundaries))
    var trace = [TraceSample](repeating: TraceSample(), count: count)
    var room = SmootherRoom()
    analysis.smooth(pulses.span, boundaries, room: &room) { if $0 < count { trace[$0] = $1 } }
    let finished = analysis.finish(pulses.span, trace: trace.span, boundaries, reason: ended.reason)
    let numbers = [
      finished.distanceM, finished.distanceSdM, finished.movingTimeS, finished.meanSpeedMps,
      finished.maxSpeedMps,
      finished.meanPowerW, finished.powerSdW, finished.maxPowerW, finished.workJ, finished.workSdJ,
      finished.meanForceN,
    ]
    for (index, value) in numbers.enumerated() where !value.isFinite || value < 0 {
      return "figure \(index) of a set is \(value)"
    }
    return nil
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: `make fuzz`: random edges through the pure stages, and what must hold whatever comes. Must not know: physics.
//
//     fuzz [EDGES] [SEED]     default 10000000 1; a failure prints the seed that gives it again

import Foundation
import Motion
import Pulses
import Sets
import Simulation

@main
enum Fuzz {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
    let edges = arguments.first ?? 10_000_000
    var seed = arguments.dropFirst().first ?? 1
    var left = Int64(edges)
    var totals = FuzzTotals()
    while left > 0 {
      var run = FuzzRun(seed: seed)
      let count = min(left, 20_000)
      if let broken = run.play(edges: Int(count), &totals) {
        print("broken with seed \(seed): \(broken)")
        exit(1)
      }
      left -= count
      seed += 1
    }
    print(
      "\(edges) edges, \(totals.snapshots) snapshots, \(totals.sets) sets, \(totals.refused) profiles refused: all invariants held"
    )
  }
}

struct FuzzTotals {
  var snapshots = 0
  var sets = 0
  var refused = 0
}

/// One stream of edges into one machine.
struct FuzzRun {
  private var random: Random
  private var profile: MachineProfile?
  private var timeNs: Int64 = 0
  private var sequence: Int64 = 0
  private var lastDistanceM = 0.0
  private var latestNs: Int64 = .min
  private var kept: [Edge] = []

  init(seed: UInt64) {
    random = Random(seed: seed)
    profile = Self.profile(&random)
    timeNs =
      pick([0, 1_000_000_000, -5_000_000_000, .max - 1000, .min, .max / 2]) &+ Int64(random.uniform() * 1e9)
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int(random.uniform() * Double(values.count))]
  }

  private static func profile(_ random: inout Random) -> MachineProfile? {
    func pick(_ values: [Double]) -> Double { values[Int(random.uniform() * Double(values.count))] }
    let magnets = Int(pick([0, 1, 1, 2, 3, 3, 4, 4, 4, 4, 8, 8, 16, 17]))
    var arcs = InlineArray<16, Double>(repeating: 1)
    if random.uniform() < 0.4 {
      for index in 0..<16 { arcs[index] = pick([1, 1.02, 0.97, 2, 4, 0.01]) }
    }
    if random.uniform() < 0.02 { arcs[0] = pick([.nan, 0, -1, .infinity]) }
    let length = pick([0.18, 0.18, 0.18, 0.18, 0.3, 0.3, 0.01, 10, 0.5, 0.2, .nan, 0, -1])
    guard let wheel = try? MagnetWheel(circumferenceM: length, magnets: magnets, relativeArcs: arcs) else {
      return nil
    }
    var drag = DragModel.standard(for: .motorisedOff)
    drag.isCalibrated = random.uniform() < 0.5
    var profile = MachineProfile(wheel: wheel, drag: drag)
    if random.uniform() < 0.2 { profile.sensor = .quadrature }
    if random.uniform() < 0.3 { profile.pulseEdge = .both }
    return profile
  }

  /// The time of the next edge: a walk, a flood, a silence, a clock that leaps.
  private mutating func advance() {
    let kind = random.uniform()
    let gap: Int64 =
      switch kind {
      case ..<0.90: Int64(random.uniform(0.03...0.08) * 1e9)
      case ..<0.94: Int64(random.uniform(0...0.02) * 1e9)
      case ..<0.97: Int64(random.uniform() * 1e4)
      case ..<0.985: 0
      case ..<0.990: Int64(random.uniform(0.5...20) * 1e9)
      case ..<0.9999: -Int64(random.uniform() * 1e9)
      case ..<0.99995: 2_592_000_000_000_000
      default: pick([.max, .min, .max / 2, 1 << 62])
      }
    timeNs = kind < 0.99995 ? timeNs &+ gap : gap
    latestNs = max(latestNs, timeNs)
  }

  private mutating func edge() -> Edge {
    advance()
    let leap = random.uniform()
    sequence =
      leap < 0.98
      ? sequence &+ 1
      : leap < 0.99 ? sequence &+ Int64(random.uniform() * 1000) : pick([0, 1, .max, -7, .min])
    return Edge(
      timestampNs: timeNs, sequence: sequence, line: random.uniform() < 0.3 ? 1 : 0,
      transition: random.uniform() < 0.7 ? .falling : .rising)
  }

  /// - Returns: what does not hold, or nil.
  mutating func play(edges: Int, _ totals: inout FuzzTotals) -> String? {
    guard let profile else {
      totals.refused += 1
      return nil
    }
    var pipeline = BeltPipeline(profile: profile)
    for _ in 0..<edges {
      let edge = edge()
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
      // Looking ahead moves the clock: an edge stamped before a look that found the belt at rest would take back what
      // was said then.
      if random.uniform() < 0.1 { timeNs = timeNs &+ Int64(random.uniform() * 3e9) }
      latestNs = max(latestNs, timeNs)
      let snapshot = pipeline.snapshot(atNs: latestNs)
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
    let sum = counters.pulses &+ counters.bounces &+ counters.wentBack &+ counters.otherTransition
    if sum != counters.edges { return "\(counters.edges) edges, but \(sum) accounted for" }
    return nil
  }

  /// A set's figures are finite too, whatever edges it is computed from.
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

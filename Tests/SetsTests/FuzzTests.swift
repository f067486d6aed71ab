// SPDX-License-Identifier: Apache-2.0
//
// Owns: invariants for arbitrary edges: a small part of the fuzz benchmark. Must not know: physics.

import Motion
import Pulses
import Sets
import Simulation
import Testing

/// Random edges into one random machine.
private struct RandomEdges {
  var random: Random
  let profile: MachineProfile
  private var timeNs: Int64
  private var sequence: Int64 = 0

  init?(seed: UInt64) {
    random = Random(seed: seed)
    func pick<Value>(_ values: [Value], _ random: inout Random) -> Value {
      values[Int(random.uniform() * Double(values.count))]
    }
    let magnets = pick([1, 2, 3, 4, 4, 8, 16], &random)
    var arcs = InlineArray<16, Double>(repeating: 1)
    if seed % 2 == 0 {
      for index in 0..<16 { arcs[index] = pick([1, 1.02, 0.97, 2, 4, 0.01], &random) }
    }
    let lengthM = pick([0.18, 0.18, 0.3, 0.01, 10], &random)
    guard let wheel = try? MagnetWheel(circumferenceM: lengthM, magnets: magnets, relativeArcs: arcs) else {
      return nil
    }
    var drag = DragModel.standard(for: .motorisedOff)
    drag.isCalibrated = seed % 3 == 0
    var profile = MachineProfile(wheel: wheel, drag: drag)
    if seed % 4 == 1 { profile.sensor = .quadrature }
    if seed % 5 == 2 { profile.pulseEdge = .both }
    self.profile = profile
    timeNs = pick([0, 1_000_000_000, -5_000_000_000, .max - 1000, .min, .max / 2], &random)
  }

  /// A walk, a flood, a silence, a clock that jumps; numbers that jump too.
  mutating func next() -> Edge {
    switch random.uniform() {
    case ..<0.90: timeNs &+= Int64(random.uniform(0.03...0.08) * 1e9)
    case ..<0.94: timeNs &+= Int64(random.uniform(0...0.02) * 1e9)
    case ..<0.97: timeNs &+= Int64(random.uniform() * 1e4)
    case ..<0.985: break
    case ..<0.993: timeNs &+= Int64(random.uniform(0.5...20) * 1e9)
    case ..<0.9985: timeNs &-= Int64(random.uniform() * 1e9)
    case ..<0.9995: timeNs &+= 2_592_000_000_000_000
    default: timeNs = [Int64.max, .min, .max / 2, 1 << 62][Int(random.uniform() * 4)]
    }
    let leap = random.uniform()
    sequence =
      leap < 0.98
      ? sequence &+ 1
      : leap < 0.99
        ? sequence &+ Int64(random.uniform() * 1000) : [0, 1, .max, -7, .min][Int(random.uniform() * 5)]
    return Edge(
      timestampNs: timeNs, sequence: sequence, line: random.uniform() < 0.3 ? 1 : 0,
      transition: random.uniform() < 0.7 ? .falling : .rising)
  }
}

/// What is wrong with an estimate, if anything.
private func fault(_ snapshot: BeltSnapshot, distanceBeforeM: Double) -> String? {
  let motion = snapshot.motion
  let counters = snapshot.counters
  let numbers: [Double?] = [
    motion.distanceM, motion.speedMps, motion.speedSdMps, motion.displaySpeedMps, motion.displaySpeedSdMps,
    motion.powerW, motion.powerSdW, motion.cadenceSpm,
  ]
  for number in numbers.compactMap({ $0 }) where !(number.isFinite && number >= 0) { return "\(motion)" }
  if let acceleration = motion.accelerationMps2, !acceleration.isFinite { return "\(motion)" }
  if motion.speedMps > PulseGate.fastestBeltMps || motion.displaySpeedMps > PulseGate.fastestBeltMps {
    return "faster than any belt: \(motion)"
  }
  if motion.distanceM < distanceBeforeM - 1e-9 { return "distance fell from \(distanceBeforeM): \(motion)" }
  let sum = counters.pulses &+ counters.rejected &+ counters.wentBack &+ counters.otherTransition
  return sum == counters.edges ? nil : "edges unaccounted for: \(counters)"
}

@Test(
  "twenty thousand random edges: no trap, all figures finite, distance never falls, every edge accounted for")
func randomEdges() throws {
  var sets = 0
  for seed in 1...20 as ClosedRange<UInt64> { sets += try play(seed: seed) }
  #expect(sets > 20)
}

/// A thousand edges; returns the number of sets that ended in them.
private func play(seed: UInt64) throws -> Int {
  var source = try #require(RandomEdges(seed: seed))
  var pipeline = BeltPipeline(profile: source.profile)
  var distanceM = 0.0
  var latestNs = Int64.min
  var kept: [Edge] = []
  var sets = 0
  for number in 0..<1_000 {
    let edge = source.next()
    latestNs = max(latestNs, edge.timestampNs)
    var (began, ended) = (false, false)
    pipeline.step(edge) { event in
      if case .began = event { began = true }
      if case .ended = event { ended = true }
    }
    if ended {
      sets += 1
      if sets <= 3, let set = AnalysedSet(kept, source.profile) {
        #expect(
          set.figures.allSatisfy { $0.isFinite && $0 >= 0 }, "seed \(seed), edge \(number): \(set.figures)")
      }
    }
    if began { kept = [] }
    if kept.count < 500 { kept.append(edge) }
    if source.random.uniform() < 0.002 { pipeline.sourceReopened() }
    guard number % 4 == 0 else { continue }
    let snapshot = pipeline.snapshot(atNs: latestNs)
    #expect(fault(snapshot, distanceBeforeM: distanceM) == nil, "seed \(seed), edge \(number)")
    distanceM = snapshot.motion.distanceM
  }
  return sets
}

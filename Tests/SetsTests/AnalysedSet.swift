// SPDX-License-Identifier: Apache-2.0
//
// Owns: a set's edges through the analysis, as its callers run it, and belts with given motion. Must not know: truth.

import Motion
import Pulses
import Sets
import Simulation

/// The result of a set's analysis.
struct AnalysedSet {
  var finished: FinishedSet
  var pulses: [SteppedPulse]
  var trace: [TraceSample]
  var mustRepeat: Bool

  /// Nil if there is no pulse.
  init?(_ edges: [Edge], _ profile: MachineProfile, repairs: Bool = true, reason: SetEndReason = .stopped) {
    guard let first = edges.first else { return nil }
    var analysis = SetAnalysis(first: first, profile: profile, repairs: repairs)
    var stepped = edges.compactMap { analysis.step($0) }
    mustRepeat = analysis.mustRepeatWithoutRepairs
    var span = stepped.mutableSpan
    analysis.settle(&span)
    guard let boundaries = analysis.boundaries(stepped.span) else { return nil }
    let count = min(100_000, analysis.sampleCount(boundaries))
    var samples = [TraceSample](repeating: TraceSample(), count: count)
    let memory = SmootherMemory()
    analysis.smooth(stepped.span, boundaries, room: &memory.room) { index, sample in
      if samples.indices.contains(index) { samples[index] = sample }
    }
    trace = samples
    pulses = stepped
    finished = analysis.finish(stepped.span, trace: samples.span, boundaries, reason: reason)
  }

  /// All figures that are numbers.
  var figures: [Double] {
    let f = finished
    return [
      f.movingTimeS, f.distanceM, f.distanceSdM, f.meanSpeedMps, f.maxSpeedMps, f.meanPowerW, f.powerSdW,
      f.maxPowerW, f.workJ, f.workSdJ, f.meanForceN, f.drivenS, f.cadenceSpm ?? 0, Double(f.steps ?? 0),
    ]
  }
}

/// The smoother's memory on the heap: too large for a thread's stack.
private final class SmootherMemory {
  var room = SmootherRoom()
}

/// A machine with known drag and exactly placed magnets.
func setProfile(arcs: [Double] = [1, 1, 1, 1], circumferenceM: Double = 0.18) throws -> MachineProfile {
  var relative = InlineArray<16, Double>(repeating: 0)
  for (index, arc) in arcs.enumerated() { relative[index] = arc }
  var drag = DragModel.standard(for: .motorisedOff)
  drag.isCalibrated = true
  return MachineProfile(
    wheel: try MagnetWheel(circumferenceM: circumferenceM, magnets: arcs.count, relativeArcs: relative),
    drag: drag, relativeLengthSd: 0,
    magnetPlacementSdM: 0.0002)
}

/// One set of a simulated walker.
func simulatedSet(
  _ profile: MachineProfile, mps: Double = 0.8, seconds: Double = 20, gait: Gait = .nominal,
  direction: BeltDirection = .forward, placement: Double = 0.001, ending: SetEnding = .standsStill,
  seed: UInt64
) -> SimulatedRun {
  var scenario = Scenario(
    name: "set", summary: "", profile: profile,
    acts: [
      .rest(durationS: 1),
      .work(targetMps: mps, durationS: seconds, load: WalkerLoad(statedMassKg: 80), ending: ending),
      .rest(durationS: 8),
    ])
  (scenario.gait, scenario.direction, scenario.faults.placement) = (gait, direction, placement)
  return SimulatedRun(scenario, seed: seed)
}

/// Edges of a belt whose motion is a function of time, and the travel from the first to the last.
struct GivenSet {
  var edges: [Edge] = []
  var travelM = 0.0

  /// - Parameter arc: the belt's initial arc, by its forward number.
  init(
    _ wheel: MagnetWheel, seconds: Double, arc: Int = 0, isBackward: Bool = false, mps: (Double) -> Double
  ) {
    var arc = arc
    var left = 0.5 * wheel.arcM(arc)
    let h = 0.001
    for tick in 0..<Int(seconds / h) {
      let t = Double(tick) * h
      let travel = h * mps(t + 0.5 * h)
      guard travel >= left else {
        left -= travel
        continue
      }
      let timestamp = 1_000_000_000 + Int64(((t + h * left / travel) * 1e9).rounded())
      if !edges.isEmpty { travelM += wheel.arcM(arc) }
      edges.append(Edge(timestampNs: timestamp, sequence: Int64(edges.count + 1)))
      arc = (arc + (isBackward ? wheel.magnets - 1 : 1)) % wheel.magnets
      left += wheel.arcM(arc) - travel
    }
  }
}

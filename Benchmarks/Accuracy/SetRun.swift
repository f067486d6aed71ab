// SPDX-License-Identifier: Apache-2.0
//
// Owns: a run with one set, processed like in the log. Must not know: truth, errors.

import Motion
import Pulses
import Sets

/// A finished set and its input. Nil if there was no pulse.
struct SetRun {
  let profile: MachineProfile
  let pulses: [SteppedPulse]
  let finished: FinishedSet
  private let placementVariance: Double

  init?(_ edges: [Edge], profile: MachineProfile) {
    self.profile = profile
    guard let first = edges.first else { return nil }
    var (analysis, stepped) = Self.analysed(edges, first: first, profile: profile)
    var span = stepped.mutableSpan
    analysis.settle(&span)
    guard let boundaries = analysis.boundaries(stepped.span) else { return nil }
    var trace = [TraceSample](repeating: TraceSample(), count: analysis.sampleCount(boundaries))
    let memory = SmootherMemory()
    analysis.smooth(stepped.span, boundaries, room: &memory.room) { index, sample in
      if trace.indices.contains(index) { trace[index] = sample }
    }
    finished = analysis.finish(stepped.span, trace: trace.span, boundaries, reason: .stopped)
    pulses = stepped
    placementVariance = analysis.placementVariance
  }

  /// Until nothing new is found out late, like the daemon's `CollectedSet`.
  private static func analysed(_ edges: [Edge], first: Edge, profile: MachineProfile)
    -> (SetAnalysis, [SteppedPulse])
  {
    var knowing: ContactKnowledge?
    var repairs = true
    while true {
      var analysis = SetAnalysis(
        first: first, profile: profile, walker: WalkerLoad(statedMassKg: 80), repairs: repairs,
        knowing: knowing)
      let stepped = edges.compactMap { analysis.step($0) }
      if let found = analysis.mustRepeatKnowing {
        knowing = found
      } else if repairs, analysis.mustRepeatWithoutRepairs {
        repairs = false
      } else {
        return (analysis, stepped)
      }
    }
  }

  /// Smoothed speed on a separate grid.
  func smooth(originNs: Int64, stepNs: Int64, _ store: (Int, TraceSample) -> Void) {
    let memory = SmootherMemory()
    let smoother = GaitSmoother(
      profile: profile, placementVariance: placementVariance, originNs: originNs, stepNs: stepNs)
    smoother.smooth(pulses.span, room: &memory.room, store: store)
  }
}

/// The smoother's memory on the heap: too large for a thread's stack.
private final class SmootherMemory {
  var room = SmootherRoom()
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: analysing a set's raw edges. Must not know: the source of the edges, the use of the result.

import Motion
import Pulses
import Sets

/// What was computed of a set.
package struct AnalysedSet: Sendable, Equatable {
  package var figures: FinishedSet
  package var trace: SetTrace
}

/// A set as it came off the belt: its raw edges and why it ended.
package struct CollectedSet: Sendable, Equatable {
  package var edges: [Edge]
  package var reason: SetEndReason

  package init(edges: [Edge], reason: SetEndReason) {
    self.edges = edges
    self.reason = reason
  }

  /// The set. Nil only if it has no pulse.
  ///
  /// A second look knows from the beginning what the first one found out late: a contact that answers twice, repairs that
  /// were none.
  /// - Parameter walker: the load on the belt, for power and work.
  package func analysed(_ profile: MachineProfile, walker: WalkerLoad = WalkerLoad()) -> AnalysedSet? {
    guard let first = edges.first else { return nil }
    var knowing: ContactKnowledge?
    var repairs = true
    while true {
      var analysis = SetAnalysis(
        first: first, profile: profile, walker: walker, repairs: repairs, knowing: knowing)
      let pulses = edges.compactMap { analysis.step($0) }
      if let found = analysis.mustRepeatKnowing {
        knowing = found
      } else if repairs, analysis.mustRepeatWithoutRepairs {
        repairs = false
      } else {
        return analysed(analysis, pulses)
      }
    }
  }

  private func analysed(_ analysis: SetAnalysis, _ stepped: [SteppedPulse]) -> AnalysedSet? {
    var pulses = stepped
    var span = pulses.mutableSpan
    analysis.settle(&span)
    guard let boundaries = analysis.boundaries(pulses.span) else { return nil }
    var trace = [TraceSample](repeating: TraceSample(), count: analysis.sampleCount(boundaries))
    let room = SmootherMemory()
    analysis.smooth(pulses.span, boundaries, room: &room.room) { index, sample in
      if trace.indices.contains(index) { trace[index] = sample }
    }
    let figures = analysis.finish(pulses.span, trace: trace.span, boundaries, reason: reason)
    let builder = TraceBuilder(
      finished: figures, model: PowerModel(drag: analysis.profile.drag, walker: analysis.walker))
    return AnalysedSet(figures: figures, trace: builder.trace(pulses.prefix(boundaries.count), trace))
  }
}

/// The smoother's memory on the heap: too large for a thread's stack.
private final class SmootherMemory {
  package var room = SmootherRoom()
}

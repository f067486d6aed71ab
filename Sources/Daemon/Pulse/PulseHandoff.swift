// SPDX-License-Identifier: Apache-2.0
//
// Owns: the seam between the pulse thread and everything else. Must not know: either side's work.

import Motion
import Pulses
import SetKeeping
import Sets
import Synchronization

/// What the pulse thread writes and the rest of the daemon reads.
final class PulseHandoff: Sendable {
  /// At 8,000 edges/s, both transitions of 64 slots in a sprint, eight seconds of a stalled consumer; half an
  /// hour on a wheel of four magnets. Two megabytes per machine, of which only pages that were used are resident.
  static let capacity = 1 << 16

  let queue = HandoverQueue<PulseThreadMessage>(capacity: PulseHandoff.capacity)
  let latest: LatestBox<BeltSnapshot>
  /// How long edges of a live line took to get here.
  let latencies = LatestBox(LatencyCounts())
  /// Messages that a full queue refused.
  let refused = Atomic<Int64>(0)
  /// How often the pulse thread has polled its source: proof that it still runs.
  let looks = Atomic<Int64>(0)
  private let stopping = Atomic<Bool>(false)
  private let finished = Atomic<Bool>(false)
  /// Whether a full queue may delay the source: a recording can wait, a belt cannot.
  private let mayWait: Bool
  /// Single pulses for readers that want every one at once; nil if no reader can ask.
  private let pulseSubscription: PulseSubscription?
  /// Raw edges for readers that record them; nil if no reader can ask.
  private let edgeSubscription: EdgeSubscription?

  /// Whether timestamps are current: those of a recording say nothing about delays.
  var isLive: Bool { !mayWait }

  init(mayWait: Bool, pulseSubscription: PulseSubscription? = nil, edgeSubscription: EdgeSubscription? = nil)
  {
    self.mayWait = mayWait
    self.pulseSubscription = pulseSubscription
    self.edgeSubscription = edgeSubscription
    latest = LatestBox(BeltSnapshot())
  }

  var isStopping: Bool { stopping.load(ordering: .acquiring) }

  func stop() { stopping.store(true, ordering: .releasing) }

  /// Whether the pulse thread has ended and handed over everything.
  var isFinished: Bool { finished.load(ordering: .acquiring) }

  func finish() { finished.store(true, ordering: .releasing) }

  /// Counts one poll of the source.
  func look() { looks.wrappingAdd(1, ordering: .relaxed) }

  func publish(_ snapshot: BeltSnapshot) { latest.write(snapshot) }

  /// Passes one edge through the stages. Events come first: a set that begins includes this edge.
  /// - Returns: whether the edge is a magnet's.
  func take(_ edge: Edge, _ pipeline: inout BeltPipeline) -> Bool {
    let pulses = pipeline.gate.counters.pulses
    pipeline.step(edge) { put(.event($0)) }
    let isPulse = pipeline.gate.counters.pulses != pulses
    if let pulseSubscription, pulseSubscription.isWanted, isPulse {
      pulseSubscription.publish(edge, pipeline)
    }
    if let edgeSubscription, edgeSubscription.isWanted { edgeSubscription.publish(edge) }
    put(.edge(edge))
    return isPulse
  }

  func put(_ message: PulseThreadMessage) {
    while !queue.push(message) {
      guard mayWait, !isStopping else {
        refused.wrappingAdd(1, ordering: .relaxed)
        return
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the seam between the pulse thread and everything else. Must not know: either side's work.

import Motion
import Pulses
import SetKeeping
import Sets
import Synchronization

/// Where the pulse thread puts what it found; the other side of it is read by the daemon.
final class BeltOutlet: Sendable {
  /// At 8,000 edges/s, both transitions of 64 slots in a sprint, eight seconds of a consumer that does nothing; half an
  /// hour on a wheel of four magnets. Two megabytes a machine, of which only what was ever used is resident.
  static let capacity = 1 << 16

  let queue = HandoverQueue<BeltNote>(capacity: BeltOutlet.capacity)
  let latest: LatestBox<BeltSnapshot>
  /// How long edges of a live line took to get here.
  let latencies = LatestBox(LatencyCounts())
  /// Notes that a full queue refused.
  let refused = Atomic<Int64>(0)
  /// How often the pulse thread has looked at its source: what shows that it gets on.
  let looks = Atomic<Int64>(0)
  private let stopping = Atomic<Bool>(false)
  private let finished = Atomic<Bool>(false)
  /// Whether a full queue may hold the source up: a recording can wait, a belt cannot.
  private let mayWait: Bool
  /// Single pulses for whoever wants them at once; nil where nobody can ask.
  private let news: PulseNews?
  /// Raw edges for readers that record them; nil if no reader can ask.
  private let edgeNews: EdgeNews?

  /// Whether stamps are the present's: those of a recording say nothing about delays.
  var isLive: Bool { !mayWait }

  init(mayWait: Bool, news: PulseNews? = nil, edgeNews: EdgeNews? = nil) {
    self.mayWait = mayWait
    self.news = news
    self.edgeNews = edgeNews
    latest = LatestBox(BeltSnapshot())
  }

  var isStopping: Bool { stopping.load(ordering: .acquiring) }

  func stop() { stopping.store(true, ordering: .releasing) }

  /// Whether the pulse thread has handed over everything it ever will.
  var isFinished: Bool { finished.load(ordering: .acquiring) }

  func finish() { finished.store(true, ordering: .releasing) }

  /// The pulse thread gets on.
  func look() { looks.wrappingAdd(1, ordering: .relaxed) }

  func publish(_ snapshot: BeltSnapshot) { latest.write(snapshot) }

  /// One edge through the stages. Events come first: what begins begins with this edge.
  /// - Returns: whether the edge is a magnet's.
  func take(_ edge: Edge, _ pipeline: inout BeltPipeline) -> Bool {
    let pulses = pipeline.gate.counters.pulses
    pipeline.step(edge) { tell(.event($0)) }
    let isPulse = pipeline.gate.counters.pulses != pulses
    if let news, news.isWanted, isPulse { news.tell(edge, pipeline) }
    if let edgeNews, edgeNews.isWanted { edgeNews.tell(edge) }
    tell(.edge(edge))
    return isPulse
  }

  func tell(_ note: BeltNote) {
    while !queue.push(note) {
      guard mayWait, !isStopping else {
        refused.wrappingAdd(1, ordering: .relaxed)
        return
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: edges of a line, or of a running daemon, into a file until a time or a stop. Must not know: options, terminals.

import Foundation
import Hardware
import LiveFeed
import Motion
import Pulses
import Simulation

/// What a recording came to.
package struct RecordingSummary: Sendable, Equatable {
  package var edges = 0
  /// Edges that the daemon dropped because this program was too slow; the line's own losses are in the numbers.
  package var missing: Int64 = 0
  /// How long was listened, by the belt's clock, seconds.
  package var seconds = 0.0
  /// Why it ended early; nil if it did not.
  package var ended: String?
}

/// Records edges.
package struct EdgeRecorder {
  /// Pause after which nothing older can come any more, milliseconds.
  private static let lookMilliseconds: Int32 = 100

  /// A recording ends at most this long after its time by the wall clock, whatever the belt's clock, seconds.
  private static let graceS = 2.0

  /// Nil for no end.
  package var seconds: Double?
  package var shouldStop: @Sendable () -> Bool

  package init(seconds: Double?, shouldStop: @escaping @Sendable () -> Bool) {
    self.seconds = seconds
    self.shouldStop = shouldStop
  }

  /// Records from a running daemon, which keeps its line.
  package func record(_ feed: consuming FeedEdges, into writer: inout EdgesWriter) throws -> RecordingSummary
  {
    var summary = RecordingSummary()
    var feed = feed
    var early: [Edge] = []
    var startNs: Int64?
    var endNs: Int64?
    var sensor: String?
    // The belt's clock is stopped while its line is away.
    let latest = seconds.map { ContinuousClock.now + .seconds($0 + Self.graceS) }
    while !shouldStop() {
      switch try news(&feed, &summary) {
      case .none: try writer.settle()
      case .over: summary.ended = "the daemon has ended"
      case .edges(let edges, let missing):
        guard startNs != nil else {
          early += edges
          continue
        }
        if missing > 0 { try writer.remark("missing: \(missing) edges that were not read in time") }
        try writer.append(edges)
        endNs = max(endNs ?? .min, edges.last?.timestampNs ?? .min)
      case .time(_, let frame) where !Self.isHeard(frame): sensor = frame.health.sensorText
      case .time(let timeNs, let frame):
        sensor = nil
        if startNs == nil {
          startNs = early.reduce(timeNs) { min($0, $1.timestampNs) }
          try writer.begin(Self.header(feed.line, feed.name, startNs: startNs, frame))
          try writer.append(early)
        }
        endNs = max(endNs ?? .min, timeNs)
      }
      if summary.ended != nil || isOver(startNs, endNs) || latest.map({ ContinuousClock.now >= $0 }) ?? false
      {
        break
      }
    }
    if let sensor { summary.ended = "no edges can come: \(sensor)" }
    if startNs == nil { try writer.begin(Self.header(feed.line, feed.name, startNs: nil, nil)) }
    return try finish(&writer, summary, startNs, endNs)
  }

  /// Whether edges of the belt would be seen.
  private static func isHeard(_ frame: LiveFrame) -> Bool {
    switch frame.health.sensor {
    case .ok, .simulated, .replay, .ended: true
    case .waiting, .lost: false
    }
  }

  /// A broken connection ends the recording; what was recorded is kept.
  private func news(_ feed: inout FeedEdges, _ summary: inout RecordingSummary) throws -> FeedEdgesNews {
    do {
      let news = try feed.next(milliseconds: Self.lookMilliseconds)
      summary.missing = feed.missing
      return news
    } catch {
      guard error.isAbsence else { throw error }
      return .over
    }
  }

  /// Records from a line that no other program holds.
  package func record(
    _ source: consuming BeltSource, _ header: RecordingHeader, into writer: inout EdgesWriter
  ) throws -> RecordingSummary {
    var source = source
    let startNs = source.startNs
    var header = header
    header.startNs = startNs
    try writer.begin(header)
    var summary = RecordingSummary()
    var nowNs = startNs
    while !shouldStop(), !isOver(startNs, nowNs) {
      var fresh: [Edge] = []
      do {
        let untilNs = MonotonicClock.nowNs + Int64(Self.lookMilliseconds) * 1_000_000
        _ = try source.next(untilNs: untilNs) { batch in
          for index in 0..<batch.count { fresh.append(batch[index]) }
        }
      } catch {
        summary.ended = "\(error)"
        break
      }
      nowNs = MonotonicClock.nowNs
      if fresh.isEmpty { try writer.settle() } else { try writer.append(fresh) }
    }
    return try finish(&writer, summary, startNs, nowNs)
  }

  private func isOver(_ startNs: Int64?, _ nowNs: Int64?) -> Bool {
    guard let seconds, let startNs, let nowNs else { return false }
    return Nanoseconds(from: startNs, to: nowNs).seconds >= seconds
  }

  private func finish(
    _ writer: inout EdgesWriter, _ summary: RecordingSummary, _ startNs: Int64?, _ endNs: Int64?
  ) throws -> RecordingSummary {
    try writer.finish(endNs: startNs == nil ? nil : endNs)
    var summary = summary
    summary.edges = writer.count
    if let startNs, let endNs { summary.seconds = Nanoseconds(from: startNs, to: endNs).seconds }
    return summary
  }

  private static func header(
    _ line: LiveLine, _ name: String, startNs: Int64?, _ frame: LiveFrame?
  ) -> RecordingHeader {
    var header = RecordingHeader()
    header.machine = name
    header.circumferenceM = line.circumferenceM
    header.magnets = line.magnets
    header.sensor = "\(line.sensor), \(line.edge)\(frame?.service.isSimulated == true ? ", simulated" : "")"
    header.date = frame?.wallTime
    header.startNs = startNs
    return header
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: a recording as an edge source, as fast as possible or at a given pace. Must not know: what reads it.

import Foundation
import Pulses
import Synchronization

/// How fast recorded time passes.
package enum ReplayPace: Sendable, Equatable {
  case asFastAsPossible
  /// Times faster than real time; above 0.
  case times(Double)
  /// As far as a gate is open: virtual time.
  case through(ReplayGate)

  /// Real seconds per recorded second.
  package var realShare: Double {
    switch self {
    case .asFastAsPossible, .through: 0
    case .times(let factor): 1 / factor
    }
  }
}

/// Asks a possibly sleeping source to stop.
package final class StopFlag: Sendable {
  private let isSet = Atomic<Bool>(false)

  package init() {}

  package func stop() { isSet.store(true, ordering: .releasing) }

  package var isStopped: Bool { isSet.load(ordering: .acquiring) }
}

/// Delivers a recording. The edges and their order do not depend on the pace.
package struct RecordingSource: EdgeSource, ~Copyable {
  package typealias Failure = Never

  /// Longest sleep between two checks of the stop flag, seconds.
  private static let longestNapS = 0.02
  private static let batch = 64

  package let recording: Recording
  private let pace: ReplayPace
  private let stop: StopFlag
  private let openedAt = ContinuousClock.now
  private var cursor = 0

  package init(_ recording: Recording, pace: ReplayPace, stop: StopFlag = StopFlag()) {
    self.recording = recording
    self.pace = pace
    self.stop = stop
  }

  package mutating func next(untilNs: Int64, _ consume: (borrowing Span<Edge>) -> Void) -> EdgeSourceStatus {
    let edges = recording.edges
    if cursor < edges.count, edges[cursor].timestampNs <= untilNs {
      guard sleep(untilNs: edges[cursor].timestampNs) else { return .quiet(untilNs: .min) }
      let first = cursor
      // With a pace each edge comes at its own moment; without one, all edges before the deadline come at once.
      let limitNs = pace == .asFastAsPossible ? untilNs : edges[first].timestampNs
      while cursor < edges.count, cursor - first < Self.batch, edges[cursor].timestampNs <= limitNs {
        cursor += 1
      }
      consume(edges.span.extracting(first..<cursor))
      return .quiet(untilNs: edges[cursor - 1].timestampNs)
    }
    let endNs = recording.endNs
    let quietNs = min(untilNs, endNs)
    guard sleep(untilNs: quietNs) else { return .quiet(untilNs: .min) }
    return cursor == edges.count && untilNs > endNs ? .ended : .quiet(untilNs: quietNs)
  }

  /// Sleeps until recorded time reaches `timeNs`; false if stopped.
  private func sleep(untilNs timeNs: Int64) -> Bool {
    let afterS = Nanoseconds(from: recording.startNs, to: timeNs).seconds
    switch pace {
    case .asFastAsPossible: return !stop.isStopped
    case .times(let factor): return sleep(untilS: afterS / factor)
    case .through(let gate): return gate.wait(untilS: afterS, stop)
    }
  }

  /// Sleeps until the source has been open for `dueS` seconds; false if stopped.
  private func sleep(untilS dueS: Double) -> Bool {
    while !stop.isStopped {
      let elapsed = ContinuousClock.now - openedAt
      let leftS = dueS - elapsed / .seconds(1)
      if leftS <= 0 { return true }
      Thread.sleep(forTimeInterval: min(leftS, Self.longestNapS))
    }
    return false
  }
}

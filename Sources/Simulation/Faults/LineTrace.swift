// SPDX-License-Identifier: Apache-2.0
//
// Owns: the periods for which a sensor line is at the magnet's level. Must not know: what holds it there.

import Pulses

/// A period on the recording's clock, nanoseconds; the end is not included.
package struct Stretch: Sendable, Equatable {
  package var fromNs: Int64
  package var untilNs: Int64

  package init(fromNs: Int64, untilNs: Int64) {
    self.fromNs = fromNs
    self.untilNs = untilNs
  }

  /// From seconds since the scenario's beginning.
  package init(fromS: Double, untilS: Double) {
    self.init(fromNs: SimulatedRun.timeNs(fromS), untilNs: SimulatedRun.timeNs(untilS))
  }

  package var durationS: Double { Nanoseconds(from: fromNs, to: untilNs).seconds }

  package func contains(_ timeNs: Int64) -> Bool { fromNs <= timeNs && timeNs < untilNs }

  /// The intersection of both; nil if it is empty.
  package func overlap(_ other: Stretch) -> Stretch? {
    let both = Stretch(fromNs: max(fromNs, other.fromNs), untilNs: min(untilNs, other.untilNs))
    return both.fromNs < both.untilNs ? both : nil
  }
}

/// One sensor line over a whole recording: the separate periods for which it is at the magnet's level, in order. The
/// first may begin before the recording, the last may end after it.
package struct LineTrace: Sendable, Equatable {
  package private(set) var closed: [Stretch] = []

  package init(_ closed: [Stretch] = []) { self.closed = Self.merged(closed) }

  /// Anything can pull the line to the magnet's level: it is closed if either is.
  package mutating func close(_ more: [Stretch]) {
    guard !more.isEmpty else { return }
    closed = Self.merged(closed + more)
  }

  /// Opens the line for these periods, whatever a magnet does.
  package mutating func open(_ stretches: [Stretch]) {
    guard !stretches.isEmpty else { return }
    var left: [Stretch] = []
    let gaps = Self.merged(stretches)
    var first = 0
    for var piece in closed {
      while first < gaps.count, gaps[first].untilNs <= piece.fromNs { first += 1 }
      var index = first
      while index < gaps.count, gaps[index].fromNs < piece.untilNs {
        if gaps[index].fromNs > piece.fromNs {
          left.append(Stretch(fromNs: piece.fromNs, untilNs: gaps[index].fromNs))
        }
        piece.fromNs = min(piece.untilNs, max(piece.fromNs, gaps[index].untilNs))
        index += 1
      }
      if piece.fromNs < piece.untilNs { left.append(piece) }
    }
    closed = left
  }

  /// Whether the line is at the magnet's level.
  package func isClosed(atNs timeNs: Int64) -> Bool {
    var low = 0
    var high = closed.count
    while low < high {
      let middle = (low + high) / 2
      if closed[middle].untilNs <= timeNs { low = middle + 1 } else { high = middle }
    }
    return low < closed.count && closed[low].fromNs <= timeNs
  }

  /// Every change of level, in order.
  func changes(line: Int) -> [Edge] {
    var edges: [Edge] = []
    edges.reserveCapacity(2 * closed.count)
    for stretch in closed {
      if stretch.fromNs != .min { edges.append(Edge(timestampNs: stretch.fromNs, line: line)) }
      if stretch.untilNs != .max {
        edges.append(Edge(timestampNs: stretch.untilNs, line: line, transition: .rising))
      }
    }
    return edges
  }

  private static func merged(_ stretches: [Stretch]) -> [Stretch] {
    let sorted = stretches.filter { $0.fromNs < $0.untilNs }.sorted { $0.fromNs < $1.fromNs }
    var merged: [Stretch] = []
    merged.reserveCapacity(sorted.count)
    for stretch in sorted {
      if let last = merged.last, stretch.fromNs <= last.untilNs {
        merged[merged.count - 1].untilNs = max(last.untilNs, stretch.untilNs)
      } else {
        merged.append(stretch)
      }
    }
    return merged
  }
}

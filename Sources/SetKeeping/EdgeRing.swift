// SPDX-License-Identifier: Apache-2.0
//
// Owns: the newest raw edges of a belt, sets or not. Must not know: what they mean, where they are kept.

import Pulses

/// The edges of the last minute, to show what a sensor did around a suspect set.
///
/// Bounded in time and in number; it grows only as far as a belt makes it.
package struct EdgeRing: Sendable {
  /// Nanoseconds.
  package static let spanNs: Int64 = 60_000_000_000
  /// Edges: a minute of 500 a second, a megabyte.
  package static let capacity = 1 << 15

  private var edges: [Edge] = []
  /// Where the oldest one is, once the ring is full.
  private var oldest = 0
  private var newestNs: Int64 = .min

  /// Keeps an edge; replaces the oldest one if the ring is full.
  package mutating func append(_ edge: Edge) {
    newestNs = max(newestNs, edge.timestampNs)
    if edges.count < Self.capacity {
      edges.append(edge)
    } else {
      edges[oldest] = edge
      oldest = (oldest + 1) % Self.capacity
    }
  }

  /// The edges of the last minute, the oldest first.
  package var lastMinute: [Edge] {
    let (fromNs, overflow) = newestNs.subtractingReportingOverflow(Self.spanNs)
    return (edges[oldest...] + edges[..<oldest]).filter { overflow || $0.timestampNs >= fromNs }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the raw edges of the set in progress. Must not know: what is computed from them.

import Motion
import Pulses
import SetLog
import Sets

/// Keeps the edges from the first motion on, and returns them when the motion turns out to be a set.
package struct SetCollector: Sendable {
  /// Of the candidate or set in progress.
  package private(set) var edges: [Edge] = []
  private var isCollecting = false
  /// Which edges are a magnet's arrival, and are kept in the fine step.
  private let arrival: PulseEdge

  /// - Parameter profile: the machine; nil keeps every edge in the fine step.
  package init(_ profile: MachineProfile? = nil) {
    arrival = profile.map { $0.sensor == .single ? $0.pulseEdge : .both } ?? .both
  }

  /// Takes messages in order; returns a set when one has ended.
  package mutating func take(_ note: PulseThreadMessage) -> CollectedSet? {
    switch note {
    case .edge(let edge):
      guard isCollecting else { break }
      // Kept as it will be stored: what is computed now and from the log later is the same to the bit.
      edges.append(RawPulses.kept(edge, arrival: arrival, after: edges.last?.timestampNs ?? .min))
    case .event(.began):
      edges.removeAll(keepingCapacity: true)
      isCollecting = true
    case .event(.dropped):
      edges.removeAll(keepingCapacity: true)
      isCollecting = false
    case .event(.ended(let lastPulseNs, let reason)):
      isCollecting = false
      // What came after the last pulse (its bounces, a bump in the pause) is not part of the set.
      let endNs = RawPulses.rounded(lastPulseNs)
      let own = edges.filter { $0.timestampNs <= endNs }
      edges.removeAll(keepingCapacity: true)
      return CollectedSet(edges: own, reason: reason)
    case .event(.confirmed), .event(.paused), .event(.resumed):
      break
    }
    return nil
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: raw edges of both transitions of a machine's line, for a while. Must not know: what they are good for.

import Hardware
import Motion
import Pulses
import Synchronization

/// Listens to a line that nobody else holds.
package enum EdgeListener {
  /// Edges that came within some seconds; ends early when `isEnough` says so.
  package static func listen(
    _ machine: Configuration, seconds: Double, isEnough: (Int) -> Bool = { _ in false }
  )
    throws(HardwareError) -> [Edge]
  {
    var profile = machine.profile
    profile.pulseEdge = .both
    var source = GPIOSource(try PulseThread.open(machine.gpio, profile), waker: try SourceWaker())
    let endNs = MonotonicClock.nowNs + Int64(seconds * 1e9)
    var edges: [Edge] = []
    while MonotonicClock.nowNs < endNs, !isEnough(edges.count) {
      _ = try source.next(untilNs: min(endNs, MonotonicClock.nowNs + 100_000_000)) { batch in
        for index in 0..<batch.count { edges.append(batch[index]) }
      }
    }
    return edges
  }
}

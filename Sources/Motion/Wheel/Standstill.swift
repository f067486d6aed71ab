// SPDX-License-Identifier: Apache-2.0
//
// Owns: when a belt stands, for wheels of any number of marks. Must not know: sets.
//
// One arc of a wheel with few magnets, or as many arcs of a fine disc as make 45 mm: the belt stands while that way takes
// longer than at `BeltLimits.standstillMps`. A single mark of a fine disc may pass to and fro as someone shifts the weight.

import Pulses

/// The way and the time by which a standing belt is told from a moving one.
package struct Standstill: Sendable, Equatable {
  /// The least way that is looked at, metres: what a person who stands on a belt moves it by without walking.
  private static let leastTravelM = 0.045
  /// Arcs looked at, at most: the timestamps are kept.
  private static let mostArcs = 256

  /// Arcs that the belt must pass within `spanNs` to be moving.
  package let arcs: Int
  /// The same, as what is counted.
  package let mostWaiting: Int64
  /// Nanoseconds.
  package let spanNs: Int64

  /// The belt stands while `arcs` arcs take longer than `spanNs`.
  package init(arcs: Int, spanNs: Int64) {
    self.arcs = arcs
    // Not a conversion: on 32-bit processors those are not free of the heap.
    mostWaiting = Int64(Double(arcs))
    self.spanNs = spanNs
  }

  /// By `BeltLimits.standstillMps`.
  package init(wheel: MagnetWheel) {
    let meant = (Self.leastTravelM / wheel.longestArcM).rounded(.down)
    let arcs = meant >= Double(Self.mostArcs) ? Self.mostArcs : max(1, Int(meant))
    self.init(arcs: arcs, spanNs: Int64(Double(arcs) * wheel.longestArcM / BeltLimits.standstillMps * 1e9))
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: when a belt is stopped, for wheels with any number of marks. Must not know: sets.
//
// One arc of a wheel with few magnets, or as many arcs of a fine disc as make 45 mm: the belt is stopped while that
// travel takes longer than at `BeltLimits.standstillMps`. A single mark of a fine disc may rock as someone shifts
// their weight.

import Pulses

/// The travel and the time that distinguish a stopped belt from a moving one.
package struct Standstill: Sendable, Equatable {
  /// The least travel considered, metres: a standing person moves the belt by that much without walking.
  private static let leastTravelM = 0.045
  /// The largest number of arcs: their timestamps are stored.
  private static let mostArcs = 256

  /// Arcs that a moving belt passes within `spanNs`.
  package let arcs: Int
  /// The same, as what is counted.
  package let mostWaiting: Int64
  /// Nanoseconds.
  package let spanNs: Int64

  /// The belt is stopped while `arcs` arcs take longer than `spanNs`.
  package init(arcs: Int, spanNs: Int64) {
    self.arcs = arcs
    // Not a conversion: on 32-bit processors those use the heap.
    mostWaiting = Int64(Double(arcs))
    self.spanNs = spanNs
  }

  /// By `BeltLimits.standstillMps`.
  package init(wheel: MagnetWheel) {
    let meant = (Self.leastTravelM / wheel.longestArcM).rounded(.down)
    let arcs = meant >= Double(Self.mostArcs) ? Self.mostArcs : max(1, Int(meant))
    self.init(
      arcs: arcs,
      spanNs: Nanoseconds(seconds: Double(arcs) * wheel.longestArcM / BeltLimits.standstillMps).count)
  }
}

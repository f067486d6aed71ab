// SPDX-License-Identifier: Apache-2.0
//
// Owns: the shape of a trusted pulse. Must not know: distance, speed.

/// One magnet passing the sensor.
package struct Pulse: Sendable, Equatable {
  /// CLOCK_MONOTONIC, nanoseconds.
  package var timestampNs: Int64
  /// Edges the kernel dropped between the pulse before and this one: the belt's way in between is unknown.
  package var lostBefore: Int64
  /// Whether a pulse shortly before this one, already handed on, is now known to have been the contact's bounce.
  package var followsBounce = false
  /// Which way the magnet passed, where two sensors see it.
  package var direction: BeltDirection?

  package init(timestampNs: Int64, lostBefore: Int64 = 0, direction: BeltDirection? = nil) {
    self.timestampNs = timestampNs
    self.lostBefore = lostBefore
    self.direction = direction
  }
}

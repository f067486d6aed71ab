// SPDX-License-Identifier: Apache-2.0
//
// Owns: the shape of a trusted pulse. Must not know: distance, speed.

/// One magnet passing the sensor.
package struct Pulse: Sendable, Equatable {
  /// CLOCK_MONOTONIC, nanoseconds.
  package var timestampNs: Int64
  /// Edges that the kernel dropped between the previous pulse and this one: the travel in between is unknown.
  package var lostBefore: Int64
  /// Whether a recent pulse, already delivered, has proved to be the contact's bounce.
  package var followsBounce = false
  /// The direction in which the magnet passed, if two sensors see it.
  package var direction: BeltDirection?

  package init(timestampNs: Int64, lostBefore: Int64 = 0, direction: BeltDirection? = nil) {
    self.timestampNs = timestampNs
    self.lostBefore = lostBefore
    self.direction = direction
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the account of every edge. No edge is rejected silently.

/// How many edges came, and how each was classified.
///
/// `edges == pulses + rejected + wentBack + otherTransition` holds at all times.
package struct PulseCounters: Sendable, Equatable, BitwiseCopyable {
  /// Every edge, of any kind.
  package var edges: Int64 = 0
  /// Edges accepted as a magnet passing the sensor.
  package var pulses: Int64 = 0
  /// Arrivals right after an accepted pulse, before the magnet has left: contact bounce at closing, or ringing.
  package var bounces: Int64 = 0
  /// Arrivals so soon after the line was released that no other magnet can be there yet: bounce at opening.
  package var openingBounces: Int64 = 0
  /// Arrivals sooner than any person can bring a belt of this mass to the next magnet.
  package var impossible: Int64 = 0
  /// Accepted pulses that imply a belt faster than any person drives it; they count, but are a sign of trouble.
  package var implausible: Int64 = 0
  /// Edges with a timestamp before that of an earlier one; rejected, since time only goes forward.
  package var wentBack: Int64 = 0
  /// Edges of the other transition (the magnet leaving), counted and not used.
  package var otherTransition: Int64 = 0
  /// Edges that the kernel reports as dropped before they were read.
  package var lostEdges: Int64 = 0
  /// Whether the source numbers its edges; if not, `lostEdges` is unknown, not 0.
  package var sequenceKnown: Bool = false

  package init() {}

  /// Arrivals that were not magnets, of any kind.
  package var rejected: Int64 { bounces &+ openingBounces &+ impossible }

  /// Adds other counters.
  package mutating func add(_ other: PulseCounters) {
    edges &+= other.edges
    pulses &+= other.pulses
    bounces &+= other.bounces
    openingBounces &+= other.openingBounces
    impossible &+= other.impossible
    implausible &+= other.implausible
    wentBack &+= other.wentBack
    otherTransition &+= other.otherTransition
    lostEdges &+= other.lostEdges
    sequenceKnown = sequenceKnown || other.sequenceKnown
  }
}

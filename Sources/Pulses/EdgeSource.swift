// SPDX-License-Identifier: Apache-2.0
//
// Owns: the one seam between the stages and the world. Must not know: what implements it.

/// What a source reports after each batch.
package enum EdgeSourceStatus: Sendable, Equatable {
  /// All edges timestamped up to `untilNs` have been delivered: the line was silent after the last one.
  case quiet(untilNs: Int64)
  /// There are no more edges (end of a recording).
  case ended
}

/// The origin of edges: a GPIO line, a recording, a simulated belt or a fault injector.
///
/// The contract:
/// - Edges come in the order in which they were queued; a source never alters or drops one.
/// - `next` returns as soon as it has delivered at least one edge, or when its own clock reaches `untilNs`.
/// - The span is borrowed: it is valid inside `consume` only. `consume` may be called any number of times.
/// - After an error the source is finished; open a new one.
package protocol EdgeSource: ~Copyable {
  associatedtype Failure: Error

  /// Delivers the next batch of edges.
  /// - Parameter untilNs: CLOCK_MONOTONIC nanoseconds (of the source's clock) after which to give up waiting.
  mutating func next(untilNs: Int64, _ consume: (borrowing Span<Edge>) -> Void) throws(Failure)
    -> EdgeSourceStatus
}

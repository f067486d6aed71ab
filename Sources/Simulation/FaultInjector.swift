// SPDX-License-Identifier: Apache-2.0
//
// Owns: seeded faults between a source and its reader. Must not know: either of them.

import Pulses

/// Faults of the edges between source and reader.
package struct InjectedFaults: Sendable, Equatable {
  /// Probability that the kernel loses an edge: it is missing, and the numbers have a gap.
  package var loss = 0.0
  /// Probability that an edge comes twice.
  package var duplicate = 0.0
  /// Probability that an edge is timestamped a second too early.
  package var timeBack = 0.0
  /// Fails once an edge at or after this time comes, nanoseconds.
  package var failAtNs: Int64?

  package init() {}
}

/// The sensor was "unplugged" by the injector.
package struct InjectedFailure: Error, Sendable, Equatable {
  package init() {}
}

/// Wraps a source that never fails by itself.
package struct FaultInjector<Source: EdgeSource & ~Copyable>: EdgeSource, ~Copyable
where Source.Failure == Never {
  package typealias Failure = InjectedFailure

  private var source: Source
  private let faults: InjectedFaults
  private var random: Random
  private var hasFailed = false

  package init(_ source: consuming Source, faults: InjectedFaults, seed: UInt64) {
    self.source = source
    self.faults = faults
    random = Random(seed: seed)
  }

  package mutating func next(untilNs: Int64, _ consume: (borrowing Span<Edge>) -> Void)
    throws(InjectedFailure)
    -> EdgeSourceStatus
  {
    guard !hasFailed else { throw InjectedFailure() }
    var passed: [Edge] = []
    let status = source.next(untilNs: untilNs) { edges in
      for index in 0..<edges.count where !hasFailed {
        let edge = edges[index]
        if let failAtNs = faults.failAtNs, edge.timestampNs >= failAtNs {
          hasFailed = true
        } else if faults.loss == 0 || random.uniform() >= faults.loss {
          var altered = edge
          if faults.timeBack > 0, random.uniform() < faults.timeBack { altered.timestampNs &-= 1_000_000_000 }
          passed.append(altered)
          if faults.duplicate > 0, random.uniform() < faults.duplicate { passed.append(altered) }
        }
      }
    }
    if !passed.isEmpty { consume(passed.span) }
    if hasFailed, passed.isEmpty { throw InjectedFailure() }
    return status
  }
}

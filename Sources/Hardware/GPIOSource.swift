// SPDX-License-Identifier: Apache-2.0
//
// Owns: waiting for a line's edges and handing them out. Must not know: what they mean.

import CGPIO
import Glibc
import Pulses

/// The edges of one GPIO line, or of two requested together.
package struct GPIOSource: EdgeSource, ~Copyable {
  package typealias Failure = HardwareError

  /// An edge is stamped in the interrupt and queued by a thread of the kernel a little later. Silence is certain
  /// only up to this long before now, nanoseconds.
  package static let settleNs: Int64 = 20_000_000
  private static let batch = 64
  /// The level of a silent line is looked at this often, nanoseconds.
  private static let levelEveryNs: Int64 = 1_000_000_000

  private var line: GPIOLine
  private let waker: SourceWaker
  private let level: LineLevel?
  private var nextLevelNs: Int64 = .min
  private var read: [dm_gpio_edge]
  private var edges: [Edge]

  /// - Parameter level: where to put the line's level while it is silent.
  package init(_ line: consuming GPIOLine, waker: SourceWaker, level: LineLevel? = nil) {
    self.line = line
    self.waker = waker
    self.level = level
    read = [dm_gpio_edge](repeating: dm_gpio_edge(), count: Self.batch)
    edges = [Edge](repeating: Edge(timestampNs: 0), count: Self.batch)
  }

  package var backendName: String { line.backendName }

  package mutating func next(untilNs: Int64, _ consume: (borrowing Span<Edge>) -> Void) throws(HardwareError)
    -> EdgeSourceStatus
  {
    let isReadable = try wait(untilNs: untilNs)
    guard isReadable else {
      // The clock is read before the queue would be looked at again: later edges have later stamps.
      let nowNs = MonotonicClock.nowNs
      if nowNs >= nextLevelNs {
        level?.set(line.isHigh())
        nextLevelNs = nowNs &+ Self.levelEveryNs
      }
      return .quiet(untilNs: min(untilNs, nowNs) &- Self.settleNs)
    }
    let count = try line.read(into: &read)
    guard count > 0 else { return .quiet(untilNs: .min) }
    // What it was at before this edge it is not at now; the next look in silence tells.
    level?.set(nil)
    for index in 0..<count {
      edges[index] = Edge(
        timestampNs: read[index].timestamp_ns, sequence: read[index].sequence, line: Int(read[index].line),
        transition: read[index].rising != 0 ? .rising : .falling)
    }
    consume(edges.span.extracting(0..<count))
    return .quiet(untilNs: edges[count - 1].timestampNs)
  }

  /// Waits for edges; false where the time is over or someone woke us.
  private func wait(untilNs: Int64) throws(HardwareError) -> Bool {
    while true {
      var edgeEvents: Int32 = 0
      var wakeEvents: Int32 = 0
      let leftNs = max(0, untilNs &- MonotonicClock.nowNs)
      // SAFETY: both results outlive the call, which only fills them.
      let result = unsafe dm_sys_wait(line.descriptor, waker.readEnd, leftNs, &edgeEvents, &wakeEvents)
      if result == -EINTR { continue }
      if result < 0 { throw .system(operation: "waiting for edges", code: -result) }
      if edgeEvents & POLLIN != 0 { return true }
      // An unplugged chip answers at once and for ever; whoever ignores it spins.
      if edgeEvents != 0 { throw .unplugged(line: line.text) }
      return false
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: waiting for a line's edges and handing them out. Must not know: what they mean.

import CGPIO
import CLinux
import Glibc
import Pulses
import Waking

/// The edges of one GPIO line, or of two requested together.
///
/// A flooded line is read only now and then, and what it brings is discarded: the numbers of the edges after the flood
/// show how many are missing, and the thread has time for its other work.
package struct GPIOSource: EdgeSource, ~Copyable {
  package typealias Failure = HardwareError

  /// An edge is stamped in the interrupt and queued by a thread of the kernel a little later. Silence is certain
  /// only up to this long before now, nanoseconds.
  package static let settleNs: Int64 = 20_000_000
  private static let batch = 64
  /// The level of a silent line is looked at this often, nanoseconds.
  private static let levelEveryNs: Int64 = 1_000_000_000
  /// Pause between two looks at a flooded line, nanoseconds.
  private static let floodPauseNs: Int64 = 50_000_000

  /// When it was opened, nanoseconds.
  package let openedNs = MonotonicClock.nowNs
  private var line: GPIOLine
  private let wakePipe: WakePipe
  private let level: LineLevel?
  private var nextLevelNs: Int64 = .min
  private var flood = FloodGuard()
  private var read: [dm_gpio_edge]
  /// Room for all that the kernel holds, and one batch more.
  private var edges: [Edge]

  /// - Parameter level: where to put the line's level while it is silent, and whether it is flooded.
  package init(_ line: consuming GPIOLine, wakePipe: WakePipe, level: LineLevel? = nil) {
    self.line = line
    self.wakePipe = wakePipe
    self.level = level
    read = [dm_gpio_edge](repeating: dm_gpio_edge(), count: Self.batch)
    edges = [Edge](repeating: Edge(timestampNs: 0), count: FloodGuard.kernelBuffer + Self.batch)
    level?.set(isFlooded: false)
  }

  /// What the line is called in messages.
  package var text: String { line.text }

  package var backendName: String { line.backendName }

  package mutating func next(untilNs: Int64, _ consume: (borrowing Span<Edge>) -> Void) throws(HardwareError)
    -> EdgeSourceStatus
  {
    if flood.isFlooded { return try nextOfFlood(consume) }
    let isReadable = try wait(untilNs: untilNs)
    guard isReadable else {
      // The clock is read before the queue is polled again: later edges have later timestamps.
      let nowNs = MonotonicClock.nowNs
      if nowNs >= nextLevelNs {
        level?.set(line.isHigh())
        nextLevelNs = nowNs &+ Self.levelEveryNs
      }
      return .quiet(untilNs: min(untilNs, nowNs) &- Self.settleNs)
    }
    let count = try readBatch(at: 0)
    guard count > 0 else { return .quiet(untilNs: .min) }
    // The line's level has changed with this edge; the next poll without one reads it.
    level?.set(nil)
    let lastNs = edges[count - 1].timestampNs
    flood.read(count: count, firstNs: edges[0].timestampNs, lastNs: lastNs)
    if flood.isFlooded { level?.set(isFlooded: true) }
    consume(edges.span.extracting(0..<count))
    return .quiet(untilNs: lastNs)
  }

  /// Pauses, then empties the kernel's buffer; what comes no faster than a sensor's edges is handed out.
  private mutating func nextOfFlood(_ consume: (borrowing Span<Edge>) -> Void) throws(HardwareError)
    -> EdgeSourceStatus
  {
    guard try pause(ns: Self.floodPauseNs) else { return .quiet(untilNs: .min) }
    let beforeNs = MonotonicClock.nowNs
    var count = 0
    while count < FloodGuard.kernelBuffer, try wait(untilNs: .min) {
      let more = try readBatch(at: count)
      if more == 0 { break }
      count += more
    }
    let isCalm = flood.look(
      count: count, firstNs: edges[0].timestampNs, lastNs: edges[max(0, count - 1)].timestampNs)
    level?.set(isFlooded: flood.isFlooded)
    if isCalm {
      if count > 0 { consume(edges.span.extracting(0..<count)) }
    } else {
      level?.discard(count)
    }
    let untilNs = beforeNs &- Self.settleNs
    return .quiet(untilNs: isCalm && count > 0 ? max(untilNs, edges[count - 1].timestampNs) : untilNs)
  }

  /// Reads one batch into `edges` from a position on.
  private mutating func readBatch(at position: Int) throws(HardwareError) -> Int {
    let count = try line.read(into: &read)
    for index in 0..<count {
      edges[position + index] = Edge(
        timestampNs: read[index].timestamp_ns, sequence: read[index].sequence, line: Int(read[index].line),
        transition: read[index].rising != 0 ? .rising : .falling)
    }
    return count
  }

  /// Waits for edges; false once the time is over or the wake pipe was used.
  private func wait(untilNs: Int64) throws(HardwareError) -> Bool {
    while true {
      var edgeEvents: Int32 = 0
      var wakeEvents: Int32 = 0
      let leftNs = untilNs == .min ? 0 : max(0, untilNs &- MonotonicClock.nowNs)
      // SAFETY: both results outlive the call, which only fills them.
      let result = unsafe dm_sys_wait(line.descriptor, wakePipe.readEnd, leftNs, &edgeEvents, &wakeEvents)
      if result == -EINTR { continue }
      if result < 0 { throw .system(operation: "waiting for edges", code: -result) }
      if edgeEvents & POLLIN != 0 { return true }
      // An unplugged chip answers at once and for ever; a loop that ignores it spins.
      if edgeEvents != 0 { throw .unplugged(line: line.text) }
      return false
    }
  }

  /// Sleeps, whatever the line does; false if the wake pipe was used.
  private func pause(ns: Int64) throws(HardwareError) -> Bool {
    let endNs = MonotonicClock.nowNs &+ ns
    while true {
      var unused: Int32 = 0
      var wakeEvents: Int32 = 0
      let leftNs = max(0, endNs &- MonotonicClock.nowNs)
      // SAFETY: both results outlive the call, which only fills them; poll(2) passes over descriptor -1.
      let result = unsafe dm_sys_wait(-1, wakePipe.readEnd, leftNs, &unused, &wakeEvents)
      if result == -EINTR { continue }
      if result < 0 { throw .system(operation: "waiting", code: -result) }
      return wakeEvents == 0
    }
  }
}

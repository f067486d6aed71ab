// SPDX-License-Identifier: Apache-2.0
//
// Owns: the belt speed of the last hour, for the trace. Must not know: how it is drawn, how it is sent.

import Pulses

/// Belt speed, four values per second of belt time.
package struct SpeedHistory: Sendable, Equatable {
  package static let everyNs: Int64 = 250_000_000
  /// The same in seconds.
  package static let everyS = Nanoseconds(everyNs).seconds
  /// An hour.
  package static let capacity = 14_400

  /// Metres per second, the newest last.
  package private(set) var speedsMps: [Double] = []
  /// The slot of belt time of the newest value.
  package private(set) var lastSlot: Int64?

  package init() {}

  /// Takes a frame. Belt time that jumps back begins a new trace.
  package mutating func take(_ frame: LiveFrame) {
    let isBlind = frame.health.sensor == .lost || frame.health.sensor == .waiting
    take(timeNs: frame.timeNs, speedMps: isBlind ? 0 : frame.motion.displaySpeedMps)
  }

  /// Takes a speed. Belt time that jumps back begins a new trace.
  package mutating func take(timeNs: Int64, speedMps: Double) {
    let slot = timeNs / Self.everyNs
    if let last = lastSlot {
      if slot == last { return }
      if slot < last { speedsMps.removeAll() }
    }
    // A late frame (the belt may run faster than real time) fills the slots that it skipped.
    let skipped = lastSlot.map { slot.subtractingReportingOverflow($0) }
    let gap = skipped.map { $0.overflow ? 1 : $0.partialValue } ?? 1
    let count = max(1, min(gap, Int64(Self.capacity)))
    let speed = speedMps.isFinite ? max(0, speedMps) : 0
    for _ in 0..<count { speedsMps.append(speed) }
    lastSlot = slot
    if speedsMps.count > Self.capacity { speedsMps.removeFirst(speedsMps.count - Self.capacity) }
  }

  /// Means over this many slots each, the newest last, at most this many. The boundaries stay fixed as time goes on,
  /// so that the trace moves as a whole and does not flicker.
  package func means(over slots: Int, atMost count: Int) -> [Double] {
    guard let last = lastSlot, slots > 0, count > 0 else { return [] }
    let partial = Int((last % Int64(slots) + Int64(slots)) % Int64(slots)) + 1
    var means: [Double] = []
    var end = speedsMps.count
    var length = partial
    while end > 0, means.count < count {
      let begin = max(0, end - length)
      means.append(speedsMps[begin..<end].reduce(0, +) / Double(end - begin))
      end = begin
      length = slots
    }
    return means.reversed()
  }
}

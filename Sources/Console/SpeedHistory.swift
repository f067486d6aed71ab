// SPDX-License-Identifier: Apache-2.0
//
// Owns: the last minutes of belt speed for the trace. Must not know: how it is drawn.

import LiveFeed

/// Belt speed once per second of belt time.
package struct SpeedHistory: Sendable, Equatable {
  package static let everyNs: Int64 = 1_000_000_000
  private static let capacity = 600

  /// Metres per second, the newest last.
  package private(set) var speedsMps: [Double] = []
  private var lastSlot: Int64?

  package init() {}

  /// Takes a frame. Belt time that jumps back begins a new trace.
  package mutating func take(_ frame: LiveFrame) {
    let slot = frame.timeNs / Self.everyNs
    if let last = lastSlot {
      if slot == last { return }
      if slot < last { speedsMps.removeAll() }
    }
    // A frame that comes late (the belt may run faster than real time) stands for the time it skipped.
    let count = max(1, min(slot - (lastSlot ?? slot - 1), Int64(Self.capacity)))
    for _ in 0..<count { speedsMps.append(frame.displaySpeedMps) }
    lastSlot = slot
    if speedsMps.count > Self.capacity { speedsMps.removeFirst(speedsMps.count - Self.capacity) }
  }
}

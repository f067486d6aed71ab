// SPDX-License-Identifier: Apache-2.0
//
// Owns: the newest value of something, from one writer that never waits. Must not know: what it is.

import Synchronization

/// Three slots: the writer fills one, the reader holds one, the third changes hands by a single exchange.
///
/// One writer thread, one reader at a time. Neither waits for the other.
@safe final class LatestBox<Value: BitwiseCopyable & Sendable>: Sendable {
  private static var freshBit: Int { 4 }

  // SAFETY: `writing`, `reading` and the low bits of `middle` are always a permutation of 0, 1, 2; a slot is touched
  // only by the side that holds its number, and numbers change hands through `middle` with acquire-release order.
  private nonisolated(unsafe) let slots: UnsafeMutablePointer<Value>
  // SAFETY: touched by the writer thread only.
  private nonisolated(unsafe) var writing = 0
  // SAFETY: touched by the reader only.
  private nonisolated(unsafe) var reading = 1
  private let middle = Atomic<Int>(2)

  init(_ initial: Value) {
    unsafe slots = UnsafeMutablePointer<Value>.allocate(capacity: 3)
    unsafe slots.initialize(repeating: initial, count: 3)
  }

  deinit {
    unsafe slots.deallocate()
  }

  /// Writer only.
  func write(_ value: Value) {
    // SAFETY: `writing` is the writer's own slot.
    unsafe slots[writing] = value
    // SAFETY: `writing` belongs to this thread.
    let free = unsafe middle.exchange(writing | Self.freshBit, ordering: .acquiringAndReleasing)
    unsafe writing = free & 3
  }

  /// Reader only. The newest value written.
  func read() -> Value {
    if middle.load(ordering: .relaxed) & Self.freshBit != 0 {
      // SAFETY: `reading` belongs to the reader.
      let taken = unsafe middle.exchange(reading, ordering: .acquiringAndReleasing)
      unsafe reading = taken & 3
    }
    // SAFETY: `reading` is the reader's own slot.
    return unsafe slots[reading]
  }
}

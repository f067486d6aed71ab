// SPDX-License-Identifier: Apache-2.0
//
// Owns: a bounded queue from one thread to one other, without locks or allocation. Must not know: what is in it.

import Synchronization

/// Single producer, single consumer, fixed capacity.
///
/// The producer never waits: a full queue refuses and the caller decides (a live source counts the loss, a recording
/// waits).
@safe final class HandoverQueue<Note: BitwiseCopyable & Sendable>: Sendable {
  /// Entries; a power of two.
  let capacity: Int

  // SAFETY: slot i is written by the producer before it publishes `tail` past i (release), and read by the consumer
  // after it saw that (acquire); it is written again only after the consumer published `head` past it. So no slot is
  // ever touched from both sides at once. A message is trivially copyable, so that memory not yet written needs no
  // initialisation: it is read only after it was written, and pages that no message has reached cost nothing.
  private nonisolated(unsafe) let slots: UnsafeMutablePointer<Note>
  private let head = Atomic<Int>(0)
  private let tail = Atomic<Int>(0)

  init(capacity: Int) {
    precondition(capacity > 0 && capacity & (capacity - 1) == 0)
    self.capacity = capacity
    unsafe slots = UnsafeMutablePointer<Note>.allocate(capacity: capacity)
  }

  deinit {
    unsafe slots.deallocate()
  }

  /// Producer only. False if the queue is full.
  func push(_ note: Note) -> Bool {
    let end = tail.load(ordering: .relaxed)
    guard end &- head.load(ordering: .acquiring) < capacity else { return false }
    // SAFETY: the index is masked to the allocation, and the slot is free (see `slots`).
    unsafe slots[end & (capacity - 1)] = note
    tail.store(end &+ 1, ordering: .releasing)
    return true
  }

  /// Consumer only. Nil if the queue is empty.
  func pop() -> Note? {
    let begin = head.load(ordering: .relaxed)
    guard begin != tail.load(ordering: .acquiring) else { return nil }
    // SAFETY: the index is masked to the allocation, and the slot was published (see `slots`).
    let note = unsafe slots[begin & (capacity - 1)]
    head.store(begin &+ 1, ordering: .releasing)
    return note
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: waking the feed's thread from threads that must not wait. Must not know: what is fetched.

import Glibc
import Synchronization

/// A pipe by which any thread wakes one other. Ringing takes no lock, allocates nothing and never waits; while a wake-up is
/// pending it makes no system call either.
package final class FeedBell: Sendable {
  private let ringing = Atomic<Bool>(false)
  /// The end that the woken thread polls.
  package let readEnd: Int32
  private let writeEnd: Int32

  package init?() {
    var ends: [Int32] = [-1, -1]
    // SAFETY: the array has room for the two descriptors.
    guard unsafe pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// Wakes the thread; call it after storing what is to be fetched.
  package func ring() {
    guard !ringing.exchange(true, ordering: .acquiringAndReleasing) else { return }
    var byte: UInt8 = 1
    // SAFETY: one byte from a variable of one byte.
    _ = unsafe write(writeEnd, &byte, 1)
  }

  /// Clears the wake-up. Fetch after this call: what is stored later rings again.
  package func hear() {
    var bytes = [UInt8](repeating: 0, count: 64)
    // SAFETY: the length handed over is the array's own.
    while unsafe read(readEnd, &bytes, bytes.count) > 0 {}
    _ = ringing.exchange(false, ordering: .acquiringAndReleasing)
  }
}

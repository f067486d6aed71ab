// SPDX-License-Identifier: Apache-2.0
//
// Owns: waking a thread that waits for descriptors, from threads that must not wait. Must not know: why it is woken.

import Glibc
import Synchronization

/// A pipe by which any thread wakes one other, also one that Swift does not know. Waking takes no lock, allocates nothing and
/// never waits; while a wake-up is pending it makes no system call either.
///
/// Poll `readEnd` beside what is waited for. A wake-up lasts until `clear`, or for ever without that.
package final class WakePipe: Sendable {
  private let isPending = Atomic<Bool>(false)
  /// The end that the woken thread polls.
  package let readEnd: Int32
  private let writeEnd: Int32

  /// Nil if no pipe can be made (too many files are open); `errno` then has the reason.
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
  package func wake() {
    guard !isPending.exchange(true, ordering: .acquiringAndReleasing) else { return }
    var byte: UInt8 = 1
    // SAFETY: one byte from a variable of one byte.
    _ = unsafe write(writeEnd, &byte, 1)
  }

  /// Clears the wake-up. Fetch after this call: what is stored later wakes again.
  package func clear() {
    var bytes = [UInt8](repeating: 0, count: 64)
    // SAFETY: the length handed over is the array's own.
    while unsafe read(readEnd, &bytes, bytes.count) > 0 {}
    _ = isPending.exchange(false, ordering: .acquiringAndReleasing)
  }
}

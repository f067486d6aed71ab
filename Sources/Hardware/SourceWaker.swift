// SPDX-License-Identifier: Apache-2.0
//
// Owns: how to wake a thread that waits for edges. Must not know: why it is woken.

import Glibc

/// Wakes a waiting source once and for all. May be called from any thread, also from none that Swift knows.
package final class SourceWaker: Sendable {
  /// The end that is polled.
  let readEnd: Int32
  private let writeEnd: Int32

  package init() throws(HardwareError) {
    var ends: [Int32] = [-1, -1]
    // SAFETY: the array has room for the two descriptors.
    guard unsafe pipe(&ends) == 0 else { throw .system(operation: "making a pipe", code: errno) }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }

  /// From now on every wait returns at once.
  package func wake() {
    var byte: UInt8 = 1
    // SAFETY: one byte from a variable of one byte.
    _ = unsafe write(writeEnd, &byte, 1)
  }
}

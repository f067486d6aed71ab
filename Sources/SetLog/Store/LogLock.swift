// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether another program has a log open, also one that is too damaged to be asked. Must not know: what it does.

import Foundation

/// SQLite's locks on a log, as other programs hold them.
package enum LogLock {
  /// The bytes that SQLite locks in a database (its file format, section "pending byte").
  private static let database: (start: Int, length: Int) = (0x4000_0000, 512)
  /// The byte of the shared memory file that each connection to a write-ahead log locks.
  private static let memory: (start: Int, length: Int) = (120, 9)

  /// The program that has the log open; nil if none has.
  package static func holder(_ path: String) -> pid_t? {
    holder(path, database) ?? holder(path + "-shm", memory)
  }

  static func isHeld(_ path: String) -> Bool { holder(path) != nil }

  private static func holder(_ path: String, _ range: (start: Int, length: Int)) -> pid_t? {
    // SAFETY: open(2) reads the path within the call.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = off_t(range.start)
    lock.l_len = off_t(range.length)
    // SAFETY: fcntl(2) fills the structure that it is given within the call.
    guard unsafe fcntl(descriptor, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK) else { return nil }
    return lock.l_pid
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the log for reading, opened again when it is another file. Must not know: pages.
//
// A few readers are kept open: opening a log takes longer than most questions. None keeps a transaction open between two
// questions, so that the daemon can erase and tidy up meanwhile.

import Foundation
import SetLog
import Synchronization

/// Reads the log on threads that may wait.
final class LogReader: Sendable {
  private static let mostIdle = 4

  /// Which file it is, and in which state: a log that was replaced, or restored is another one.
  private struct Identity: Sendable, Equatable {
    var inode: UInt64?
    /// Of the write-ahead log; nil for none. The last program that closes a log removes it, and a connection that was open
    /// meanwhile goes on reading the one that is gone.
    var writeAheadInode: UInt64?
    /// Of a file without one, which is read as it lies there.
    var changedAt: Date?
  }

  private let directory: String
  private let idle = Mutex<[(log: SetLog, identity: Identity)]>([])

  init(directory: String) { self.directory = directory }

  /// Asks the log something.
  func read<Result: Sendable>(_ body: @escaping @Sendable (SetLog) throws -> Result) async throws -> Result {
    try await BlockingWork.run { [self] in
      let identity = identity
      let known = idle.withLock { idle in
        idle.removeAll { $0.identity != identity }
        return idle.popLast()?.log
      }
      let log = try known ?? SetLog(readingFrom: directory)
      let result = try body(log)
      idle.withLock { idle in if idle.count < Self.mostIdle { idle.append((log, identity)) } }
      return result
    }
  }

  private var identity: Identity {
    let path = directory + "/" + SetLog.fileName
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let writeAhead = try? FileManager.default.attributesOfItem(atPath: path + "-wal")
    return Identity(
      inode: Self.inode(attributes), writeAheadInode: Self.inode(writeAhead),
      changedAt: writeAhead == nil ? attributes?[.modificationDate] as? Date : nil)
  }

  private static func inode(_ attributes: [FileAttributeKey: Any]?) -> UInt64? {
    (attributes?[.systemFileNumber] as? NSNumber)?.uint64Value
  }
}

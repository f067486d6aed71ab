// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether a write-ahead log that was left behind belongs to the file beside it. Must not know: sets.
//
// SQLite does not ask: if a backup is copied over a log that a power cut left with a write-ahead log, the pages of the one
// are laid over those of the other, and the first program that writes makes the mixture last. So before a log with a
// left write-ahead log is opened, it is checked: a file that is consistent alone, and not together with it, has another one's.

import Foundation
import GRDB

extension WriteAheadLog {
  /// Files above this are not checked, since the start would take too long, bytes.
  private static let largest = 256 * 1024 * 1024

  /// - Throws: if the write-ahead log beside a file is another file's.
  static func refuseForeign(beside path: String) throws(SetLogError) {
    let wal = path + "-wal"
    guard let size = length(wal), size > 32, let main = length(path), main < largest, !LogLock.isHeld(path)
    else {
      return
    }
    guard let together = isConsistent(path), !together, isConsistent(SetLog.unchanging(path)) == true else {
      return
    }
    throw .foreignJournal(path: path)
  }

  private static func length(_ path: String) -> Int? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
  }

  /// Nil if that cannot be found out.
  private static func isConsistent(_ location: String) -> Bool? {
    var configuration = Configuration()
    configuration.readonly = true
    do {
      let file = try DatabaseQueue(path: location, configuration: configuration)
      return try file.read { db in
        try String.fetchAll(db, sql: "PRAGMA integrity_check(1)") == ["ok"]
      }
    } catch let error as DatabaseError {
      return [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) ? false : nil
    } catch {
      return nil
    }
  }
}

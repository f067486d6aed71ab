// SPDX-License-Identifier: Apache-2.0
//
// Owns: a copy of the log while it is in use. Must not know: where copies are kept.

import Foundation
import GRDB

extension SetLog {
  /// Writes a consistent copy of the log into a new file, whatever else reads and writes meanwhile.
  ///
  /// The file appears under its name only when it is complete and on the disk.
  /// - Returns: its size, bytes.
  @discardableResult
  public func backup(to file: String) throws(SetLogError) -> Int {
    guard !FileManager.default.fileExists(atPath: file) else {
      throw .notWritable(path: file, reason: "it is there already")
    }
    let part = file + ".part"
    try? FileManager.default.removeItem(atPath: part)
    LogMode.prepare(part)
    try Self.guarded(part) {
      try database.writeWithoutTransaction { db in
        try db.execute(sql: "VACUUM INTO ?", arguments: [part])
      }
    }
    guard let handle = FileHandle(forUpdatingAtPath: part), (try? handle.synchronize()) != nil,
      (try? FileManager.default.moveItem(atPath: part, toPath: file)) != nil
    else { throw .notWritable(path: file, reason: "it could not be completed") }
    try? handle.close()
    // The name too is on the disk.
    try JournalFile.syncFolder(of: file)
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    return attributes?[.size] as? Int ?? 0
  }
}

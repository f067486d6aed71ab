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
    let part = Self.unfinished(file)
    var isDone = false
    defer { if !isDone { try? FileManager.default.removeItem(atPath: part) } }
    try? FileManager.default.removeItem(atPath: part)
    LogMode.prepare(part)
    try copy(to: part, named: file)
    guard let handle = FileHandle(forUpdatingAtPath: part), (try? handle.synchronize()) != nil,
      (try? FileManager.default.moveItem(atPath: part, toPath: file)) != nil
    else { throw .notWritable(path: file, reason: "it could not be completed") }
    try? handle.close()
    isDone = true
    // The name too is on the disk.
    try JournalFile.syncFolder(of: file)
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    return attributes?[.size] as? Int ?? 0
  }

  /// The name of a copy that is not complete.
  package static func unfinished(_ file: String) -> String { file + ".part-\(getpid())" }

  /// Writes a consistent copy with the rights of the log: who may not read the one may not read the other.
  /// - Parameter named: the file that errors name.
  private func copy(to part: String, named file: String) throws(SetLogError) {
    let mode = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    let empty = FileManager.default.createFile(
      atPath: part, contents: nil, attributes: [.posixPermissions: mode ?? 0o640 as NSNumber])
    guard empty else { throw JournalFile.failure(file) }
    do {
      try Self.guarded(part) {
        try database.writeWithoutTransaction { db in
          try db.execute(sql: "VACUUM INTO ?", arguments: [part])
        }
      }
    } catch {
      // What failed is the copy: the log was only read.
      switch error.code {
      case .full: throw .full(path: file)
      case .notReadable, .notWritable: throw .notWritable(path: file, reason: error.reason)
      default: throw error
      }
    }
  }
}

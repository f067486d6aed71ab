// SPDX-License-Identifier: Apache-2.0
//
// Owns: a backup in the place of a log, which is kept aside. Must not know: who else has the log open.

import Foundation
import GRDB

/// What a restore came to.
package struct RestoredLog: Sendable, Equatable {
  package var sets: Int
  package var bytes: Int
  /// Damages in single sets, which the backup has as well.
  package var damages: Int
  /// Where the log is that was there before; nil if there was none.
  package var aside: String?
}

extension SetLog {
  /// Puts a copy of a backup in the place of a directory's log. The log that was there is renamed together with its
  /// write-ahead log, so that it can be opened as it was.
  ///
  /// Whatever happens in between, no set is lost: the old files have their second names on the disk before the first of
  /// them is removed.
  /// - Parameters:
  ///   - backup: a file that `backup(to:)` wrote, or a copy of a log.
  ///   - aside: the name under which the log of that path is kept.
  package static func restore(
    _ backup: String, into directory: String, aside: (String) -> String
  ) throws(SetLogError) -> RestoredLog {
    let path = (directory as NSString).appendingPathComponent(fileName)
    let source = try SetLog(readingFrom: backup)
    // A backup with a damaged set is better than none; one whose file is damaged is no log.
    let damages = try source.verify().damages
    if let damage = damages.first(where: { $0.location == "file" }) {
      throw .damaged(path: backup, reason: damage.problem)
    }
    let sets = try source.count()
    let part = unfinished(path)
    var isDone = false
    defer { if !isDone { try? FileManager.default.removeItem(atPath: part) } }
    try guarded(path) {
      try? FileManager.default.removeItem(atPath: part)
      try source.database.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [part]) }
    }
    try prepare(part, like: path, in: directory)
    let old = FileManager.default.fileExists(atPath: path) ? aside(path) : nil
    if let old { try keep(path, as: old) }
    for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ending) }
    // SAFETY: rename(2) reads both paths within the call.
    guard unsafe Foundation.rename(part, path) == 0 else { throw JournalFile.failure(path) }
    isDone = true
    try JournalFile.syncFolder(of: path)
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    return RestoredLog(sets: sets, bytes: size ?? 0, damages: damages.count, aside: old)
  }

  /// Owner, group and mode of the log that was there, or else of its directory; then on the disk.
  private static func prepare(_ part: String, like path: String, in directory: String) throws(SetLogError) {
    var model = stat()
    // SAFETY: stat(2) fills the structure that it is given, and keeps neither of the pointers.
    let isThere = unsafe stat(path, &model) == 0
    if !isThere {
      // SAFETY: as above.
      guard unsafe stat(directory, &model) == 0 else { throw JournalFile.failure(directory) }
    }
    // SAFETY: open(2) reads the path within the call.
    let descriptor = unsafe open(part, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw JournalFile.failure(part) }
    defer { close(descriptor) }
    // A directory that is open to all is not that of the service, whose group reads the log: a log is personal.
    let likeDirectory = model.st_mode & 0o007 == 0 ? model.st_mode & 0o660 : 0o600
    let mode = isThere ? model.st_mode & 0o777 : likeDirectory
    let isOwned = model.st_uid == geteuid() && model.st_gid == getegid()
    guard fchown(descriptor, model.st_uid, model.st_gid) == 0 || isOwned, fchmod(descriptor, mode) == 0,
      fsync(descriptor) == 0
    else { throw JournalFile.failure(path) }
  }

  /// Gives the old log and its write-ahead log second names.
  private static func keep(_ path: String, as old: String) throws(SetLogError) {
    for ending in ["", "-wal"] where FileManager.default.fileExists(atPath: path + ending) {
      // SAFETY: link(2) reads both paths within the call.
      if unsafe link(path + ending, old + ending) == 0 { continue }
      guard (try? FileManager.default.copyItem(atPath: path + ending, toPath: old + ending)) != nil else {
        throw JournalFile.failure(old + ending)
      }
    }
    try JournalFile.syncFolder(of: old)
  }
}

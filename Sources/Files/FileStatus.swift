// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a path leads to: kind, owner, mode, and whether two paths are one file. Must not know: who asks.

import Foundation
import Text

/// What is at a path.
package struct FileStatus: Sendable, Equatable {
  /// What it is.
  package enum Kind: Sendable, Equatable {
    case file, directory, link
    /// A terminal, `/dev/null`: bytes go through it.
    case stream
    /// A disk: bytes replace what is on it.
    case disk
  }

  package let kind: Kind
  package let owner: uid_t
  package let group: gid_t
  /// Permissions.
  package let mode: mode_t
  package let size: Int
  private let device: dev_t
  private let inode: ino_t

  private init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .directory
    case S_IFLNK: kind = .link
    case S_IFBLK: kind = .disk
    default: kind = .stream
    }
    owner = status.st_uid
    group = status.st_gid
    mode = status.st_mode & 0o7777
    size = Int(status.st_size)
    device = status.st_dev
    inode = status.st_ino
  }

  /// What the path leads to; nil if there is nothing, or no right to look.
  package init?(_ path: String) {
    var status = stat()
    // SAFETY: stat(2) fills the structure that it is given, and keeps neither of the pointers.
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// What is at the path itself: a link is not followed.
  package init?(ofLink path: String) {
    var status = stat()
    // SAFETY: as above.
    guard unsafe lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// What an open file is.
  package init?(descriptor: Int32) {
    var status = stat()
    // SAFETY: as above.
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  /// Whether both are the same file, by whatever name.
  package func isSame(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}

/// Paths as the file system sees them.
package enum FilePath {
  /// The directory that holds the path; `.` for a bare name.
  package static func directory(of path: String) -> String {
    let parent = PathText.directory(of: path)
    return parent.isEmpty ? "." : parent
  }

  /// Whether two paths are, or would be, one file: links, `..` and second names included.
  package static func isSame(_ a: String, _ b: String) -> Bool {
    if let first = FileStatus(a), let second = FileStatus(b) { return first.isSame(as: second) }
    guard FileStatus(a) == nil, FileStatus(b) == nil,
      let first = FileStatus(directory(of: a)), let second = FileStatus(directory(of: b))
    else { return false }
    return first.isSame(as: second) && (a as NSString).lastPathComponent == (b as NSString).lastPathComponent
  }

  /// Where a chain of links ends; nil if it does not end at all.
  package static func resolved(_ path: String) -> String? {
    var path = path
    for _ in 0..<40 {
      guard FileStatus(ofLink: path)?.kind == .link else { return path }
      guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return nil }
      path = target.hasPrefix("/") ? target : (directory(of: path) as NSString).appendingPathComponent(target)
    }
    return nil
  }

  /// Whether a file is an SQLite database, such as a log, or belongs to one.
  package static func isDatabase(_ path: String) -> Bool {
    for ending in ["-wal", "-shm", "-journal"] where path.hasSuffix(ending) {
      if isDatabase(String(path.dropLast(ending.count))) { return true }
    }
    guard FileStatus(path)?.kind == .file, let handle = FileHandle(forReadingAtPath: path) else {
      return false
    }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: 16)) == Data("SQLite format 3\0".utf8)
  }
}

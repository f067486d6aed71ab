// SPDX-License-Identifier: Apache-2.0
//
// Owns: replacing a small file so that a reader, and a power cut, find the old text or the new one.
// Must not know: what is in it.

import Foundation

/// Why a file was left as it was.
package struct DurableFileError: Error, Equatable, Sendable, CustomStringConvertible {
  package let path: String
  package let number: Int32

  package var description: String {
    let text =
      switch number {
      case EACCES, EPERM, EROFS:
        "cannot be written as the user who owns it; run this as root (sudo), or fix the permissions of its directory"
      case ENOSPC, EDQUOT: "cannot be written, the disk is full; free some space"
      case ENOENT, ENOTDIR: "cannot be written, its directory does not exist; create it"
      default: "cannot be written (system error \(number)); see `man 3 errno`"
      }
    return "\(path): \(text)"
  }
}

package enum DurableFile {
  /// Replaces a file, or makes it, with owner, group and mode as they were, or else as those of `model`.
  ///
  /// Written beside it, synchronised, and renamed over it; the old file stays as FILE.before.
  package static func replace(_ path: String, with text: String, model: String) throws(DurableFileError) {
    let part = path + ".part"
    let isNew = status(path) == nil
    let like = status(path) ?? status(model)
    let descriptor = try created(part, path)
    do throws(DurableFileError) {
      try write(Array(text.utf8), to: descriptor, path)
      try take(like, descriptor, path, isRequired: !isNew)
      guard fsync(descriptor) == 0 else { throw DurableFileError(path: path, number: errno) }
    } catch {
      close(descriptor)
      // SAFETY: unlink(2) reads the path within the call.
      unsafe unlink(part)
      throw error
    }
    close(descriptor)
    if !isNew { keep(path) }
    // SAFETY: rename(2) reads both paths within the call.
    guard unsafe rename(part, path) == 0 else { throw DurableFileError(path: path, number: errno) }
    synchroniseDirectory(of: path)
  }

  private static func status(_ path: String) -> stat? {
    var status = stat()
    // SAFETY: stat(2) fills the structure that it is given, and keeps neither pointer.
    return unsafe stat(path, &status) == 0 ? status : nil
  }

  /// A file of its own: what an interrupted run left under this name is removed, and a link is never followed.
  private static func created(_ part: String, _ path: String) throws(DurableFileError) -> Int32 {
    // SAFETY: unlink(2) and open(2) read the path within the call.
    unsafe unlink(part)
    // SAFETY: as above.
    let descriptor = unsafe open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DurableFileError(path: path, number: errno) }
    return descriptor
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(DurableFileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      // SAFETY: the pointer is used only within the call, for as many bytes as there are.
      let count = unsafe rest.withUnsafeBytes {
        unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw DurableFileError(path: path, number: count == 0 ? ENOSPC : errno) }
      rest = rest.dropFirst(count)
    }
  }

  /// - Parameter isRequired: whether a file of another owner is an error, and not only the best that can be done.
  private static func take(
    _ like: stat?, _ descriptor: Int32, _ path: String, isRequired: Bool
  ) throws(DurableFileError) {
    guard let like else { return }
    let isOwned = fchown(descriptor, like.st_uid, like.st_gid) == 0
    guard isOwned || !isRequired else { throw DurableFileError(path: path, number: errno) }
    guard fchmod(descriptor, like.st_mode & 0o7777) == 0 else {
      throw DurableFileError(path: path, number: errno)
    }
  }

  /// A second name for the old file; without one the new file is as good.
  private static func keep(_ path: String) {
    let before = path + ".before"
    // SAFETY: unlink(2) and link(2) read the paths within the calls.
    unsafe unlink(before)
    // SAFETY: as above.
    _ = unsafe link(path, before)
  }

  /// The new name too must survive a power cut; not every file system can do that, and the bytes are safe anyway.
  private static func synchroniseDirectory(of path: String) {
    let directory = (path as NSString).deletingLastPathComponent
    // SAFETY: open(2) reads the path within the call.
    let descriptor = unsafe open(directory.isEmpty ? "." : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}

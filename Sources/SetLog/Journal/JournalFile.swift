// SPDX-License-Identifier: Apache-2.0
//
// Owns: a journal's file descriptor, and that what was written is on the disk. Must not know: blocks.

import Foundation
import Text

/// A file that is allocated ahead, written at an offset, and locked for as long as it is open.
///
/// The lock shows other programs that the set is in progress; the kernel releases it however this program ends.
struct JournalFile: ~Copyable {
  /// The file grows by so many zeros at once: a write within them changes no size, and costs an SD card one page.
  private static let chunk = 16_384

  let path: String
  private let descriptor: Int32
  private var length = 0

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  /// Makes a new file; its name in the folder is on the disk as well. No initialiser, since compilers of the 6.2 series
  /// take none that throws a type here.
  static func create(_ path: String) throws(SetLogError) -> JournalFile {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, LogMode.ofFile(besides: path))
    guard descriptor >= 0 else { throw failure(path) }
    var file = JournalFile(path: path, descriptor: descriptor)
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
    try file.lay(upTo: 1)
    try syncFolder(of: path)
    return file
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Writes at an offset and waits until it is on the disk.
  mutating func write(_ bytes: [UInt8], at offset: Int) throws(SetLogError) {
    try lay(upTo: offset + bytes.count)
    try put(bytes, at: offset)
    guard fdatasync(descriptor) == 0 else { throw Self.failure(path) }
  }

  private mutating func lay(upTo end: Int) throws(SetLogError) {
    guard end > length else { return }
    let next = (end + Self.chunk - 1) / Self.chunk * Self.chunk
    // Written zeros, no hole: later writes then need no room that might be gone.
    try put([UInt8](repeating: 0, count: next - length), at: length)
    guard fsync(descriptor) == 0 else { throw Self.failure(path) }
    length = next
  }

  private func put(_ bytes: [UInt8], at offset: Int) throws(SetLogError) {
    var done = 0
    while done < bytes.count {
      // SAFETY: the pointer is used within the closure only, and the count is what is left of it.
      let wrote = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done, off_t(offset + done))
      }
      if wrote < 0, errno == EINTR { continue }
      guard wrote > 0 else { throw Self.failure(path) }
      done += wrote
    }
  }

  static func syncFolder(of path: String) throws(SetLogError) {
    let parent = PathText.directory(of: path)
    let folder = parent.isEmpty ? "." : parent
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(path) }
  }

  static func failure(_ path: String) -> SetLogError {
    let code = errno
    if code == ENOSPC || code == EDQUOT { return .full(path: path) }
    return .notWritable(path: path, reason: unsafe String(cString: strerror(code)))
  }

  /// Whether no program counts into this file any more.
  ///
  /// A file system without locks (some network shares) cannot show it: then a journal counts as abandoned, since the log's
  /// folder belongs to one daemon, which looks before it begins its own.
  static func isLeft(_ path: String) -> Bool {
    let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
  }
}

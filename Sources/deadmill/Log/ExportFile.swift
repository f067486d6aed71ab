// SPDX-License-Identifier: Apache-2.0
//
// Owns: a file that is written whole or not at all. Must not know: what is in it.

import Foundation

/// A file that cannot be written.
struct ExportFileError: Error, CustomStringConvertible {
  let path: String
  let number: Int32

  var description: String {
    let reason =
      switch number {
      case ENOSPC, EDQUOT: "the disk is full; free some space"
      case EACCES, EPERM: "no permission; choose another path with -o"
      case EROFS: "the disk is read-only; choose another path with -o"
      case ENOENT: "the directory does not exist; create it"
      case ENOTDIR: "a part of the path is not a directory"
      default:
        (POSIXErrorCode(rawValue: number).map { POSIXError($0) } as (any Error)?)?.localizedDescription
          ?? "error \(number)"
      }
    return "\(path): cannot be written (\(reason))"
  }
}

/// Bytes go to FILE.part, which takes the name FILE when all of them are on the disk.
final class ExportFile {
  private static let bufferSize = 65536

  private let path: String
  /// Nil if bytes go to the target directly: standard output, or no regular file.
  private let part: String?
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isOpen = true

  private init(path: String, part: String?, descriptor: Int32) {
    self.path = path
    self.part = part
    self.descriptor = descriptor
  }

  static var standardOutput: ExportFile {
    ExportFile(path: "standard output", part: nil, descriptor: STDOUT_FILENO)
  }

  convenience init(path: String, force: Bool) throws {
    var status = stat()
    // SAFETY: stat(2) fills the structure that it is given, and keeps neither of the pointers.
    let exists = unsafe stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      // A device or a pipe: nothing may take its place.
      self.init(path: path, part: nil, descriptor: try Self.opened(path, O_WRONLY, path))
      return
    }
    guard !exists || force else { throw UsageError("\(path): exists already; overwrite it with --force") }
    // A link stays one: what it leads to is written.
    let path = exists ? URL(fileURLWithPath: path).resolvingSymlinksInPath().path : path
    let part = path + ".part"
    self.init(path: path, part: part, descriptor: try Self.opened(part, O_WRONLY | O_CREAT | O_TRUNC, path))
  }

  private static func opened(_ path: String, _ flags: Int32, _ shown: String) throws -> Int32 {
    // SAFETY: open(2) reads the path within the call.
    let descriptor = unsafe open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw ExportFileError(path: shown, number: errno) }
    return descriptor
  }

  deinit { discard() }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return path.hasSuffix("/") || exists && isFolder.boolValue
  }

  static func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw ExportFileError(path: path, number: errno == 0 ? EACCES : errno)
    }
  }

  func write(_ bytes: [UInt8]) throws {
    buffer += bytes
    if buffer.count >= Self.bufferSize { try flush() }
  }

  private func flush() throws {
    var rest = buffer[...]
    while !rest.isEmpty {
      // SAFETY: the pointer is used only within the call, for as many bytes as there are.
      let count = unsafe rest.withUnsafeBytes {
        unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw ExportFileError(path: path, number: errno) }
      rest = rest.dropFirst(count)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Everything is on the disk when this returns.
  func finish() throws {
    try flush()
    guard let part else { return }
    // SAFETY: rename(2) reads both paths within the call.
    guard fsync(descriptor) == 0, close(descriptor) == 0, unsafe rename(part, path) == 0 else {
      throw ExportFileError(path: path, number: errno)
    }
    isOpen = false
    syncFolder()
  }

  /// The new name too is to survive a pulled plug; not every file system can do that, and the bytes are safe anyway.
  private func syncFolder() {
    let folder = (path as NSString).deletingLastPathComponent
    // SAFETY: as above.
    let descriptor = unsafe open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Leaves nothing behind of a file that was not finished.
  func discard() {
    guard isOpen, let part else { return }
    isOpen = false
    close(descriptor)
    // SAFETY: unlink(2) reads the path within the call.
    unsafe unlink(part)
  }
}

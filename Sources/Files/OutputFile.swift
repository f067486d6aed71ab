// SPDX-License-Identifier: Apache-2.0
//
// Owns: a file that is written whole or not at all. Must not know: what is in it, whether the path may be written to.
//
// Bytes go to a file without a name in the same directory, which gets its name when all of them are on the disk: a program
// that is killed leaves nothing behind. Where the file system has no such files, they go to a hidden one beside it.

import Foundation

/// A file that takes its name when it is complete.
package final class OutputFile {
  private static let bufferSize = 65_536

  private let target: OutputTarget
  private let rights: OutputRights
  private let descriptor: Int32
  /// The name of the unfinished file; nil if it has none.
  private let part: String?
  private var buffer: [UInt8] = []
  private var isOpen = true

  /// The standard output, which is never finished.
  package static var standardOutput: OutputFile { OutputFile(stream: STDOUT_FILENO) }

  private init(stream: Int32) {
    target = OutputTarget(standardOutput: "standard output")
    rights = .new
    descriptor = stream
    part = nil
  }

  /// Opens a file for writing.
  /// - Parameters:
  ///   - model: a file whose owner, group and mode a new one gets; nil for those of the user.
  package init(_ path: String, _ rights: OutputRights, like model: String? = nil) throws(OutputFileError) {
    let target = try OutputTarget(path, rights)
    self.target = target
    self.rights = rights
    if target.isStream {
      // SAFETY: open(2) reads the path within the call.
      descriptor = unsafe open(target.path, O_WRONLY | O_CLOEXEC)
      part = nil
      guard descriptor >= 0 else { throw OutputFileError(path: path, problem: .system(errno)) }
      return
    }
    let opened = try Self.unfinished(target)
    descriptor = opened.descriptor
    part = opened.part
    try take(target.present ?? model.flatMap { FileStatus($0) }, isRequired: target.present != nil)
  }

  deinit { discard() }

  /// Writes bytes; they may wait in a buffer.
  package func write(_ bytes: [UInt8]) throws(OutputFileError) {
    buffer += bytes
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes all of a text and finishes.
  package static func write(
    _ text: String, to path: String, _ rights: OutputRights, like model: String? = nil
  ) throws(OutputFileError) {
    let file = try OutputFile(path, rights, like: model)
    try file.write(Array(text.utf8))
    try file.finish()
  }

  /// Gives the file its name. Everything is on the disk when this returns.
  package func finish() throws(OutputFileError) {
    do throws(OutputFileError) {
      try flush()
      guard isOpen, !target.isStream, target.path != "-" else { return }
      guard fsync(descriptor) == 0 else { throw failure() }
      try name()
    } catch {
      discard()
      throw error
    }
    isOpen = false
    close(descriptor)
    FilePath.synchroniseDirectory(of: target.path)
  }

  /// Leaves nothing behind of a file that was not finished.
  package func discard() {
    guard isOpen else { return }
    isOpen = false
    if descriptor > STDERR_FILENO { close(descriptor) }
    // SAFETY: unlink(2) reads the path within the call.
    if let part { unsafe unlink(part) }
  }
}

extension OutputFile {
  /// A file in the target's directory that no other program sees, or a hidden one.
  private static func unfinished(
    _ target: OutputTarget
  ) throws(OutputFileError) -> (descriptor: Int32, part: String?) {
    let directory = FilePath.directory(of: target.path)
    // SAFETY: open(2) reads the path within the call.
    let nameless = unsafe open(directory, namelessFlag | O_WRONLY | O_CLOEXEC, 0o644)
    if nameless >= 0 {
      if FileStatus(nameOf(nameless)) != nil { return (nameless, nil) }
      close(nameless)
    }
    let part = hidden(target.path)
    // SAFETY: as above.
    let descriptor = unsafe open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw OutputFileError(path: target.shown, problem: .system(errno)) }
    return (descriptor, part)
  }

  /// The kernel's own name for an open file.
  private static func nameOf(_ descriptor: Int32) -> String { "/proc/self/fd/\(descriptor)" }

  /// A name beside the target that no other program uses.
  private static func hidden(_ path: String) -> String {
    let name = (path as NSString).lastPathComponent
    return FilePath.directory(of: path) + "/." + name.prefix(100) + ".part-\(getpid())"
  }

  /// Owner, group and mode as they were.
  /// - Parameter isRequired: whether a file of another owner is an error, and not only the best that can be done.
  private func take(_ like: FileStatus?, isRequired: Bool) throws(OutputFileError) {
    guard let like else { return }
    let isOwned = fchown(descriptor, like.owner, like.group) == 0
    guard isOwned || !isRequired, fchmod(descriptor, like.mode) == 0 else {
      let error = failure()
      discard()
      throw error
    }
  }

  private func name() throws(OutputFileError) {
    guard target.present == nil else { return try replace() }
    if link(to: target.path) {
      // SAFETY: unlink(2) reads the path within the call.
      if let part { unsafe unlink(part) }
      return
    }
    // Another program was quicker.
    if errno == EEXIST {
      throw OutputFileError(path: target.shown, problem: .exists(canForce: rights == .unforced))
    }
    // A file system without second names, which has no nameless files either.
    guard let part else { throw failure() }
    // SAFETY: rename(2) reads both paths within the call.
    guard unsafe rename(part, target.path) == 0 else { throw failure() }
  }

  private func replace() throws(OutputFileError) {
    let from = part ?? Self.hidden(target.path)
    if part == nil, !link(to: from) { throw failure() }
    // SAFETY: rename(2) and unlink(2) read the paths within the calls.
    guard unsafe rename(from, target.path) == 0 else {
      let error = failure()
      // SAFETY: as above.
      unsafe unlink(from)
      throw error
    }
  }

  /// Gives the unfinished file a name that is free.
  private func link(to path: String) -> Bool {
    // SAFETY: link(2) and linkat(2) read the paths within the calls.
    if let part { return unsafe Foundation.link(part, path) == 0 }
    // SAFETY: as above.
    return unsafe linkat(AT_FDCWD, Self.nameOf(descriptor), AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0
  }

  private func flush() throws(OutputFileError) {
    var rest = buffer[...]
    while !rest.isEmpty {
      // SAFETY: the pointer is used only within the call, for as many bytes as there are.
      let count = unsafe rest.withUnsafeBytes {
        unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      rest = rest.dropFirst(count)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private func failure() -> OutputFileError { OutputFileError(path: target.shown, problem: .system(errno)) }
}

extension OutputTarget {
  /// What stands for the standard output.
  fileprivate init(standardOutput: String) {
    shown = standardOutput
    path = "-"
    present = nil
  }
}

extension FilePath {
  /// A new name too is to survive a pulled plug; not every file system can do that, and the bytes are safe anyway.
  package static func synchroniseDirectory(of path: String) {
    // SAFETY: open(2) reads the path within the call.
    let descriptor = unsafe open(directory(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}

/// Not in Swift's view of the header, since it is put together from others there.
private let namelessFlag: Int32 = 0o20000000 | O_DIRECTORY

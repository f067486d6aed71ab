// SPDX-License-Identifier: Apache-2.0
//
// Owns: an `.edges` file that grows while it is recorded. Must not know: where edges come from.

import Foundation
import Pulses

/// Writes a recording as it arrives.
///
/// Only whole lines are written, each batch at once, so that a killed program leaves a readable file. `end-ns` is the
/// last line, since it is not known before. Edges of two lines may overtake each other; they are sorted by their
/// timestamps if they are less than `settlingNs` late.
package struct EdgesWriter: ~Copyable {
  /// How late an edge may arrive, nanoseconds.
  package static let settlingNs: Int64 = 20_000_000

  private let path: String
  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private var waiting: [Edge] = []
  private var writtenNs: Int64 = .min
  /// Edges written.
  package private(set) var count = 0

  private init(path: String, descriptor: Int32, ownsDescriptor: Bool) {
    self.path = path
    self.descriptor = descriptor
    self.ownsDescriptor = ownsDescriptor
  }

  /// Opens a file; `-` is the standard output. Not an initialiser, since the 6.2 compilers crash on one that throws.
  /// - Parameter overwrites: whether an existing file is replaced; devices and pipes are always written to.
  package static func open(_ path: String, overwrites: Bool) throws(RecordingError) -> EdgesWriter {
    if path == "-" {
      return EdgesWriter(path: "standard output", descriptor: STDOUT_FILENO, ownsDescriptor: false)
    }
    var status = stat()
    // SAFETY: stat(2) fills the structure that it is given, and keeps neither of the pointers.
    let exists = unsafe stat(path, &status) == 0
    let isFile = !exists || status.st_mode & S_IFMT == S_IFREG
    if exists, isFile, !overwrites { throw RecordingError(path: path, problem: .exists) }
    let flags = isFile ? O_WRONLY | O_CREAT | O_EXCL : O_WRONLY
    // A program that still reads the old recording keeps it.
    // SAFETY: unlink(2) and open(2) read the path within the calls.
    if exists, isFile { unsafe unlink(path) }
    // SAFETY: as above.
    let descriptor = unsafe Foundation.open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw RecordingError(path: path, problem: errno == EEXIST ? .exists : .unwritable(reason(errno)))
    }
    return EdgesWriter(path: path, descriptor: descriptor, ownsDescriptor: true)
  }

  deinit { if ownsDescriptor { close(descriptor) } }

  /// Writes the header, before anything else.
  package mutating func begin(_ header: RecordingHeader) throws(RecordingError) {
    try put(EdgesFile.text(header))
  }

  /// Takes edges, and writes those that no later edge can precede.
  package mutating func append(_ edges: [Edge]) throws(RecordingError) {
    guard !edges.isEmpty else { return }
    waiting += edges
    let newestNs = waiting.reduce(Int64.min) { max($0, $1.timestampNs) }
    try flush(untilNs: newestNs > .min &+ Self.settlingNs ? newestNs &- Self.settlingNs : .min)
  }

  /// Writes pending edges: nothing has come for longer than edges can be late.
  package mutating func settle() throws(RecordingError) { try flush(untilNs: .max) }

  /// Writes a line that readers ignore.
  package mutating func remark(_ text: String) throws(RecordingError) {
    try put("# \(text.split(whereSeparator: \.isNewline).joined(separator: " "))\n")
  }

  /// Writes pending edges and the end of the observation.
  package mutating func finish(endNs: Int64?) throws(RecordingError) {
    try settle()
    if let endNs { try put("# end-ns: \(max(endNs, writtenNs))\n") }
    if ownsDescriptor, fsync(descriptor) != 0, errno != EINVAL, errno != EROFS {
      throw RecordingError(path: path, problem: .unwritable(Self.reason(errno)))
    }
  }

  private mutating func flush(untilNs: Int64) throws(RecordingError) {
    let due = waiting.filter { $0.timestampNs <= untilNs }
    guard !due.isEmpty else { return }
    waiting.removeAll { $0.timestampNs <= untilNs }
    var text = ""
    // A stable order: edges with the same timestamp stay as they came.
    for (_, edge) in due.enumerated().sorted(by: { ($0.1.timestampNs, $0.0) < ($1.1.timestampNs, $1.0) }) {
      if edge.timestampNs < writtenNs {
        text += "# late: " + EdgesFile.line(edge)
        continue
      }
      text += EdgesFile.line(edge)
      writtenNs = edge.timestampNs
      count += 1
    }
    try put(text)
  }

  private func put(_ text: String) throws(RecordingError) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = unsafe rest.withUnsafeBytes { bytes in
        // SAFETY: the length handed over is the buffer's own.
        unsafe write(descriptor, bytes.baseAddress, bytes.count)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else {
        throw RecordingError(
          path: path, problem: errno == EPIPE ? .readerHasGone : .unwritable(Self.reason(errno)))
      }
      rest = rest.dropFirst(written)
    }
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT: "no room left"
    case ENOENT: "no such folder"
    case EACCES, EPERM: "no permission"
    case EROFS: "the disk is read-only"
    case EISDIR: "it is a folder"
    default: POSIXErrorCode(rawValue: code).map { POSIXError($0).localizedDescription } ?? "error \(code)"
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: a file line by line, in little memory. Must not know: what lines hold.

import Foundation

/// Reads a file line by line.
struct LineReader {
  /// Longer lines are refused: the longest set there is needs less, and an archive that was made one line of by another
  /// program is hardly ever as long.
  static let longestLine = 1 << 26
  private static let chunk = 1 << 16

  /// One line, without its end.
  struct Line {
    var bytes: Data
    /// From 1.
    var number: Int
    /// False for the last line of a file that does not end with a newline: it may be cut off.
    var isWhole: Bool
  }

  private let handle: FileHandle
  private let progress: (Int) -> Void
  private var buffer = Data()
  /// Bytes of the buffer in which there is no end of a line.
  private var searched = 0
  private var read = 0
  private var number = 0
  private var isAtEnd = false

  /// - Parameter progress: bytes of the file that were read.
  init(_ handle: FileHandle, progress: @escaping (Int) -> Void) {
    self.handle = handle
    self.progress = progress
  }

  /// The next line; nil at the end. Empty lines are skipped.
  mutating func next() throws -> Line? {
    while true {
      if let end = buffer[(buffer.startIndex + searched)...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = take(upTo: end)
        if !line.bytes.isEmpty { return line }
        continue
      }
      guard !isAtEnd else {
        guard !buffer.isEmpty else { return nil }
        number += 1
        defer { (buffer, searched) = (Data(), 0) }
        return Line(bytes: buffer, number: number, isWhole: false)
      }
      searched = buffer.count
      guard buffer.count <= Self.longestLine else {
        throw ArchiveMistake(description: "line \(number + 1) is longer than any in an export")
      }
      let more = try handle.read(upToCount: Self.chunk) ?? Data()
      isAtEnd = more.isEmpty
      buffer += more
      read += more.count
      progress(read)
    }
  }

  private mutating func take(upTo end: Data.Index) -> Line {
    number += 1
    let bytes = Data(buffer[..<end])
    buffer = Data(buffer[(end + 1)...])
    searched = 0
    return Line(bytes: bytes, number: number, isWhole: true)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: bytes to lines. Must not know: what is in a line.

import FoundationEssentials

/// Splits a stream into lines; a line longer than the limit is discarded as a whole.
package struct LineFramer: Sendable {
  /// Bytes. A frame is under 4 KiB, a change under 2 KiB.
  package static let longestLine = 64 * 1024

  private var buffer = Data()
  private var isSkipping = false
  private var discarded = 0

  package init() {}

  /// What is kept until the line is complete, bytes.
  package var bytesHeld: Int { buffer.count }

  /// Takes bytes; returns the lines that are complete, without their ends.
  package mutating func take(_ bytes: some Collection<UInt8>) -> [Data] {
    var lines: [Data] = []
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 0x0A) {
      append(rest[..<end])
      if !isSkipping, !buffer.isEmpty { lines.append(buffer) }
      buffer = Data()
      isSkipping = false
      rest = rest[rest.index(after: end)...]
    }
    append(rest)
    return lines
  }

  private mutating func append(_ bytes: some Collection<UInt8>) {
    guard !isSkipping else { return }
    buffer.append(contentsOf: bytes)
    guard buffer.count > Self.longestLine else { return }
    buffer = Data()
    isSkipping = true
    discarded += 1
  }

  /// How many lines were discarded since the last time.
  package mutating func takeDiscarded() -> Int {
    defer { discarded = 0 }
    return discarded
  }
}

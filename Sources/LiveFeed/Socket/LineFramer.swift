// SPDX-License-Identifier: Apache-2.0
//
// Owns: bytes to lines. Must not know: what is in a line.

import Foundation

/// Splits a stream into lines; a line longer than the limit is thrown away whole.
package struct LineFramer: Sendable {
  /// Bytes. A frame is under 2 KiB, a set under 2 KiB.
  package static let longestLine = 64 * 1024

  private var buffer = Data()
  private var isSkipping = false

  package init() {}

  /// Takes bytes; gives out the lines that are complete, without their ends.
  package mutating func take(_ bytes: some Sequence<UInt8>) -> [Data] {
    var lines: [Data] = []
    for byte in bytes {
      if byte == 0x0A {
        if !isSkipping, !buffer.isEmpty { lines.append(buffer) }
        buffer = Data()
        isSkipping = false
      } else if !isSkipping {
        buffer.append(byte)
        if buffer.count > Self.longestLine {
          buffer = Data()
          isSkipping = true
        }
      }
    }
    return lines
  }
}

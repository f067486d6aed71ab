// SPDX-License-Identifier: Apache-2.0
//
// Owns: reading SQLite's write-ahead log as bytes, and finding in it what SQLite passes over in silence.
// Must not know: sets.
//
// SQLite takes the first frame whose checksum is wrong for the end of the log (its file format, section 4): after a power
// cut that is right, but a flipped bit hides every transaction after it without a word.

import Foundation

/// The frames of a write-ahead log.
struct WriteAheadLog {
  private static let headerLength = 32
  private static let frameHeaderLength = 24

  private let bytes: [UInt8]
  private let isBigEnd: Bool

  /// Nil if there is none, or an empty one.
  init?(path: String) {
    guard let data = FileManager.default.contents(atPath: path), data.count > Self.headerLength else {
      return nil
    }
    bytes = [UInt8](data)
    // The last bit of the magic number gives the byte order of the checksums.
    isBigEnd = bytes[3] & 1 == 1
  }

  /// What could not be read, one line; nil if all of it was read.
  var damage: String? {
    guard bytes.contains(where: { $0 != 0 }) else { return nil }
    let pageSize = Int(word(8))
    let header = sum(0..<24, (0, 0))
    guard word(0) & ~1 == 0x377F_0682, pageSize.nonzeroBitCount == 1, (512...65_536).contains(pageSize),
      header == (word(24), word(28))
    else { return "its header is damaged; no transaction in it is read" }
    let length = Self.frameHeaderLength + pageSize
    let starts = Array(stride(from: Self.headerLength, through: bytes.count - length, by: length))
    var running = header
    var read = 0
    for at in starts {
      let own = sum(at..<(at + 8), running)
      running = sum((at + Self.frameHeaderLength)..<(at + length), own)
      guard isOfThisLog(at), running == (word(at + 16), word(at + 20)) else { break }
      read += 1
    }
    // What is left of an earlier log, further back in the file, is none of this one.
    let unread = starts[read...].filter(isOfThisLog)
    guard !unread.isEmpty else { return nil }
    let commits = unread.count { word($0 + 4) != 0 }
    if commits > 1 {
      return "frame \(read + 1) is damaged; \(commits) transactions from there on are not read"
    }
    return "its last transaction is not read: a power cut took it, or a bit has flipped in it"
  }

  /// Whether a frame was written since the log was last restarted: it has the header's two salts.
  private func isOfThisLog(_ at: Int) -> Bool { word(at + 8) == word(16) && word(at + 12) == word(20) }

  /// The checksum of SQLite's write-ahead log, of an even number of words.
  private func sum(_ range: Range<Int>, _ start: (UInt32, UInt32)) -> (UInt32, UInt32) {
    var (a, b) = start
    for at in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
      a = a &+ checksumWord(at) &+ b
      b = b &+ checksumWord(at + 4) &+ a
    }
    return (a, b)
  }

  private func checksumWord(_ at: Int) -> UInt32 { isBigEnd ? word(at) : word(at).byteSwapped }

  /// Four bytes, big end first, as all numbers in it are.
  private func word(_ at: Int) -> UInt32 { bytes[at..<(at + 4)].reduce(0) { $0 << 8 | UInt32($1) } }
}

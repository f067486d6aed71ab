// SPDX-License-Identifier: Apache-2.0
//
// Owns: the blocks of a journal: framing, checksum, and finding them again after damage. Must not know: files.
//
// A block: the marker "DMJ" and a version byte; a kind byte; its number from 0 and the payload's length (four bytes
// each, little end first); the payload; the CRC-32 of all before. Zeros follow the last block: the file is laid out
// ahead, so that a block changes no size and costs one write.

/// One block of a journal.
struct JournalBlock: Equatable {
  enum Kind: UInt8 {
    /// What is known of the set, as JSON.
    case header = 1
    /// Edges, packed.
    case edges = 2
    /// How the set ended, as JSON.
    case end = 3
    /// Heart rates, packed.
    case heartRate = 4
  }

  static let version: UInt8 = 1
  private static let marker: [UInt8] = Array("DMJ".utf8) + [version]
  /// Bytes before the payload, and after it.
  static let headLength = 13
  static let tailLength = 4
  /// A payload longer than this is none that was written.
  static let longestPayload = 1 << 24

  var kind: Kind
  var number: UInt32
  var payload: [UInt8]

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.put(Self.marker)
    writer.put(byte: kind.rawValue)
    writer.put(checksum: number)
    writer.put(checksum: UInt32(payload.count))
    writer.put(payload)
    writer.put(checksum: CRC32.of(writer.bytes[...]))
    return writer.bytes
  }

  /// What a journal holds: its intact blocks in order, and how many stretches could not be read.
  struct Scan: Equatable {
    var blocks: [JournalBlock] = []
    var damaged = 0
    /// Whether something that is no block follows the last one.
    var isCut = false
  }

  /// Reads all blocks; after damage it continues with the next intact block.
  ///
  /// A last block that is torn is no damage: it is what a power cut leaves.
  static func scan(_ bytes: [UInt8]) -> Scan {
    var scan = Scan()
    var at = 0
    var isLost = false
    while at < bytes.count {
      if let block = block(bytes, at) {
        if isLost || block.number != scan.blocks.last.map({ $0.number &+ 1 }) ?? 0 { scan.damaged += 1 }
        isLost = false
        scan.blocks.append(block)
        at += headLength + block.payload.count + tailLength
      } else {
        if bytes[at] != 0 { isLost = true }
        at += 1
      }
    }
    scan.isCut = isLost
    return scan
  }

  private static func block(_ bytes: [UInt8], _ at: Int) -> JournalBlock? {
    guard at + headLength + tailLength <= bytes.count, bytes[at] == marker[0],
      bytes[at..<(at + 4)].elementsEqual(marker), let kind = Kind(rawValue: bytes[at + 4])
    else { return nil }
    let number = CRC32.read(bytes[(at + 5)..<(at + 9)])
    let length = Int(CRC32.read(bytes[(at + 9)..<(at + 13)]))
    let end = at + headLength + length
    guard length <= longestPayload, end + tailLength <= bytes.count,
      CRC32.of(bytes[at..<end]) == CRC32.read(bytes[end..<(end + tailLength)])
    else { return nil }
    return JournalBlock(kind: kind, number: number, payload: Array(bytes[(at + headLength)..<end]))
  }
}

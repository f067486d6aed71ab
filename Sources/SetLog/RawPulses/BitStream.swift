// SPDX-License-Identifier: Apache-2.0
//
// Owns: bytes, varints and bits, written and read. Must not know: what they stand for.

/// Gathers bytes.
package struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  package mutating func put(byte: UInt8) { bytes.append(byte) }

  package mutating func put(_ more: [UInt8]) { bytes.append(contentsOf: more) }

  /// Seven bits a byte, low ones first; the top bit says that more follow.
  package mutating func put(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// Four bytes, little end first.
  package mutating func put(checksum: UInt32) {
    for shift in stride(from: 0 as UInt32, through: 24, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: checksum >> shift))
    }
  }
}

/// Reads bytes; what is too short or cannot have been written is refused.
package struct ByteReader {
  private(set) var rest: ArraySlice<UInt8>

  package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  package var left: Int { rest.count }
  package var isAtEnd: Bool { rest.isEmpty }

  package mutating func byte() throws(RawPulsesError) -> UInt8 {
    guard let byte = rest.popFirst() else { throw .truncated }
    return byte
  }

  package mutating func varint() throws(RawPulsesError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0 as UInt64, through: 63, by: 7) {
      let byte = try byte()
      guard shift < 63 || byte <= 1 else { throw .malformed }
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw .malformed
  }
}

/// Gathers bits, the high one of each number first.
package struct BitWriter {
  private var bytes: [UInt8] = []
  private var open: UInt8 = 0
  private var used = 0

  /// The low `count` bits of a number.
  package mutating func put(_ value: UInt64, count: Int) {
    for position in stride(from: count - 1, through: 0, by: -1) {
      open = open << 1 | UInt8(truncatingIfNeeded: value >> UInt64(position) & 1)
      used += 1
      if used == 8 {
        bytes.append(open)
        (open, used) = (0, 0)
      }
    }
  }

  /// All bytes; the last one is filled up with zeros.
  package func finished() -> [UInt8] { used == 0 ? bytes : bytes + [open << UInt8(8 - used)] }
}

/// Reads bits.
package struct BitReader {
  private let bytes: ArraySlice<UInt8>
  private var at: Int
  private var used = 0

  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    at = bytes.startIndex
  }

  /// Whether nothing but the last byte's filling is left.
  package var isAtEnd: Bool {
    guard at < bytes.endIndex else { return true }
    return used > 0 && at == bytes.endIndex - 1 && bytes[at] << UInt8(used) == 0
  }

  package mutating func take(_ count: Int) throws(RawPulsesError) -> UInt64 {
    var value: UInt64 = 0
    for _ in 0..<count {
      guard at < bytes.endIndex else { throw .truncated }
      value = value << 1 | UInt64(bytes[at] >> UInt8(7 - used) & 1)
      used += 1
      if used == 8 { (at, used) = (at + 1, 0) }
    }
    return value
  }
}

/// CRC-32 of IEEE 802.3: finds every flipped bit and nearly everything else.
package enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
  }

  package static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in sum >> 8 ^ table[Int((sum ^ UInt32(byte)) & 0xFF)] }
  }

  /// Four bytes, little end first, as a number.
  package static func read(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}

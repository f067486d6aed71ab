// SPDX-License-Identifier: Apache-2.0
//
// Owns: numbers as few bits, by how large the last ones were. Must not know: what the numbers mean.
//
// R. F. Rice, "Some practical universal noiseless coding techniques", JPL 79-22, 1979: the number divided by 2^k in
// unary (ones, then a zero), then its k low bits. k follows a running mean. Where the unary part would need more than
// 23 ones: 24 ones, six bits for the number's length less one, then the number.

/// An adaptive Rice code; reader and writer go through the same states.
struct RiceCode {
  private static let longestUnary: UInt64 = 24
  /// Sixteen times the running mean.
  private var sum: UInt64 = 1 << 20

  private var k: Int { min(40, 63 - max(1, sum / 16).leadingZeroBitCount) }

  private mutating func learn(_ value: UInt64) {
    // One wild number must not make the next ones dear, nor may the sum overflow.
    let limited = min(value, sum / 2 + 1024, 1 << 56)
    sum = sum - sum / 16 + limited
  }

  mutating func put(_ value: UInt64, into bits: inout BitWriter) {
    let k = k
    let quotient = value >> k
    if quotient < Self.longestUnary {
      for _ in 0..<quotient { bits.put(1, count: 1) }
      bits.put(0, count: 1)
      bits.put(value, count: k)
    } else {
      bits.put((1 << Self.longestUnary) - 1, count: Int(Self.longestUnary))
      let length = 64 - value.leadingZeroBitCount
      bits.put(UInt64(length - 1), count: 6)
      bits.put(value, count: length)
    }
    learn(value)
  }

  mutating func next(_ bits: inout BitReader) throws(RawPulsesError) -> UInt64 {
    let k = k
    var quotient: UInt64 = 0
    while quotient < Self.longestUnary, try bits.take(1) == 1 { quotient += 1 }
    let value: UInt64
    if quotient < Self.longestUnary {
      value = quotient << UInt64(k) | (try bits.take(k))
    } else {
      value = try bits.take(Int(try bits.take(6)) + 1)
    }
    learn(value)
    return value
  }

  /// Bits that `put` would write.
  mutating func cost(_ value: UInt64) -> Int {
    let quotient = value >> k
    let bits =
      quotient < Self.longestUnary
      ? Int(quotient) + 1 + k : Int(Self.longestUnary) + 6 + 64 - value.leadingZeroBitCount
    learn(value)
    return bits
  }
}

/// Signed numbers as unsigned ones, small ones small.
enum ZigZag {
  static func encode(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }

  static func decode(_ value: UInt64) -> Int64 {
    Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: identifiers that sort by time (RFC 9562, version 7). Must not know: what they identify.

/// Makes UUIDs of version 7.
public enum UUIDv7 {
  /// A UUID from a time and 74 bits of the caller's.
  ///
  /// The same input gives the same identifier: a set that is logged twice is recognised as one.
  /// - Parameters:
  ///   - unixMs: milliseconds since 1970; only the lower 48 bits are kept.
  ///   - bits: of the first number the lower 12, of the second the lower 62 are used.
  public static func make(unixMs: Int64, bits: (UInt64, UInt64)) -> String {
    let time = UInt64(bitPattern: unixMs) & 0xFFFF_FFFF_FFFF
    let high = time << 16 | 0x7000 | bits.0 & 0x0FFF
    let low = 0x8000_0000_0000_0000 | bits.1 & 0x3FFF_FFFF_FFFF_FFFF
    let hex = hexadecimal(high) + hexadecimal(low)
    var text = ""
    for (index, character) in hex.enumerated() {
      if [8, 12, 16, 20].contains(index) { text.append("-") }
      text.append(character)
    }
    return text
  }

  /// A UUID whose free bits are a hash of `seed` (FNV-1a, 64 bits, twice): for recognising the same object again,
  /// not for keeping secrets.
  public static func make(unixMs: Int64, hashing seed: some Sequence<UInt8>) -> String {
    var a: UInt64 = 0xCBF2_9CE4_8422_2325
    var b: UInt64 = 0x6C62_272E_07BB_0142
    for byte in seed {
      a = (a ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
      b = (b ^ UInt64(byte) ^ (a >> 32)) &* 0x0000_0100_0000_01B3
    }
    return make(unixMs: unixMs, bits: (a, b))
  }

  /// A new UUID of this moment.
  static func random() -> String {
    make(unixMs: WallTime.nowMs, bits: (.random(in: 0 ... .max), .random(in: 0 ... .max)))
  }

  private static func hexadecimal(_ value: UInt64) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}

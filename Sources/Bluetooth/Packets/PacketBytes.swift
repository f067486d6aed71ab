// SPDX-License-Identifier: Apache-2.0
//
// Owns: numbers as the bytes of a characteristic: little endian, clamped to what the field holds.
// Must not know: what a field means.

/// Bytes of a characteristic in the making. A number outside a field's range becomes the nearest one inside: a counter
/// that stays at its end is wrong by less than one that begins again at 0.
struct PacketBytes {
  private(set) var bytes: [UInt8] = []

  init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  mutating func uint8(_ value: Int) { bytes.append(UInt8(clamping: value)) }

  mutating func uint16(_ value: Int) { little(Int(UInt16(clamping: value)), count: 2) }

  mutating func int16(_ value: Int) { little(Int(UInt16(bitPattern: Int16(clamping: value))), count: 2) }

  mutating func uint24(_ value: Int) { little(min(max(0, value), 0xFF_FFFF), count: 3) }

  mutating func uint32(_ value: Int) { little(Int(UInt32(clamping: value)), count: 4) }

  private mutating func little(_ value: Int, count: Int) {
    for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
  }

  /// Rounded half away from zero; 0 for what is no number.
  static func rounded(_ value: Double) -> Int { whole(value.rounded()) }

  /// Rounded down, for what is counted: a metre is shown once it is walked.
  static func down(_ value: Double) -> Int { whole(value.rounded(.down)) }

  private static func whole(_ value: Double) -> Int {
    guard value.isFinite else { return 0 }
    // Far beyond every field, and within Int.
    return Int(min(max(value, -1e15), 1e15))
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a heart-rate strap sends, characteristic 2A37. Must not know: D-Bus, machines.

/// One packet of a strap (Heart Rate Service 1.0, 3.1).
///
///     flags | heart rate, 8 or 16 bit | energy, if bit 3 | beat intervals, if bit 4
package struct HeartRateMeasurement: Sendable, Equatable {
  /// Beats per minute; nil is unknown: the strap has no contact, or sends what is no heart rate.
  package var bpm: Int?

  private static let isWide: UInt8 = 1 << 0
  private static let hasContact: UInt8 = 1 << 1
  private static let knowsContact: UInt8 = 1 << 2
  /// Straps send 0 or 255 when they measure nothing.
  private static let possible = 1...254

  /// nil if the packet is too short for what its flags say.
  package init?(_ bytes: [UInt8]) {
    guard let flags = bytes.first else { return nil }
    let isWide = flags & Self.isWide != 0
    guard bytes.count >= (isWide ? 3 : 2) else { return nil }
    let value = isWide ? Int(bytes[1]) | Int(bytes[2]) << 8 : Int(bytes[1])
    let isOff = flags & Self.knowsContact != 0 && flags & Self.hasContact == 0
    bpm = isOff || !Self.possible.contains(value) ? nil : value
  }
}

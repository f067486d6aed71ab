// SPDX-License-Identifier: Apache-2.0
//
// Owns: the bytes of Treadmill Data (Fitness Machine Service 1.0, 4.4). Must not know: belts, D-Bus.

/// One packet of Treadmill Data, characteristic 2ACD.
///
/// Pace is never sent, since programs disagree about its layout; inclination is never sent, since none is measured.
struct TreadmillData: Equatable, Sendable {
  /// Force on the belt and power output; a value that is unknown at present is nil.
  struct Effort: Equatable, Sendable {
    var forceN: Double?
    var powerW: Double?
  }

  var speedMps: Double
  var distanceM: Double
  var elapsedS: Double
  /// nil leaves both fields out: force and power are not measured on this machine.
  var effort: Effort?

  /// Bits of the flags (FTMS 1.0, 4.4.1, table of the Flags field). Bit 0, "more data", is 0 if the speed is in the packet.
  private enum Flag {
    static let totalDistance = 1 << 2
    static let elapsedTime = 1 << 10
    static let forceAndPower = 1 << 12
  }

  /// "Data not available" of a signed field (FTMS 1.0, 4.4.1, Force on Belt and Power Output).
  static let unknown = 0x7FFF

  /// The fields in the order of the table of FTMS 1.0, 4.4. 9 or 13 bytes: both fit the smallest packet, 20 bytes.
  var bytes: [UInt8] {
    var packet = PacketBytes()
    packet.uint16(Flag.totalDistance | Flag.elapsedTime | (effort == nil ? 0 : Flag.forceAndPower))
    // Instantaneous Speed: 0.01 km/h. A walk backward is a speed as well.
    packet.uint16(PacketBytes.rounded(speedMps.magnitude * 360))
    // Total Distance: metres.
    packet.uint24(PacketBytes.down(distanceM))
    // Elapsed Time: seconds.
    packet.uint16(PacketBytes.down(elapsedS))
    if let effort {
      packet.int16(Self.signed(effort.forceN))
      packet.int16(Self.signed(effort.powerW))
    }
    return packet.bytes
  }

  /// A value that would read as "not available" is sent as the next lower one.
  private static func signed(_ value: Double?) -> Int {
    value.map { min(PacketBytes.rounded($0), unknown - 1) } ?? unknown
  }
}

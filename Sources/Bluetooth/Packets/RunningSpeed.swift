// SPDX-License-Identifier: Apache-2.0
//
// Owns: the bytes of the Running Speed and Cadence Service 1.0, which watches read. Must not know: belts, D-Bus.

/// One RSC Measurement, characteristic 2A53 (RSCS 1.0, 3.1).
struct RunningSpeed: Equatable, Sendable {
  var speedMps: Double
  /// Steps per minute; nil if unknown.
  var cadenceSpm: Double?
  var distanceM: Double

  /// The fields in the order of the table of RSCS 1.0, 3.1. 8 bytes.
  var bytes: [UInt8] {
    var packet = PacketBytes()
    // Flags: bit 1, total distance present; bit 0, stride length, and bit 2, running, are 0.
    packet.uint8(0x02)
    // Instantaneous Speed: 1/256 m/s, a magnitude.
    packet.uint16(PacketBytes.rounded(speedMps.magnitude * 256))
    // Instantaneous Cadence: 1/min. The field cannot be left out and has no value for "unknown"; 0 is what a foot pod sends
    // then.
    packet.uint8(PacketBytes.rounded(cadenceSpm ?? 0))
    // Total Distance: 0.1 m.
    packet.uint32(PacketBytes.down(Self.tenths(distanceM)))
    return packet.bytes
  }

  /// 47.6 m are 476 tenths, although 47.6 times 10 is a little less in binary.
  private static func tenths(_ distanceM: Double) -> Double {
    let tenths = distanceM * 10
    let nearest = tenths.rounded()
    return (tenths - nearest).magnitude < 1e-6 ? nearest : tenths
  }

  /// RSC Feature, characteristic 2A54 (RSCS 1.0, 3.2): bit 1, total distance.
  static let feature: [UInt8] = [0x02, 0x00]

  /// Sensor Location, characteristic 2A5D (RSCS 1.0, 3.3): other.
  static let location: [UInt8] = [0x00]

  /// What the SC Control Point, characteristic 2A55, answers: nothing is supported (RSCS 1.0, 3.4), since the total
  /// is that of the belt and no client may change it for the others. Nil if the value has no op code.
  static func control(_ value: [UInt8]) -> [UInt8]? {
    value.first.map { [0x10, $0, 0x02] }
  }
}

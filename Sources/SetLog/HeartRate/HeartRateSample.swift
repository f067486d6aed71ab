// SPDX-License-Identifier: Apache-2.0
//
// Owns: one value of a heart-rate strap, and the compact form of many. Must not know: sets, straps.

import Pulses

/// One value of a heart-rate strap.
public struct HeartRateSample: Sendable, Equatable {
  /// What is a heart rate; 0 and 255 are what straps send without contact.
  public static let possibleBpm = 1...254

  /// Of the clock that the set's pulses have, nanoseconds.
  public var timestampNs: Int64
  /// Beats per minute; nil is unknown: the strap has lost contact.
  public var bpm: Int?

  /// A sample.
  /// - Parameters:
  ///   - timestampNs: on the belt's clock, nanoseconds.
  ///   - bpm: beats per minute; what is not possible becomes unknown.
  public init(timestampNs: Int64, bpm: Int?) {
    self.timestampNs = timestampNs
    self.bpm = bpm.flatMap { Self.possibleBpm.contains($0) ? $0 : nil }
  }
}

/// Packs samples: a version, the time of a set's start, then for each sample the milliseconds since the one before and
/// a byte, 0 for unknown. That is three bytes a second.
enum PackedHeartRate {
  private static let version: UInt8 = 1
  private static let nsPerMs: Int64 = 1_000_000

  /// - Parameters:
  ///   - samples: in the order of time.
  ///   - zeroNs: times are kept to the millisecond from here; a set's start is near.
  static func pack(_ samples: [HeartRateSample], zeroNs: Int64) -> [UInt8] {
    var bytes = ByteWriter()
    bytes.put(byte: version)
    bytes.put(varint: ZigZag.encode(zeroNs))
    bytes.put(varint: UInt64(samples.count))
    var lastMs: Int64 = 0
    for sample in samples {
      let ms = milliseconds(from: zeroNs, to: sample.timestampNs)
      bytes.put(varint: ZigZag.encode(ms &- lastMs))
      bytes.put(byte: UInt8(clamping: sample.bpm ?? 0))
      lastMs = ms
    }
    bytes.put(checksum: CRC32.of(bytes.bytes[...]))
    return bytes.bytes
  }

  /// Reads what `pack` made; anything else is refused.
  static func unpack(_ bytes: [UInt8]) throws(RawPulsesError) -> [HeartRateSample] {
    guard bytes.count >= 7 else { throw .truncated }
    guard bytes[0] == version else { throw .version(bytes[0]) }
    let body = bytes.dropLast(4)
    guard CRC32.of(body) == CRC32.read(bytes.suffix(4)) else { throw .checksum }
    var reader = ByteReader(body.dropFirst())
    let zeroNs = ZigZag.decode(try reader.varint())
    let count = try reader.varint()
    // Every sample takes two bytes at least.
    guard count <= UInt64(reader.left) / 2 else { throw .malformed }
    var samples: [HeartRateSample] = []
    var ms: Int64 = 0
    for _ in 0..<count {
      ms &+= ZigZag.decode(try reader.varint())
      let bpm = Int(try reader.byte())
      samples.append(HeartRateSample(timestampNs: zeroNs &+ ms &* nsPerMs, bpm: bpm))
    }
    guard reader.isAtEnd else { throw .malformed }
    return samples
  }

  /// Rounded half up.
  static func milliseconds(from zeroNs: Int64, to timestampNs: Int64) -> Int64 {
    let shifted = (timestampNs &- zeroNs) &+ nsPerMs / 2
    return shifted >= 0 ? shifted / nsPerMs : -((nsPerMs - 1 - shifted) / nsPerMs)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the raw edges of a set as a compact, checked blob. Must not know: databases, what edges mean.
//
// Version 1: byte 1; varint count; where there are edges, what `PackedEdges` writes. The last four bytes are the CRC-32
// (IEEE 802.3, little end first) of all before.

import Pulses

/// A blob of raw pulses that cannot be read.
public enum RawPulsesError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The blob ends too early.
  case truncated
  /// The checksum is another: a bit has flipped.
  case checksum
  /// It was written by a newer program.
  case version(UInt8)
  /// It holds what no writer writes.
  case malformed

  /// One line.
  public var description: String {
    switch self {
    case .truncated: "raw pulses are cut off"
    case .checksum: "raw pulses are damaged (checksum)"
    case .version(let version): "raw pulses are of version \(version); use a newer deadmill"
    case .malformed: "raw pulses are malformed"
    }
  }
}

/// Packs and unpacks the raw edges of a set.
public enum RawPulses {
  /// Live timestamps are kept in this step, nanoseconds. A kernel's interrupt timestamps scatter by more than ten times
  /// that.
  package static let liveStepNs: Int64 = 250
  /// The same for a magnet that leaves, nanoseconds: its dwell, of milliseconds, is not needed to less than this.
  package static let leavingStepNs: Int64 = 8_000
  private static let version: UInt8 = 1

  /// A timestamp rounded to the step in which live edges are kept.
  package static func rounded(_ timestampNs: Int64) -> Int64 {
    let half = liveStepNs / 2
    guard timestampNs < .max - liveStepNs, timestampNs > .min + liveStepNs else { return timestampNs }
    let shifted = timestampNs + half
    let floor = shifted % liveStepNs < 0 ? shifted % liveStepNs + liveStepNs : shifted % liveStepNs
    return shifted - floor
  }

  /// An edge as a live one is kept.
  /// - Parameters:
  ///   - arrival: which edges are a magnet's arrival; the others are kept in a coarser step.
  ///   - previousNs: the timestamp that the edge before it was kept with: order stays.
  package static func kept(_ edge: Edge, arrival: PulseEdge, after previousNs: Int64) -> Edge {
    var kept = edge
    kept.timestampNs = rounded(edge.timestampNs)
    guard !arrival.matches(edge.transition), edge.timestampNs >= 0 else { return kept }
    let coarseNs = edge.timestampNs - edge.timestampNs % leavingStepNs
    if coarseNs >= previousNs { kept.timestampNs = coarseNs }
    return kept
  }

  /// Packs edges in any order and with any timestamps; nothing is lost.
  package static func pack(_ edges: [Edge]) -> [UInt8] {
    var bytes = ByteWriter()
    bytes.put(byte: version)
    bytes.put(varint: UInt64(edges.count))
    if let first = edges.first { PackedEdges.put(edges, first: first, into: &bytes) }
    bytes.put(checksum: CRC32.of(bytes.bytes[...]))
    return bytes.bytes
  }

  /// Unpacks what `pack` made; anything else is refused.
  package static func unpack(_ bytes: [UInt8]) throws(RawPulsesError) -> [Edge] {
    guard bytes.count >= 6 else { throw .truncated }
    guard bytes[0] == version else { throw .version(bytes[0]) }
    let body = bytes.dropLast(4)
    guard CRC32.of(body) == CRC32.read(bytes.suffix(4)) else { throw .checksum }
    var reader = ByteReader(body.dropFirst())
    let count = try reader.varint()
    guard count > 0 else {
      guard reader.isAtEnd else { throw .malformed }
      return []
    }
    return try PackedEdges.read(&reader, count: count)
  }
}

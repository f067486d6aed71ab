// SPDX-License-Identifier: Apache-2.0
//
// Owns: the raw edges of a set as a compact, checked blob. Must not know: databases, what edges mean.
//
// Version 2: byte 2; varint count; where there are edges: zig-zag varint of the first stamp, varint of the quantum q
// (the largest step, in nanoseconds, that divides every gap), a byte lag; then what is not as expected; then bits.
// An edge is expected to have the line and transition of the edge `lag` before it and the sequence number after the
// last one (or none, as before). Where it has not: varint of the edges since the last such one, a byte with line
// (bit 0), rising (bit 1), "sequence follows" (bit 2), and in that case the zig-zag varint of the sequence.
// The bits, high one first: for each edge but the first, gap/q less the gap/q `lag` before, zig-zag, in an adaptive
// Rice code (see `RiceCode`). The last four bytes are the CRC-32 (IEEE 802.3, little end first) of all before.
//
// The lag makes use of magnets that are not even: a gap is most like the one a turn before.
//
// Version 3, for edges of both transitions: see `RawPulsesV3`.

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
  /// Live stamps are kept in this step, nanoseconds. A kernel's interrupt stamps scatter by more than ten times that.
  package static let liveStepNs: Int64 = 250
  /// The same for a magnet that leaves, nanoseconds: its dwell, of milliseconds, is not needed to less than this.
  package static let leavingStepNs: Int64 = 8_000
  private static let version: UInt8 = 2
  private static let longestLag = 16

  /// A stamp rounded to the step in which live edges are kept.
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
  ///   - previousNs: the stamp that the edge before it was kept with: order stays.
  package static func kept(_ edge: Edge, arrival: PulseEdge, after previousNs: Int64) -> Edge {
    var kept = edge
    kept.timestampNs = rounded(edge.timestampNs)
    guard !arrival.matches(edge.transition), edge.timestampNs >= 0 else { return kept }
    let coarseNs = edge.timestampNs - edge.timestampNs % leavingStepNs
    if coarseNs >= previousNs { kept.timestampNs = coarseNs }
    return kept
  }

  /// Packs edges in any order and with any stamps; nothing is lost. Of two versions the shorter one is written.
  package static func pack(_ edges: [Edge]) -> [UInt8] {
    let plain = packV2(edges)
    guard let body = RawPulsesV3.body(edges, longestLag: longestLag) else { return plain }
    var bytes = ByteWriter()
    bytes.put(byte: RawPulsesV3.version)
    bytes.put(body.bytes)
    bytes.put(checksum: CRC32.of(bytes.bytes[...]))
    return bytes.bytes.count < plain.count ? bytes.bytes : plain
  }

  /// As version 2, which programs before 0.4 wrote for all edges.
  static func packV2(_ edges: [Edge]) -> [UInt8] {
    var bytes = ByteWriter()
    bytes.put(byte: version)
    bytes.put(varint: UInt64(edges.count))
    if let first = edges.first {
      let gaps = GapList(edges)
      let lag = gaps.bestLag(upTo: longestLag)
      bytes.put(varint: ZigZag.encode(first.timestampNs))
      bytes.put(varint: gaps.quantum)
      bytes.put(byte: UInt8(lag))
      Surprises.put(Surprises.of(edges) { expected($0, $1, lag: lag) }, into: &bytes)
      var bits = BitWriter()
      var code = RiceCode()
      for index in gaps.quanta.indices {
        code.put(ZigZag.encode(gaps.quanta[index] &- gaps.expected(index, lag: lag)), into: &bits)
      }
      bytes.put(bits.finished())
    }
    bytes.put(checksum: CRC32.of(bytes.bytes[...]))
    return bytes.bytes
  }

  /// Unpacks what `pack` made, of this version or an older one; anything else is refused.
  package static func unpack(_ bytes: [UInt8]) throws(RawPulsesError) -> [Edge] {
    guard bytes.count >= 6 else { throw .truncated }
    guard (RawPulsesV1.version...RawPulsesV3.version).contains(bytes[0]) else { throw .version(bytes[0]) }
    let body = bytes.dropLast(4)
    guard CRC32.of(body) == CRC32.read(bytes.suffix(4)) else { throw .checksum }
    var reader = ByteReader(body.dropFirst())
    switch bytes[0] {
    case RawPulsesV1.version: return try RawPulsesV1.unpack(&reader)
    case RawPulsesV3.version: return try RawPulsesV3.unpack(&reader, longestLag: longestLag)
    default: return try unpack(&reader)
    }
  }

  private static func unpack(_ reader: inout ByteReader) throws(RawPulsesError) -> [Edge] {
    let count = try reader.varint()
    guard count > 0 else {
      guard reader.isAtEnd else { throw .malformed }
      return []
    }
    let first = ZigZag.decode(try reader.varint())
    let quantum = Int64(bitPattern: try reader.varint())
    let lag = Int(try reader.byte())
    guard (1...longestLag).contains(lag) else { throw .malformed }
    let surprises = try Surprises.read(&reader, count: count)
    // Every edge takes a bit at least: a hostile count cannot make us reserve memory.
    guard count - 1 <= UInt64(reader.left) * 8 else { throw .malformed }
    var bits = BitReader(reader.rest)
    var code = RiceCode()
    var quanta: [Int64] = []
    quanta.reserveCapacity(Int(count))
    for index in 0..<Int(count - 1) {
      let expected = GapList.expected(quanta, index, lag: lag)
      quanta.append(expected &+ ZigZag.decode(try code.next(&bits)))
    }
    guard bits.isAtEnd else { throw .malformed }
    return edges(first: first, quantum: quantum, quanta: quanta, lag: lag, surprises: surprises)
  }

  private static func edges(
    first: Int64, quantum: Int64, quanta: [Int64], lag: Int, surprises: [Surprise]
  ) -> [Edge] {
    var edges = Surprises.edges(quanta.count + 1, surprises) { expected($0, $1, lag: lag) }
    var timestampNs = first
    for index in edges.indices {
      if index > 0 { timestampNs &+= quanta[index - 1] &* quantum }
      edges[index].timestampNs = timestampNs
    }
    return edges
  }

  /// What an edge is like if nothing has happened; its stamp is 0.
  private static func expected(_ edges: [Edge], _ index: Int, lag: Int) -> Edge {
    guard index > 0 else { return Edge(timestampNs: 0) }
    let alike = edges[index >= lag ? index - lag : index - 1]
    let sequence = edges[index - 1].sequence
    return Edge(
      timestampNs: 0, sequence: sequence == 0 ? 0 : sequence &+ 1, line: alike.line,
      transition: alike.transition)
  }
}

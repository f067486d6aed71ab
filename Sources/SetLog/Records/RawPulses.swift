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

  /// Packs edges in any order and with any stamps; nothing is lost.
  package static func pack(_ edges: [Edge]) -> [UInt8] {
    var bytes = ByteWriter()
    bytes.put(byte: version)
    bytes.put(varint: UInt64(edges.count))
    if let first = edges.first {
      let gaps = GapList(edges)
      let lag = gaps.bestLag(upTo: longestLag)
      bytes.put(varint: ZigZag.encode(first.timestampNs))
      bytes.put(varint: gaps.quantum)
      bytes.put(byte: UInt8(lag))
      put(surprises(edges, lag: lag), into: &bytes)
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
    guard bytes[0] == version || bytes[0] == RawPulsesV1.version else { throw .version(bytes[0]) }
    let body = bytes.dropLast(4)
    guard CRC32.of(body) == CRC32.read(bytes.suffix(4)) else { throw .checksum }
    var reader = ByteReader(body.dropFirst())
    if bytes[0] == RawPulsesV1.version { return try RawPulsesV1.unpack(&reader) }
    return try unpack(&reader)
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
    let surprises = try surprises(&reader, count: count)
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
    var edges: [Edge] = []
    edges.reserveCapacity(quanta.count + 1)
    var timestampNs = first
    var next = surprises.makeIterator()
    var surprise = next.next()
    for index in 0...quanta.count {
      if index > 0 { timestampNs &+= quanta[index - 1] &* quantum }
      var edge = expected(edges, index, lag: lag)
      edge.timestampNs = timestampNs
      if let due = surprise, due.index == index {
        edge.line = due.line
        edge.transition = due.transition
        if let sequence = due.sequence { edge.sequence = sequence }
        surprise = next.next()
      }
      edges.append(edge)
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

/// An edge that is not as expected.
private struct Surprise {
  var index: Int
  var line: Int
  var transition: Transition
  /// Nil where the sequence is as expected.
  var sequence: Int64?
}

extension RawPulses {
  private static func surprises(_ edges: [Edge], lag: Int) -> [Surprise] {
    edges.indices.compactMap { index in
      let expected = expected(edges, index, lag: lag)
      let edge = edges[index]
      let sequence = edge.sequence == expected.sequence ? nil : edge.sequence
      guard sequence != nil || edge.line != expected.line || edge.transition != expected.transition else {
        return nil
      }
      return Surprise(index: index, line: edge.line, transition: edge.transition, sequence: sequence)
    }
  }

  private static func put(_ surprises: [Surprise], into bytes: inout ByteWriter) {
    bytes.put(varint: UInt64(surprises.count))
    var last = 0
    for surprise in surprises {
      bytes.put(varint: UInt64(surprise.index - last))
      last = surprise.index
      let rising: UInt8 = surprise.transition == .rising ? 2 : 0
      bytes.put(byte: (surprise.line == 1 ? 1 : 0) | rising | (surprise.sequence == nil ? 0 : 4))
      if let sequence = surprise.sequence { bytes.put(varint: ZigZag.encode(sequence)) }
    }
  }

  private static func surprises(_ reader: inout ByteReader, count: UInt64) throws(RawPulsesError)
    -> [Surprise]
  {
    let number = try reader.varint()
    // Each takes two bytes at least.
    guard number <= count, number <= UInt64(reader.left) else { throw .malformed }
    var surprises: [Surprise] = []
    var index: UInt64 = 0
    for position in 0..<number {
      let step = try reader.varint()
      guard step > 0 || position == 0, step < count, index + step < count else { throw .malformed }
      index += step
      let flags = try reader.byte()
      guard flags < 8 else { throw .malformed }
      var surprise = Surprise(
        index: Int(index), line: Int(flags & 1), transition: flags & 2 == 0 ? .falling : .rising,
        sequence: nil)
      if flags & 4 != 0 { surprise.sequence = ZigZag.decode(try reader.varint()) }
      surprises.append(surprise)
    }
    return surprises
  }
}

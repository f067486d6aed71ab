// SPDX-License-Identifier: Apache-2.0
//
// Owns: reading raw pulses of version 1, which programs before 0.3 wrote. Must not know: how to write them.
//
// After the version byte: varint count; then per edge a varint of the zig-zag difference between this gap and the gap
// before (nanoseconds), shifted left by one, its lowest bit telling that flags follow: a byte with line (bit 0),
// rising (bit 1), "sequence follows" (bit 2), the difference's top bit (bit 3), and with bit 2 the zig-zag varint of
// the sequence. Without flags an edge has the line and transition of the one before and the next sequence number.

import Pulses

enum RawPulsesV1 {
  static let version: UInt8 = 1

  static func unpack(_ reader: inout ByteReader) throws(RawPulsesError) -> [Edge] {
    let count = try reader.varint()
    // Every edge takes a byte at least: a hostile count cannot make us reserve memory.
    guard count <= UInt64(reader.left) else { throw .malformed }
    var edges: [Edge] = []
    edges.reserveCapacity(Int(count))
    var last = Edge(timestampNs: 0)
    var gapNs: Int64 = 0
    for _ in 0..<count {
      let edge = try next(&reader, after: last, &gapNs)
      edges.append(edge)
      last = edge
    }
    guard reader.isAtEnd else { throw .malformed }
    return edges
  }

  private static func next(_ reader: inout ByteReader, after last: Edge, _ gapNs: inout Int64)
    throws(RawPulsesError) -> Edge
  {
    let code = try reader.varint()
    var change = code >> 1
    var edge = last
    edge.sequence = last.sequence == 0 ? 0 : last.sequence &+ 1
    if code & 1 == 1 {
      let flags = try reader.byte()
      guard flags < 16 else { throw .malformed }
      edge.line = Int(flags & 1)
      edge.transition = flags & 2 == 0 ? .falling : .rising
      if flags & 8 != 0 { change |= 1 << 63 }
      if flags & 4 != 0 { edge.sequence = ZigZag.decode(try reader.varint()) }
    }
    gapNs &+= ZigZag.decode(change)
    edge.timestampNs = last.timestampNs &+ gapNs
    return edge
  }
}

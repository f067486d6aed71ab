// SPDX-License-Identifier: Apache-2.0
//
// Owns: the raw edges of a set as a compact, checked blob. Must not know: databases, what edges mean.
//
// Version 1: byte 1; varint count; then per edge a varint of the zig-zag difference between this gap and the gap
// before (nanoseconds), shifted left by one, its lowest bit telling that flags follow: a byte with line (bit 0),
// rising (bit 1), "sequence follows" (bit 2), and in that case the zig-zag varint of the sequence. Without flags an
// edge has the same line and transition as the one before and the next sequence number (or none, as before).
// The last four bytes are the CRC-32 (IEEE 802.3, little end first) of all before.

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
  private static let version: UInt8 = 1

  /// Packs edges in any order and with any stamps; nothing is lost.
  package static func pack(_ edges: [Edge]) -> [UInt8] {
    var bytes: [UInt8] = [version]
    putVarint(UInt64(edges.count), &bytes)
    var state = DeltaState()
    for edge in edges {
      let gap = edge.timestampNs &- state.timestampNs
      let change = zigzag(gap &- state.gapNs)
      let expected = state.sequence == 0 ? 0 : state.sequence &+ 1
      let needsSequence = edge.sequence != expected
      let needsFlags = needsSequence || edge.line != state.line || edge.transition != state.transition
      // The shift costs the top bit of a 64-bit number; it is carried by a flag byte's bit 3.
      let top = change >> 63
      putVarint(change << 1 | (needsFlags || top == 1 ? 1 : 0), &bytes)
      if needsFlags || top == 1 {
        let line: UInt8 = edge.line == 1 ? 1 : 0
        let rising: UInt8 = edge.transition == .rising ? 2 : 0
        bytes.append(line | rising | (needsSequence ? 4 : 0) | (top == 1 ? 8 : 0))
        if needsSequence { putVarint(zigzag(edge.sequence), &bytes) }
      }
      state = DeltaState(edge, gapNs: gap)
    }
    let sum = crc32(bytes[...])
    for shift in stride(from: 0 as UInt32, through: 24, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: sum >> shift))
    }
    return bytes
  }

  /// Unpacks what `pack` made; anything else is refused.
  package static func unpack(_ bytes: [UInt8]) throws(RawPulsesError) -> [Edge] {
    guard bytes.count >= 6 else { throw .truncated }
    guard bytes[0] == version else { throw .version(bytes[0]) }
    let body = bytes.dropLast(4)
    var sum: UInt32 = 0
    for byte in bytes.suffix(4).reversed() { sum = sum << 8 | UInt32(byte) }
    guard crc32(body) == sum else { throw .checksum }
    var at = 1
    let count = try varint(body, &at)
    // Every edge takes a byte at least: a hostile count cannot make us reserve memory.
    guard count <= UInt64(body.count) else { throw .malformed }
    var edges: [Edge] = []
    edges.reserveCapacity(Int(count))
    var state = DeltaState()
    for _ in 0..<count {
      let edge = try next(body, &at, &state)
      edges.append(edge)
    }
    guard at == body.count else { throw .malformed }
    return edges
  }

  private static func next(_ body: ArraySlice<UInt8>, _ at: inout Int, _ state: inout DeltaState)
    throws(RawPulsesError) -> Edge
  {
    let code = try varint(body, &at)
    var change = code >> 1
    var line = state.line
    var transition = state.transition
    var sequence = state.sequence == 0 ? 0 : state.sequence &+ 1
    if code & 1 == 1 {
      guard at < body.count else { throw .truncated }
      let flags = body[at]
      at += 1
      guard flags < 16 else { throw .malformed }
      line = Int(flags & 1)
      transition = flags & 2 == 0 ? .falling : .rising
      if flags & 8 != 0 { change |= 1 << 63 }
      if flags & 4 != 0 { sequence = unzigzag(try varint(body, &at)) }
    }
    let gap = state.gapNs &+ unzigzag(change)
    let edge = Edge(
      timestampNs: state.timestampNs &+ gap, sequence: sequence, line: line, transition: transition)
    state = DeltaState(edge, gapNs: gap)
    return edge
  }

  /// What the next edge is told relative to.
  private struct DeltaState {
    var timestampNs: Int64 = 0
    var gapNs: Int64 = 0
    var sequence: Int64 = 0
    var line = 0
    var transition = Transition.falling

    init() {}

    init(_ edge: Edge, gapNs: Int64) {
      timestampNs = edge.timestampNs
      self.gapNs = gapNs
      sequence = edge.sequence
      line = edge.line
      transition = edge.transition
    }
  }

  private static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }

  private static func unzigzag(_ value: UInt64) -> Int64 {
    Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  private static func putVarint(_ value: UInt64, _ bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  private static func varint(_ bytes: ArraySlice<UInt8>, _ at: inout Int) throws(RawPulsesError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0 as UInt64, through: 63, by: 7) {
      guard at < bytes.count else { throw .truncated }
      let byte = bytes[at]
      at += 1
      guard shift < 63 || byte <= 1 else { throw .malformed }
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw .malformed
  }

  private static let crcTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
  }

  private static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in sum >> 8 ^ crcTable[Int((sum ^ UInt32(byte)) & 0xFF)] }
  }
}

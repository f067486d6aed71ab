// SPDX-License-Identifier: Apache-2.0
//
// Owns: the edges of a packed set that the edges before them do not predict. Must not know: timestamps.

import Pulses

/// An edge that is not as expected.
struct Surprise {
  var index: Int
  var line: Int
  var transition: Transition
  /// Nil if the sequence is as expected.
  var sequence: Int64?
}

enum Surprises {
  /// Compares edges with what is expected of them.
  static func of(_ edges: [Edge], _ expected: (_ edges: [Edge], _ index: Int) -> Edge) -> [Surprise] {
    edges.indices.compactMap { index in
      let expected = expected(edges, index)
      let edge = edges[index]
      let sequence = edge.sequence == expected.sequence ? nil : edge.sequence
      guard sequence != nil || edge.line != expected.line || edge.transition != expected.transition else {
        return nil
      }
      return Surprise(index: index, line: edge.line, transition: edge.transition, sequence: sequence)
    }
  }

  /// So many edges as expected but for the surprises.
  static func edges(
    _ count: Int, _ surprises: [Surprise], _ expected: (_ edges: [Edge], _ index: Int) -> Edge
  ) -> [Edge] {
    var edges: [Edge] = []
    edges.reserveCapacity(count)
    var next = surprises.makeIterator()
    var surprise = next.next()
    for index in 0..<count {
      var edge = expected(edges, index)
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

  /// Writes them: how many, then each.
  static func put(_ surprises: [Surprise], into bytes: inout ByteWriter) {
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

  /// Reads them, of so many edges.
  static func read(_ reader: inout ByteReader, count: UInt64) throws(RawPulsesError) -> [Surprise] {
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

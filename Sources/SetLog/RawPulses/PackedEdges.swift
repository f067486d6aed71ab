// SPDX-License-Identifier: Apache-2.0
//
// Owns: edges as bytes: both transitions at little more than the price of one. Must not know: what edges mean.
//
// The edges with the first edge's transition are the leading ones, the others are the trailing ones.
//
// A byte of flags: 1 if the leading edges are rising, 2 if there are trailing ones; zig-zag varint of the first timestamp;
// varint of the leading quantum (the largest step, in nanoseconds, that divides every gap between leading edges); a byte
// lag. With trailing edges: zig-zag varint of the first trailing timestamp; varint of the trailing quantum; a byte period.
//
// Then what is not as expected. With trailing edges an edge is expected to have the line of the one before it and the other
// transition, else line and transition of the edge `lag` before it; either way the sequence number after the last one (or
// none, as before). If it has not: varint of the edges since the last such one, a byte with line (bit 0), rising (bit 1),
// "sequence follows" (bit 2), and in that case the zig-zag varint of the sequence.
//
// Then bits, high one first: for each leading edge but the first, gap/quantum less the gap/quantum `lag` before, zig-zag,
// in an adaptive Rice code (see `RiceCode`); then the trailing timestamps. The lag makes use of magnets that are not even:
// a gap is most like the one a turn before.
//
// A magnet's dwell is a nearly constant share of the gap in which it lies, whatever the speed. So a trailing timestamp is
// expected at a share of the time from the leading edge before it to the one after it, bent by the gaps on either side (a
// quadratic interpolation: a belt that slows down is later); what is coded is the difference, in trailing quanta. The
// share is learnt as it goes, for each place of a period (magnets differ) and for gaps of each length in bits (bounces are
// short and have their own).

import Pulses

enum PackedEdges {
  private static let longestLag = 16
  /// Magnets of a turn that are tried; a longer period is learnt too slowly to pay.
  private static let periods = [1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 64]

  /// What belongs to the trailing edges alone.
  private struct Trailing {
    var baseNs: Int64
    var quantum: UInt64
    var period: Int
  }

  static func put(_ edges: [Edge], first: Edge, into bytes: inout ByteWriter) {
    let leadingEdges = edges.filter { $0.transition == first.transition }
    let timestamps = edges.filter { $0.transition != first.transition }.map(\.timestampNs)
    let gaps = GapList(leadingEdges)
    let lag = gaps.bestLag(upTo: longestLag)
    bytes.put(byte: (first.transition == .rising ? 1 : 0) | (timestamps.isEmpty ? 0 : 2))
    bytes.put(varint: ZigZag.encode(first.timestampNs))
    bytes.put(varint: gaps.quantum)
    bytes.put(byte: UInt8(lag))
    let positions = Places(edges.map(\.transition), leading: leadingEdges.map(\.timestampNs))
    let trailing = Self.trailing(timestamps, positions.gaps)
    if let trailing {
      bytes.put(varint: ZigZag.encode(trailing.baseNs))
      bytes.put(varint: trailing.quantum)
      bytes.put(byte: UInt8(trailing.period))
    }
    let surprises = Surprises.of(edges, expected(first.transition, lag: lag, alternates: trailing != nil))
    Surprises.put(surprises, into: &bytes)
    var bits = BitWriter()
    var code = RiceCode()
    for index in gaps.quanta.indices {
      code.put(ZigZag.encode(gaps.quanta[index] &- gaps.expected(index, lag: lag)), into: &bits)
    }
    if let trailing { put(timestamps[...], positions.gaps, trailing, into: &bits) }
    bytes.put(bits.finished())
  }

  /// Nil if there are no trailing edges.
  private static func trailing(_ timestamps: [Int64], _ gaps: [LeadingGap]) -> Trailing? {
    guard let baseNs = timestamps.first else { return nil }
    // Gaps of wild timestamps wrap round, and then their common step does not divide what lies between.
    let step = GapList(timestamps).quantum
    let isStep = timestamps.allSatisfy { ($0 &- baseNs) % Int64(step) == 0 }
    var trailing = Trailing(baseNs: baseNs, quantum: isStep ? step : 1, period: 1)
    trailing.period = bestPeriod(timestamps, gaps, trailing)
    return trailing
  }

  private static func put(
    _ timestamps: ArraySlice<Int64>, _ gaps: [LeadingGap], _ trailing: Trailing, into bits: inout BitWriter
  ) {
    var shares = ShareLearner(period: trailing.period)
    for (stampNs, gap) in zip(timestamps, gaps) {
      let expected = shares.expected(gap, baseNs: trailing.baseNs, quantum: trailing.quantum)
      shares.put((stampNs &- trailing.baseNs) / Int64(trailing.quantum) &- expected, gap, into: &bits)
      shares.learn(gap, stampNs)
    }
  }

  /// The period that needs the fewest bits, judged by the first thousand timestamps.
  private static func bestPeriod(_ timestamps: [Int64], _ gaps: [LeadingGap], _ trailing: Trailing) -> Int {
    var best = (period: 1, bytes: Int.max)
    for period in periods where period == 1 || 4 * period < timestamps.count {
      var bits = BitWriter()
      var tried = trailing
      tried.period = period
      put(timestamps.prefix(1000), gaps, tried, into: &bits)
      let bytes = bits.finished().count
      if bytes < best.bytes { best = (period, bytes) }
    }
    return best.period
  }

  /// What an edge is like if nothing has happened; its timestamp is 0.
  private static func expected(
    _ first: Transition, lag: Int, alternates: Bool
  ) -> (_ edges: [Edge], _ index: Int) -> Edge {
    { edges, index in
      guard index > 0 else { return Edge(timestampNs: 0, transition: first) }
      let before = edges[index - 1]
      let sequence = before.sequence == 0 ? 0 : before.sequence &+ 1
      guard alternates else {
        let alike = edges[index >= lag ? index - lag : index - 1]
        return Edge(timestampNs: 0, sequence: sequence, line: alike.line, transition: alike.transition)
      }
      return Edge(
        timestampNs: 0, sequence: sequence, line: before.line,
        transition: before.transition == .falling ? .rising : .falling)
    }
  }

  static func read(_ reader: inout ByteReader, count: UInt64) throws(RawPulsesError) -> [Edge] {
    let flags = try reader.byte()
    let firstNs = ZigZag.decode(try reader.varint())
    let quantum = Int64(bitPattern: try reader.varint())
    let lag = Int(try reader.byte())
    guard flags < 4, (1...longestLag).contains(lag) else { throw .malformed }
    let trailing = flags & 2 == 0 ? nil : try trailing(&reader)
    let surprises = try Surprises.read(&reader, count: count)
    // Every edge but two takes a bit at least: a hostile count cannot make us reserve memory.
    guard count <= 2 || count - 2 <= UInt64(reader.left) * 8 else { throw .malformed }
    let expected = expected(flags & 1 == 1 ? .rising : .falling, lag: lag, alternates: trailing != nil)
    var edges = Surprises.edges(Int(count), surprises, expected)
    let first = edges[0].transition
    let leadingIndices = edges.indices.filter { edges[$0].transition == first }
    guard (leadingIndices.count < edges.count) == (trailing != nil) else { throw .malformed }
    var bits = BitReader(reader.rest)
    var code = RiceCode()
    var quanta: [Int64] = []
    var timestamps = [firstNs]
    for index in 0..<(leadingIndices.count - 1) {
      quanta.append(GapList.expected(quanta, index, lag: lag) &+ ZigZag.decode(try code.next(&bits)))
      timestamps.append(timestamps[index] &+ quanta[index] &* quantum)
    }
    for (index, timestamp) in zip(leadingIndices, timestamps) { edges[index].timestampNs = timestamp }
    if let trailing { try read(trailing, leading: timestamps, into: &edges, &bits) }
    guard bits.isAtEnd else { throw .malformed }
    return edges
  }

  private static func trailing(_ reader: inout ByteReader) throws(RawPulsesError) -> Trailing {
    let trailing = Trailing(
      baseNs: ZigZag.decode(try reader.varint()), quantum: try reader.varint(), period: Int(try reader.byte())
    )
    guard trailing.period > 0, trailing.quantum > 0, trailing.quantum <= UInt64(Int64.max) else {
      throw .malformed
    }
    return trailing
  }

  /// Gives the trailing edges their timestamps.
  private static func read(
    _ trailing: Trailing, leading timestamps: [Int64], into edges: inout [Edge], _ bits: inout BitReader
  ) throws(RawPulsesError) {
    let first = edges[0].transition
    var shares = ShareLearner(period: trailing.period)
    var gaps = Places(edges.map(\.transition), leading: timestamps).gaps.makeIterator()
    for index in edges.indices where edges[index].transition != first {
      guard let gap = gaps.next() else { throw .malformed }
      let expected = shares.expected(gap, baseNs: trailing.baseNs, quantum: trailing.quantum)
      let number = expected &+ (try shares.next(gap, &bits))
      edges[index].timestampNs = trailing.baseNs &+ number &* Int64(trailing.quantum)
      shares.learn(gap, edges[index].timestampNs)
    }
  }
}

/// The gap between two leading edges in which a trailing one lies.
private struct LeadingGap {
  var fromNs: Int64
  var toNs: Int64
  /// How many leading edges came before it.
  var position = 0
  /// How much longer each gap is than the one before, around this one; 0 if unknown.
  var bendNs = 0.0

  var ns: Int64 { toNs &- fromNs }
  /// How many bits its length has; 0 if it has none.
  var bits: Int { ns > 0 ? 64 - ns.leadingZeroBitCount : 0 }
}

/// Where the trailing edges are among the leading ones.
private struct Places {
  /// One for each trailing edge.
  private(set) var gaps: [LeadingGap] = []

  init(_ transitions: [Transition], leading: [Int64]) {
    // The first edge is a leading one, so that there is always one before.
    guard let first = transitions.first else { return }
    var passed = 0
    for transition in transitions {
      if transition == first {
        passed += 1
        continue
      }
      let fromNs = leading[passed - 1]
      // After the last one the gap is as long as the one before it.
      let before = passed > 1 ? fromNs &- leading[passed - 2] : 0
      let toNs = passed < leading.count ? leading[passed] : fromNs &+ before
      var gap = LeadingGap(fromNs: fromNs, toNs: toNs, position: passed)
      if passed > 1, passed + 1 < leading.count {
        gap.bendNs = Self.bend(before, gap.ns, leading[passed + 1] &- leading[passed])
      }
      gaps.append(gap)
    }
  }

  /// Gaps that have nothing to do with each other, such as those of a bounce, say nothing about the speed.
  private static func bend(_ beforeNs: Int64, _ ns: Int64, _ afterNs: Int64) -> Double {
    let (before, here, after) = (Double(beforeNs), Double(ns), Double(afterNs))
    guard here > 0, before > 0.5 * here, before < 2 * here, after > 0.5 * here, after < 2 * here else {
      return 0
    }
    return (after - before) / 2
  }
}

/// Learns where in a gap trailing edges are; writer and reader go through the same states.
private struct ShareLearner {
  private static let slowest = 1.0 / 64

  private struct Kind {
    var share = 0.25
    var seen = 0.0
    var code = RiceCode()
  }

  private let period: Int
  private var kinds: [Kind?]
  /// The kind that was used last: what a new one begins with.
  private var latest = Kind()

  init(period: Int) {
    self.period = period
    kinds = [Kind?](repeating: nil, count: 65 * period)
  }

  private func index(_ gap: LeadingGap) -> Int { gap.position % period * 65 + gap.bits }

  /// The place in trailing quanta after the first trailing edge.
  func expected(_ gap: LeadingGap, baseNs: Int64, quantum: UInt64) -> Int64 {
    let share = kinds[index(gap)]?.share ?? latest.share
    let into = Double(gap.ns) * share + Self.bent(share, gap)
    let intoNs = into.magnitude < 4e18 ? Int64(into) : 0
    let difference = gap.fromNs &+ intoNs &- baseNs
    return difference / Int64(quantum)
  }

  mutating func put(_ difference: Int64, _ gap: LeadingGap, into bits: inout BitWriter) {
    var kind = kind(of: gap)
    kind.code.put(ZigZag.encode(difference), into: &bits)
    keep(kind, gap)
  }

  mutating func next(_ gap: LeadingGap, _ bits: inout BitReader) throws(RawPulsesError) -> Int64 {
    var kind = kind(of: gap)
    let difference = ZigZag.decode(try kind.code.next(&bits))
    keep(kind, gap)
    return difference
  }

  /// Learns from the timestamp of a trailing edge for the ones to come.
  mutating func learn(_ gap: LeadingGap, _ stampNs: Int64) {
    guard gap.ns > 0 else { return }
    var kind = kind(of: gap)
    let into = Double(stampNs &- gap.fromNs) - Self.bent(kind.share, gap)
    let share = min(1, max(0, into / Double(gap.ns)))
    kind.seen += 1
    kind.share += (share - kind.share) * max(Self.slowest, 1 / kind.seen)
    keep(kind, gap)
  }

  private static func bent(_ share: Double, _ gap: LeadingGap) -> Double {
    share * (share - 1) / 2 * gap.bendNs
  }

  private func kind(of gap: LeadingGap) -> Kind {
    kinds[index(gap)] ?? Kind(share: latest.share, seen: 0, code: latest.code)
  }

  private mutating func keep(_ kind: Kind, _ gap: LeadingGap) {
    kinds[index(gap)] = kind
    latest = kind
  }
}

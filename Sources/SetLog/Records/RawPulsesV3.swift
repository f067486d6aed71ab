// SPDX-License-Identifier: Apache-2.0
//
// Owns: raw pulses of version 3, which hold both transitions at little more than the price of one. Must not know: what
// edges mean.
//
// The edges with the first edge's transition are the leading ones, the others are the trailing ones. After the version
// byte: varint count; a byte, 1 where the leading ones are rising; zig-zag varint of the first leading stamp; varint of
// the leading quantum and a byte lag, both as in version 2; zig-zag varint of the first trailing stamp; varint of the
// trailing quantum; a byte period; then what is not as expected, as in version 2, except that an edge is expected to have the line of the
// edge before it and the other transition; then bits: the leading gaps as in version 2, then the trailing stamps.
//
// A magnet's dwell is a nearly constant share of the gap in which it lies, whatever the speed. So a trailing stamp is
// expected at a share of the way from the leading edge before it to the one after it, bent by the gaps on either side (a
// quadratic interpolation: a belt that slows down is later); what is coded is the difference, in trailing quanta. The
// share is learnt as it goes, for each place of a period (magnets differ) and for gaps of each length in bits (bounces are
// short and have their own).

import Pulses

enum RawPulsesV3 {
  static let version: UInt8 = 3
  /// Magnets of a turn that are tried; a longer period is learnt too slowly to pay.
  private static let periods = [1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 64]

  /// Packs edges without version and checksum; nil for edges of one transition, for which version 2 is as good.
  static func body(_ edges: [Edge], longestLag: Int) -> ByteWriter? {
    guard let first = edges.first, let trailing = edges.first(where: { $0.transition != first.transition })
    else { return nil }
    let leadingEdges = edges.filter { $0.transition == first.transition }
    let trailingEdges = edges.filter { $0.transition != first.transition }
    let gaps = GapList(leadingEdges)
    let lag = gaps.bestLag(upTo: longestLag)
    // Gaps of wild stamps wrap round, and then their common step does not divide what lies between.
    let step = GapList(trailingEdges).quantum
    let isStep = trailingEdges.allSatisfy { ($0.timestampNs &- trailing.timestampNs) % Int64(step) == 0 }
    let quantum = isStep ? step : 1
    var bytes = ByteWriter()
    bytes.put(varint: UInt64(edges.count))
    bytes.put(byte: first.transition == .rising ? 1 : 0)
    bytes.put(varint: ZigZag.encode(first.timestampNs))
    bytes.put(varint: gaps.quantum)
    bytes.put(byte: UInt8(lag))
    bytes.put(varint: ZigZag.encode(trailing.timestampNs))
    bytes.put(varint: quantum)
    let stamps = trailingEdges.map(\.timestampNs)
    let places = Places(edges.map(\.transition), leading: leadingEdges.map(\.timestampNs))
    let period = bestPeriod(stamps, places.gaps, quantum: quantum)
    bytes.put(byte: UInt8(period))
    Surprises.put(Surprises.of(edges, expected(first.transition)), into: &bytes)
    var bits = BitWriter()
    var code = RiceCode()
    for index in gaps.quanta.indices {
      code.put(ZigZag.encode(gaps.quanta[index] &- gaps.expected(index, lag: lag)), into: &bits)
    }
    put(stamps[...], places.gaps, quantum: quantum, period: period, into: &bits)
    bytes.put(bits.finished())
    return bytes
  }

  private static func put(
    _ stamps: ArraySlice<Int64>, _ gaps: [LeadingGap], quantum: UInt64, period: Int,
    into bits: inout BitWriter
  ) {
    guard let baseNs = stamps.first else { return }
    var shares = ShareLearner(period: period)
    for (stampNs, gap) in zip(stamps, gaps) {
      let expected = shares.expected(gap, baseNs: baseNs, quantum: quantum)
      shares.put((stampNs &- baseNs) / Int64(quantum) &- expected, gap, into: &bits)
      shares.learn(gap, stampNs)
    }
  }

  /// The period that needs the fewest bits, judged by the first thousand stamps.
  private static func bestPeriod(_ stamps: [Int64], _ gaps: [LeadingGap], quantum: UInt64) -> Int {
    var best = (period: 1, bytes: Int.max)
    for period in periods where period == 1 || 4 * period < stamps.count {
      var bits = BitWriter()
      put(stamps.prefix(1000), gaps, quantum: quantum, period: period, into: &bits)
      let bytes = bits.finished().count
      if bytes < best.bytes { best = (period, bytes) }
    }
    return best.period
  }

  /// What an edge is like if nothing has happened: transitions alternate, numbers count on.
  private static func expected(_ first: Transition) -> (_ edges: [Edge], _ index: Int) -> Edge {
    { edges, index in
      guard index > 0 else { return Edge(timestampNs: 0, transition: first) }
      let before = edges[index - 1]
      return Edge(
        timestampNs: 0, sequence: before.sequence == 0 ? 0 : before.sequence &+ 1, line: before.line,
        transition: before.transition == .falling ? .rising : .falling)
    }
  }

  static func unpack(_ reader: inout ByteReader, longestLag: Int) throws(RawPulsesError) -> [Edge] {
    let count = try reader.varint()
    let rising = try reader.byte()
    let firstNs = ZigZag.decode(try reader.varint())
    let leadingQuantum = Int64(bitPattern: try reader.varint())
    let lag = Int(try reader.byte())
    let baseNs = ZigZag.decode(try reader.varint())
    let quantum = try reader.varint()
    let period = Int(try reader.byte())
    guard count > 1, period > 0, rising < 2, (1...longestLag).contains(lag), quantum > 0,
      quantum <= UInt64(Int64.max)
    else { throw .malformed }
    let surprises = try Surprises.read(&reader, count: count)
    // Every edge but two takes a bit at least: a hostile count cannot make us reserve memory.
    guard count - 2 <= UInt64(reader.left) * 8 else { throw .malformed }
    var edges = Surprises.edges(Int(count), surprises, expected(rising == 1 ? .rising : .falling))
    let first = edges[0].transition
    let leadingIndices = edges.indices.filter { edges[$0].transition == first }
    guard leadingIndices.count < edges.count else { throw .malformed }
    var bits = BitReader(reader.rest)
    var code = RiceCode()
    var quanta: [Int64] = []
    var stamps = [firstNs]
    for index in 0..<(leadingIndices.count - 1) {
      quanta.append(GapList.expected(quanta, index, lag: lag) &+ ZigZag.decode(try code.next(&bits)))
      stamps.append(stamps[index] &+ quanta[index] &* leadingQuantum)
    }
    for (index, stamp) in zip(leadingIndices, stamps) { edges[index].timestampNs = stamp }
    var shares = ShareLearner(period: period)
    var gaps = Places(edges.map(\.transition), leading: stamps).gaps.makeIterator()
    for index in edges.indices where edges[index].transition != first {
      guard let gap = gaps.next() else { throw .malformed }
      let expected = shares.expected(gap, baseNs: baseNs, quantum: quantum)
      let number = expected &+ (try shares.next(gap, &bits))
      edges[index].timestampNs = baseNs &+ number &* Int64(quantum)
      shares.learn(gap, edges[index].timestampNs)
    }
    guard bits.isAtEnd else { throw .malformed }
    return edges
  }
}

/// The gap between two leading edges in which a trailing one lies.
private struct LeadingGap {
  var fromNs: Int64
  var toNs: Int64
  /// How many leading edges came before it.
  var place = 0
  /// How much longer each gap is than the one before, around this one; 0 where that is not known.
  var bendNs = 0.0

  var ns: Int64 { toNs &- fromNs }
  /// How many bits its length has; 0 where it has none.
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
      var gap = LeadingGap(fromNs: fromNs, toNs: toNs, place: passed)
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

  private func index(_ gap: LeadingGap) -> Int { gap.place % period * 65 + gap.bits }

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

  /// What the stamp of a trailing edge says about the ones to come.
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

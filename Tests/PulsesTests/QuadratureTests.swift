// SPDX-License-Identifier: Apache-2.0
//
// Owns: two overlapping sensors, over all short motions and all short series of edges. Must not know: distance.

import Pulses
import Testing

private let deadTimeNs: Int64 = 1_500_000

/// A magnet under two switches, moved by quarters of a cycle: nothing, A on, both on, B on.
private struct RockingMagnet {
  private(set) var quarter: Int
  private var timeNs: Int64 = 0
  private(set) var lastNs: Int64 = 0

  init(quarter: Int = 0) { self.quarter = quarter }

  /// The edge of the next quarter, 10 ms later.
  mutating func move(forward: Bool) -> Edge {
    let before = quarter
    quarter += forward ? 1 : -1
    timeNs += 10_000_000
    let (was, now) = (before & 3, quarter & 3)
    // A is on in the quarters 1 and 2, B in 2 and 3.
    let a = (now == 1 || now == 2)
    let line = (was == 1 || was == 2) == a ? 1 : 0
    let isOn = line == 0 ? a : now == 2 || now == 3
    return Edge(timestampNs: timeNs, line: line, transition: isOn ? .falling : .rising)
  }
}

/// The truth about a step: a magnet if the belt passes from quarter 0 to 1 of a cycle or back.
private func truth(from before: Int, to after: Int) -> QuadratureStep {
  if before & 3 == 0, after == before + 1 { return .magnet(.forward) }
  if before & 3 == 1, after == before - 1 { return .magnet(.backward) }
  return .nothing
}

@Test("every motion of up to twelve quarters, with any reversals, counts each magnet as it passes")
func allMotions() {
  var passed = 0
  for motion in 0..<(1 << 12) {
    var magnet = RockingMagnet()
    var decoder = QuadratureDecoder(active: .falling, beginsBetweenMagnets: true)
    for bit in 0..<12 {
      let before = magnet.quarter
      let edge = magnet.move(forward: motion >> bit & 1 == 1)
      let found = decoder.step(edge, deadTimeNs: deadTimeNs)
      let truth = truth(from: before, to: magnet.quarter)
      if truth != .nothing { passed += 1 }
      if found != truth { Issue.record("motion \(String(motion, radix: 2)), step \(bit): \(found)") }
    }
  }
  #expect(passed > 4_000)
}

@Test("a decoder that begins in the middle of a magnet is in step after it", arguments: 0...3, [true, false])
func beginsAnywhere(quarter: Int, forward: Bool) {
  var magnet = RockingMagnet(quarter: quarter)
  var decoder = QuadratureDecoder(active: .falling)
  for step in 0..<40 {
    let before = magnet.quarter
    let found = decoder.step(magnet.move(forward: forward), deadTimeNs: deadTimeNs)
    // The initial levels of the switches are unknown: up to four edges may be misread.
    guard step >= 4 else { continue }
    #expect(found == truth(from: before, to: magnet.quarter), "step \(step)")
  }
}

@Test("rising means arrived if the machine is configured so; both counts as falling")
func activeTransition() {
  for (active, isTurned) in [(PulseEdge.falling, false), (.both, false), (.rising, true)] {
    var magnet = RockingMagnet()
    var decoder = QuadratureDecoder(active: active, beginsBetweenMagnets: true)
    for step in 0..<24 {
      let before = magnet.quarter
      var edge = magnet.move(forward: step < 12)
      if isTurned { edge.transition = edge.transition == .falling ? .rising : .falling }
      #expect(decoder.step(edge, deadTimeNs: deadTimeNs) == truth(from: before, to: magnet.quarter))
    }
  }
}

@Test("bounces on either line change nothing", arguments: 1...20 as ClosedRange<UInt64>)
func bounces(seed: UInt64) throws {
  var state = seed &* 0x9E37_79B9_7F4A_7C15
  func random(_ count: UInt64) -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return (state >> 11) % count
  }
  var magnet = RockingMagnet()
  var gate = try quadratureGate()
  var (truths, found): ([BeltDirection], [BeltDirection]) = ([], [])
  var bounced: Int64 = 0
  var forward = true
  for _ in 0..<300 {
    if random(10) == 0 { forward.toggle() }
    let before = magnet.quarter
    let edge = magnet.move(forward: forward)
    if case .magnet(let direction?) = truth(from: before, to: magnet.quarter) { truths.append(direction) }
    if let direction = gate.step(edge)?.direction { found.append(direction) }
    // A contact bounces to and fro; it ends at its new level.
    for bounce in 0..<Int64(random(3)) {
      var there = edge
      there.timestampNs += 200_000 + 400_000 * bounce
      there.transition = edge.transition == .falling ? .rising : .falling
      var back = edge
      back.timestampNs = there.timestampNs + 100_000
      #expect(gate.step(there) == nil && gate.step(back) == nil, "seed \(seed)")
      bounced += 2
    }
  }
  #expect(found == truths && truths.count > 20, "seed \(seed)")
  #expect(gate.counters.bounces == bounced && gate.counters.pulses == Int64(truths.count), "seed \(seed)")
}

private func quadratureGate(_ sensor: SensorKind = .quadrature) throws -> PulseGate {
  PulseGate(
    wheel: try MagnetWheel(circumferenceM: 0.18, magnets: 4), pulseEdge: .falling, sensor: sensor,
    beginsBetweenMagnets: true)
}

@Test("one lost edge, at any point, costs at most one magnet", arguments: [true, false])
func lostEdge(forward: Bool) {
  for lost in 0..<24 {
    var magnet = RockingMagnet()
    var decoder = QuadratureDecoder(active: .falling, beginsBetweenMagnets: true)
    var net = 0
    for step in 0..<48 {
      let before = magnet.quarter
      let edge = magnet.move(forward: forward)
      let truth = truth(from: before, to: magnet.quarter)
      guard step != lost else { continue }
      let found = decoder.step(edge, deadTimeNs: deadTimeNs)
      if case .magnet(let direction) = found { net += direction == .forward ? 1 : -1 }
      // After a whole magnet the state is correct again.
      if step < lost || step > lost + 4 { #expect(found == truth, "lost \(lost), step \(step)") }
    }
    #expect(((forward ? 12 : -12) - net).magnitude <= 2, "lost \(lost): \(net)")
  }
}

@Test("after a re-plug there is no memory")
func reopenedQuadrature() throws {
  var decoder = QuadratureDecoder(active: .falling, beginsBetweenMagnets: true)
  var magnet = RockingMagnet()
  for _ in 0..<2 { _ = decoder.step(magnet.move(forward: true), deadTimeNs: deadTimeNs) }
  decoder.sourceReopened()
  var fresh = RockingMagnet()
  // An edge right after it is not a bounce.
  #expect(decoder.step(fresh.move(forward: true), deadTimeNs: .max) == .magnet(nil))
}

@Test("any line number other than 0 is the second line", arguments: [2, -1, 7, .max, .min])
func otherLines(number: Int) {
  var (named, odd) = (
    QuadratureDecoder(active: .falling, beginsBetweenMagnets: true),
    QuadratureDecoder(active: .falling, beginsBetweenMagnets: true)
  )
  var magnet = RockingMagnet()
  for step in 0..<32 {
    let edge = magnet.move(forward: step % 11 < 8)
    var renamed = edge
    if edge.line == 1 { renamed.line = number }
    #expect(odd.step(renamed, deadTimeNs: deadTimeNs) == named.step(edge, deadTimeNs: deadTimeNs))
  }
}

/// Passes every series of edges up to a length to a gate; counts the series and records inconsistencies.
private struct AllRows {
  let symbols: [Edge]
  let sensor: SensorKind
  private(set) var rows = 0
  private(set) var withPulses = 0

  init(symbols: [Edge], sensor: SensorKind) {
    self.symbols = symbols
    self.sensor = sensor
  }

  /// Edges whose timestamps are gaps to the previous edge.
  mutating func play(_ gate: PulseGate, timeNs: Int64, passed: Int64, lost: Int64, left: Int) {
    guard left > 0 else { return }
    for symbol in symbols {
      var gate = gate
      var edge = symbol
      edge.timestampNs = timeNs + symbol.timestampNs
      let pulse = gate.step(edge)
      let passed = passed + (pulse == nil ? 0 : 1)
      let lost = lost + (pulse?.lostBefore ?? 0)
      let c = gate.counters
      let adds = c.edges == c.pulses + c.rejected + c.wentBack + c.otherTransition && c.pulses == passed
      // An edge counted as lost may turn out to be late.
      let bounds = c.implausible <= c.pulses && c.implausible >= 0 && c.lostEdges >= 0 && lost >= 0
      let directed = pulse == nil || (pulse?.direction != nil) == (sensor == .quadrature)
      if !adds || !bounds || !directed { Issue.record("\(c) after \(edge)") }
      rows += 1
      if passed > 0 { withPulses += 1 }
      play(gate, timeNs: max(timeNs, edge.timestampNs), passed: passed, lost: lost, left: left - 1)
    }
  }
}

@Test(
  "the counters add up over every series of up to six edges", arguments: [SensorKind.single, .quadrature])
func allRows(sensor: SensorKind) throws {
  let symbols = [200_000, 10_000_000].flatMap { (gap: Int64) in
    [0, 1].flatMap { line in
      [Transition.falling, .rising].map { Edge(timestampNs: gap, line: line, transition: $0) }
    }
  }
  var rows = AllRows(symbols: symbols, sensor: sensor)
  rows.play(try quadratureGate(sensor), timeNs: 1_000_000_000, passed: 0, lost: 0, left: 6)
  #expect(rows.rows == 8 * (262_144 - 1) / 7 && rows.withPulses > 100_000)
}

@Test(
  "and over series with time that goes back, and sequence numbers that jump",
  arguments: [SensorKind.single, .quadrature])
func allRowsOfOddities(sensor: SensorKind) throws {
  let symbols = [
    Edge(timestampNs: -5_000_000, sequence: 3), Edge(timestampNs: 0, sequence: 1, transition: .rising),
    Edge(timestampNs: 40_000_000, sequence: 2), Edge(timestampNs: 40_000_000, sequence: 9, line: 1),
    Edge(timestampNs: 40_000_000, sequence: 0, line: 1, transition: .rising),
    Edge(timestampNs: 3_000_000, sequence: 30, transition: .rising),
  ]
  var rows = AllRows(symbols: symbols, sensor: sensor)
  rows.play(try quadratureGate(sensor), timeNs: 1_000_000_000, passed: 0, lost: 0, left: 5)
  #expect(rows.rows == 6 * (7_776 - 1) / 5 && rows.withPulses > 3_000)
}

/// Numbers as they arrive, the true losses, and whether each is a pulse.
struct SequenceRow: Sendable, CustomTestStringConvertible {
  var numbers: [Int64]
  var lost: Int64
  var testDescription: String { "\(numbers)" }
}

@Test(
  "edges that arrive late are not lost, whether the one that overtook them is a pulse or not",
  arguments: [
    SequenceRow(numbers: [1, 2, 3, 4], lost: 0), SequenceRow(numbers: [1, 3, 2, 4], lost: 0),
    SequenceRow(numbers: [2, 1, 3, 4], lost: 0), SequenceRow(numbers: [1, 4, 2, 3, 5], lost: 0),
    SequenceRow(numbers: [1, 4, 3, 2, 5], lost: 0), SequenceRow(numbers: [1, 3, 2, 5, 4, 6], lost: 0),
    SequenceRow(numbers: [1, 5, 3, 6], lost: 2), SequenceRow(numbers: [1, 5, 6, 7], lost: 3),
    SequenceRow(numbers: [1, 5, 5, 6], lost: 3), SequenceRow(numbers: [3, 4, 5], lost: 2),
  ], [true, false])
func lateEdges(row: SequenceRow, arePulses: Bool) throws {
  var gate = try quadratureGate(.single)
  for (index, number) in row.numbers.enumerated() {
    let transition: Transition = arePulses ? .falling : .rising
    _ = gate.step(
      Edge(timestampNs: Int64(index + 1) * 50_000_000, sequence: number, transition: transition))
  }
  #expect(gate.counters.lostEdges == row.lost)
}

@Test("a re-plugged line's numbers restart, without a loss and without giving lost edges back")
func reopenedNumbers() throws {
  var gate = try quadratureGate()
  for number in [1, 5, 6] as [Int64] {
    _ = gate.step(Edge(timestampNs: number * 50_000_000, sequence: number))
  }
  gate.sourceReopened()
  for number in [1, 2, 3] as [Int64] {
    _ = gate.step(Edge(timestampNs: 1_000_000_000 + number * 50_000_000, sequence: number))
  }
  #expect(gate.counters.lostEdges == 3)
}

@Test(
  "edges of two lines closer than contacts bounce are not bounce if the lines alternate",
  arguments: [true, false])
func closeTogether(forward: Bool) throws {
  var magnet = RockingMagnet()
  var gate = try quadratureGate()
  for _ in 0..<(4 * 50) {
    var edge = magnet.move(forward: forward)
    // 0.6 ms from edge to edge: each line changes every 1.2 ms, within its dead time.
    edge.timestampNs = edge.timestampNs / 10_000_000 * 600_000
    if let pulse = gate.step(edge) { #expect(pulse.direction == (forward ? .forward : .backward)) }
  }
  #expect(gate.counters.pulses == 50 && gate.counters.bounces == 0)
}

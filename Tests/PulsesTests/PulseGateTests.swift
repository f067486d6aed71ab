// SPDX-License-Identifier: Apache-2.0

import Pulses
import Testing

private func gate(magnets: Int = 4, edge: PulseEdge = .falling) throws -> PulseGate {
  PulseGate(wheel: try MagnetWheel(circumferenceM: 0.18, magnets: magnets), pulseEdge: edge)
}

/// Counts of a gate after some edges, as one row of a table.
struct GateRow: Sendable, CustomTestStringConvertible {
  var name: String
  var edges: [Edge]
  var pulses: Int64
  var bounces: Int64 = 0
  var opening: Int64 = 0
  var impossible: Int64 = 0
  var implausible: Int64 = 0
  var wentBack: Int64 = 0
  var other: Int64 = 0
  var lost: Int64 = 0
  var testDescription: String { name }
}

private func at(_ ms: Double, _ transition: Transition = .falling, sequence: Int64 = 0) -> Edge {
  Edge(timestampNs: Int64(ms * 1e6), sequence: sequence, transition: transition)
}

private let rows = [
  GateRow(name: "the first edge is a pulse", edges: [at(10)], pulses: 1),
  GateRow(name: "an edge within the dead time is a bounce", edges: [at(10), at(11)], pulses: 1, bounces: 1),
  GateRow(
    name: "no belt is at the next magnet after 10 ms from rest", edges: [at(10), at(20), at(70)], pulses: 2,
    impossible: 1),
  GateRow(
    name: "a belt that is at speed is", edges: [at(10), at(70), at(120), at(160), at(190), at(212)], pulses: 6
  ),
  GateRow(name: "equal stamps are a bounce", edges: [at(10), at(10)], pulses: 1, bounces: 1),
  GateRow(
    name: "a pulse faster than any belt is kept and counted where edges were lost before it",
    edges: [at(10, sequence: 1), at(14, sequence: 9)], pulses: 2, implausible: 1, lost: 7),
  GateRow(
    name: "a line that was released a moment ago has not met the next magnet",
    edges: [at(10), at(160), at(205, .rising), at(205.2), at(205.3, .rising), at(310)], pulses: 3,
    opening: 1, other: 2),
  GateRow(
    name: "a line that bounces as it closes",
    edges: [at(10), at(160), at(160.2, .rising), at(160.3), at(310)],
    pulses: 3, bounces: 1, other: 1),
  GateRow(name: "time going back is rejected", edges: [at(100), at(50), at(200)], pulses: 2, wentBack: 1),
  GateRow(
    name: "the other transition is no pulse", edges: [at(10), at(40, .rising), at(60)], pulses: 2, other: 1),
  GateRow(
    name: "a gap in the kernel's numbers is counted exactly",
    edges: [at(10, sequence: 1), at(60, sequence: 2), at(500, sequence: 12)], pulses: 3, lost: 9),
  GateRow(
    name: "edges lost before the first read are counted", edges: [at(10, sequence: 25)], pulses: 1, lost: 24),
  GateRow(
    name: "the smallest and the largest stamp do not trap",
    edges: [
      Edge(timestampNs: .min), Edge(timestampNs: 0), Edge(timestampNs: .max), Edge(timestampNs: .max),
    ], pulses: 3, bounces: 1),
]

@Test("every kind of edge is counted as its kind", arguments: rows)
func gateCounts(_ row: GateRow) throws {
  var gate = try gate()
  var passed: Int64 = 0
  for edge in row.edges where gate.step(edge) != nil { passed += 1 }
  let counters = gate.counters
  #expect(passed == row.pulses)
  #expect(counters.pulses == row.pulses)
  #expect(counters.bounces == row.bounces)
  #expect(counters.openingBounces == row.opening)
  #expect(counters.impossible == row.impossible)
  #expect(counters.implausible == row.implausible)
  #expect(counters.wentBack == row.wentBack)
  #expect(counters.otherTransition == row.other)
  #expect(counters.lostEdges == row.lost)
  #expect(counters.sequenceKnown == row.edges.contains { $0.sequence > 0 })
}

@Test("the pulse after a loss has the number of missing edges before it")
func lossIsHandedOn() throws {
  var gate = try gate()
  _ = gate.step(at(10, sequence: 1))
  #expect(gate.step(at(11, sequence: 5)) == nil)
  #expect(gate.step(at(100, sequence: 8))?.lostBefore == 5)
  #expect(gate.step(at(160, sequence: 9))?.lostBefore == 0)
}

@Test("a line requested again counts from 1 without a loss")
func reopening() throws {
  var gate = try gate()
  _ = gate.step(at(10, sequence: 1))
  _ = gate.step(at(60, sequence: 2))
  gate.sourceReopened()
  _ = gate.step(at(900, sequence: 1))
  #expect(gate.counters.lostEdges == 0)
}

@Test("both transitions are pulses of a latching sensor")
func latchingSensor() throws {
  var gate = try gate(edge: .both)
  #expect(gate.step(at(10)) != nil)
  #expect(gate.step(at(60, .rising)) != nil)
}

@Test("the counters add up for any input", arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
func countersAddUp(seed: UInt64) throws {
  var state = seed &* 0x9E37_79B9_7F4A_7C15
  func random() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
  var gate = try gate(magnets: Int(seed))
  var timeNs: Int64 = 0
  for _ in 0..<20_000 {
    switch random() % 20 {
    case 0: timeNs = Int64(bitPattern: random())
    case 1: timeNs &-= Int64(random() % 1_000_000_000)
    default: timeNs &+= Int64(random() % 100_000_000)
    }
    let transition: Transition = random() % 8 == 0 ? .rising : .falling
    let sequence = Int64(bitPattern: random() % 3 == 0 ? random() : 0)
    _ = gate.step(Edge(timestampNs: timeNs, sequence: sequence, transition: transition))
    let counters = gate.counters
    let sum = counters.pulses + counters.rejected + counters.wentBack + counters.otherTransition
    #expect(counters.edges == sum, "seed \(seed)")
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// What both transitions of a line cost in storage, and that nothing of them is lost.

import Foundation
import Pulses
import Testing

@testable import SetLog

/// A walk on four magnets: steps swing the belt, each magnet dwells for its own share of an arc, every timestamp scatters
/// by 20 microseconds, as an interrupt's does.
private func walk(slots: Int = 4, hasBoth: Bool, seed: UInt64 = 1) -> [Edge] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  func random() -> Double {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Double(state >> 11) / 9_007_199_254_740_992
  }
  let arcM = 0.18 / Double(slots)
  var edges: [Edge] = []
  var position = 0.0
  var next = 0
  var leavesM: Double?
  var before = Int64.min
  for step in 0..<(slots > 4 ? 100_000 : 600_000) {
    let timeS = Double(step) * 0.0002
    let swing = 0.08 * sin(10 * timeS) + 0.03 * sin(20 * timeS + 1) + 0.03 * sin(0.9 * timeS)
    let newM = position + 0.8 * (1 + swing) * 0.0002
    func add(_ atM: Double, _ transition: Transition) {
      let stampNs = Int64((timeS + (atM - position) / (newM - position) * 0.0002 + 40e-6 * random()) * 1e9)
      guard hasBoth || transition == .falling else { return }
      let edge = Edge(
        timestampNs: max(before, stampNs), sequence: Int64(edges.count + 1), transition: transition)
      edges.append(RawPulses.kept(edge, arrival: .falling, after: edges.last?.timestampNs ?? .min))
      before = edge.timestampNs
    }
    if let leaveM = leavesM, leaveM <= newM {
      add(leaveM, .rising)
      leavesM = nil
    }
    if Double(next) * arcM <= newM {
      add(Double(next) * arcM, .falling)
      leavesM = (Double(next) + 0.2 + 0.05 * Double(next % slots) / Double(slots)) * arcM
      next += 1
    }
    position = newM
  }
  return edges
}

@Test("both transitions of a walk cost at most three fifths more than one", arguments: [4, 64])
func bothTransitionsAreCheap(slots: Int) throws {
  let one = walk(slots: slots, hasBoth: false)
  let both = walk(slots: slots, hasBoth: true)
  #expect(both.count >= 2 * one.count - 1 && both.count <= 2 * one.count)
  var sizes: [Double] = []
  for edges in [one, both] {
    let packed = RawPulses.pack(edges)
    #expect(try RawPulses.unpack(packed) == edges)
    sizes.append(Double(packed.count) / Double(one.count))
  }
  FileHandle.standardOutput.write(Data("\(slots) magnets: \(sizes[0]) and \(sizes[1]) bytes each\n".utf8))
  #expect(sizes[1] < 1.6 * sizes[0], "\(sizes)")
}

@Test("a magnet that leaves is kept in a coarser step, and never before the edge before it")
func leavingStep() {
  let step = RawPulses.leavingStepNs
  var previous = Int64.min
  for timestamp in stride(from: 0 as Int64, to: 3 * step, by: 333) {
    let kept = RawPulses.kept(
      Edge(timestampNs: timestamp, transition: .rising), arrival: .falling, after: previous)
    #expect(kept.timestampNs >= previous && abs(kept.timestampNs - timestamp) < step)
    previous = kept.timestampNs
    let arrival = RawPulses.kept(Edge(timestampNs: timestamp), arrival: .falling, after: previous)
    #expect(arrival.timestampNs == RawPulses.rounded(timestamp))
  }
  // Without room before it, it is where it was.
  let late = RawPulses.kept(Edge(timestampNs: 15_900, transition: .rising), arrival: .falling, after: 15_750)
  #expect(late.timestampNs == RawPulses.rounded(15_900))
  for timestamp in [Int64.min, .max, -1] {
    let edge = Edge(timestampNs: timestamp, transition: .rising)
    #expect(RawPulses.kept(edge, arrival: .both, after: .min).timestampNs == RawPulses.rounded(timestamp))
    _ = RawPulses.kept(edge, arrival: .falling, after: .max)
  }
}

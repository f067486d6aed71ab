// SPDX-License-Identifier: Apache-2.0
//
// Owns: a finished set's figures compared with the truth. Must not know: how they are computed.

import Foundation
import Motion
import Pulses
import Sets
import Simulation
import Testing

/// A walk's swing around 1, with 1.6 steps per second.
private func swing(_ t: Double) -> Double {
  1 + 0.12 * sin(2 * .pi * 1.6 * t) + 0.04 * sin(4 * .pi * 1.6 * t + 0.7)
}

@Test(
  "steps are counted within two percent",
  arguments: [(0.6, 1), (0.8, 2), (1.2, 11)] as [(Double, UInt64)])
func stepsAgainstTruth(mps: Double, seed: UInt64) throws {
  let profile = try setProfile()
  let run = simulatedSet(profile, mps: mps, seconds: 45, seed: seed)
  let set = try #require(AnalysedSet(run.recording.edges, profile))
  let truth = try #require(run.truth.sets.first)
  let steps = try #require(set.finished.steps)
  let allowed = max(2, 0.02 * Double(truth.steps))
  #expect((Double(steps) - Double(truth.steps)).magnitude <= allowed, "\(steps) of \(truth.steps)")
  let cadence = try #require(set.finished.cadenceSpm)
  #expect((cadence / (60 * Double(truth.steps) / truth.durationS) - 1).magnitude < 0.03)
}

@Test("with too few pulses per step there are no steps, rather than wrong ones")
func noStepsFromFewPulses() throws {
  let profile = try setProfile(arcs: [1], circumferenceM: 0.9)
  let run = simulatedSet(profile, seconds: 30, seed: 3)
  let set = try #require(AnalysedSet(run.recording.edges, profile))
  #expect(set.finished.steps == nil && set.finished.cadenceSpm == nil)
}

@Test(
  "fade is how much slower the last third was than the first", arguments: [0.0, 0.05, 0.10, 0.2, -0.1])
func fade(share: Double) throws {
  let profile = try setProfile()
  // A speed that falls linearly by k: the thirds' means are at a sixth and five sixths of it.
  let k = share / (5.0 / 6.0 - (1 - share) / 6.0)
  let seconds = 30.0
  let belt = GivenSet(profile.wheel, seconds: seconds) { 1.0 * (1 - k * $0 / seconds) * swing($0) }
  let set = try #require(AnalysedSet(belt.edges, profile))
  let found = try #require(set.finished.fade)
  #expect((found - share).magnitude < 0.01, "\(found)")
}

@Test("a set of less than three seconds has no fade")
func noFadeOfShortSets() throws {
  let profile = try setProfile()
  let belt = GivenSet(profile.wheel, seconds: 2) { _ in 0.8 }
  #expect(try #require(AnalysedSet(belt.edges, profile)).finished.fade == nil)
}

@Test(
  "the direction is the belt's, from two sensors and from unequal arcs",
  arguments: [BeltDirection.forward, .backward], [SensorKind.single, .quadrature])
func direction(_ direction: BeltDirection, sensor: SensorKind) throws {
  var profile = try setProfile(arcs: sensor == .single ? [1, 2, 4] : [1, 1, 1, 1])
  profile.sensor = sensor
  let run = simulatedSet(profile, seconds: 12, direction: direction, seed: 4)
  let set = try #require(AnalysedSet(run.recording.edges, profile))
  #expect(set.finished.direction == direction)
  #expect(Int(set.finished.counters.pulses) >= run.truth.magnetsPassed - 1)
}

@Test("the direction is unknown if nothing shows it, or if it changed")
func noDirection() throws {
  let even = try setProfile()
  let run = simulatedSet(even, seconds: 12, direction: .backward, seed: 5)
  #expect(try #require(AnalysedSet(run.recording.edges, even)).finished.direction == nil)
  let chiral = try setProfile(arcs: [1, 2, 4])
  let there = GivenSet(chiral.wheel, seconds: 12) { _ in 0.8 }
  let back = GivenSet(chiral.wheel, seconds: 12, isBackward: true) { _ in 0.8 }
  let both =
    there.edges
    + back.edges.map { edge in
      var edge = edge
      edge.timestampNs += 16_000_000_000
      edge.sequence += Int64(there.edges.count)
      return edge
    }
  #expect(try #require(AnalysedSet(there.edges, chiral)).finished.direction == .forward)
  #expect(try #require(AnalysedSet(both, chiral)).finished.direction == nil)
}

@Test("missed pulses are in the distance and counted separately", arguments: [1, 2], [6, 7] as [UInt64])
func missed(count: Int, seed: UInt64) throws {
  let profile = try setProfile()
  let run = simulatedSet(profile, seed: seed)
  var edges = run.recording.edges
  let whole = edges.count
  let position = whole * 2 / 3
  edges.removeSubrange(position..<(position + count))
  // The kernel did not notice: its numbers have no gap.
  for index in edges.indices { edges[index].sequence = Int64(index + 1) }
  let set = try #require(AnalysedSet(edges, profile))
  #expect(set.finished.missed == Int64(count) && set.finished.discarded == 0)
  #expect(set.finished.counters.pulses == Int64(whole - count))
  #expect((set.finished.distanceM - Double(whole) * 0.045).magnitude < 1e-9)
  let plain = try #require(AnalysedSet(edges, profile, repairs: false))
  #expect(plain.finished.missed == 0)
  #expect((plain.finished.distanceM - Double(whole - count) * 0.045).magnitude < 1e-9)
}

@Test(
  "with unequal arcs the distance is exact from the first pulse on, although the phase is found later",
  arguments: [[1, 2, 4], [2, 3, 4], [1, 3, 2, 5]] as [[Double]], [false, true])
func chiralDistance(arcs: [Double], isBackward: Bool) throws {
  let profile = try setProfile(arcs: arcs)
  for arc in arcs.indices {
    for seconds in [9.0, 9.05, 9.1, 9.15] {
      let belt = GivenSet(profile.wheel, seconds: seconds, arc: arc, isBackward: isBackward) {
        0.8 * swing($0)
      }
      let set = try #require(AnalysedSet(belt.edges, profile))
      #expect(set.finished.missed == 0 && set.finished.discarded == 0)
      // The arc before the first pulse is unseen, and counts as the mean.
      let truthM = belt.travelM + profile.wheel.meanArcM
      #expect(
        (set.finished.distanceM - truthM).magnitude < 1e-9,
        "from arc \(arc): \(set.finished.distanceM), \(truthM)")
      // Position by position, not only the sum.
      var positionM = profile.wheel.meanArcM
      var at = arc
      for pulse in set.pulses {
        #expect((pulse.positionM - positionM).magnitude < 1e-9, "from arc \(arc)")
        at = (at + (isBackward ? arcs.count - 1 : 1)) % arcs.count
        positionM += profile.wheel.arcM(at)
      }
    }
  }
}

@Test(
  "a missed pulse among nearly even arcs is restored; the distance is off by at most a part of a turn",
  arguments: [55, 70, 90])
func missedAmongNearlyEven(position: Int) throws {
  let profile = try setProfile(arcs: [1, 1.04, 0.98, 1.01])
  let belt = GivenSet(profile.wheel, seconds: 40) { 0.8 * swing($0) }
  var edges = belt.edges
  edges.remove(at: position)
  for index in edges.indices { edges[index].sequence = Int64(index + 1) }
  let set = try #require(AnalysedSet(edges, profile))
  #expect(set.finished.missed == 1)
  // Pulses times the mean arc: off by the deviations of the arcs of the last, incomplete turn.
  let unevenM = 2 * profile.wheel.unevenness * profile.wheel.meanArcM
  #expect((set.finished.distanceM - belt.travelM - profile.wheel.meanArcM).magnitude < unevenM)
}

@Test(
  "work is the simulated walker's within half a percent if all parameters are known",
  arguments: [(0.6, 8), (0.9, 9)] as [(Double, UInt64)])
func workAgainstTruth(mps: Double, seed: UInt64) throws {
  let profile = try setProfile()
  let run = simulatedSet(profile, mps: mps, seconds: 60, placement: 0, seed: seed)
  let set = try #require(AnalysedSet(run.recording.edges, profile))
  let truth = try #require(run.truth.sets.first)
  #expect(
    (set.finished.workJ / truth.workJ - 1).magnitude < 0.005, "\(set.finished.workJ) of \(truth.workJ) J")
  #expect((set.finished.meanPowerW / (truth.workJ / truth.durationS) - 1).magnitude < 0.015)
  #expect((set.finished.distanceM - truth.distanceM).magnitude < 0.046)
  #expect(set.finished.maxSpeedMps > truth.distanceM / truth.durationS)
}

@Test("after a magnet fell off, the analysis is repeated without repairs")
func mustRepeat() throws {
  let profile = try setProfile()
  let run = simulatedSet(profile, seconds: 16, seed: 10)
  let whole = try #require(AnalysedSet(run.recording.edges, profile))
  #expect(!whole.mustRepeat)
  var edges = run.recording.edges.enumerated()
    .filter { $0.offset < 120 || $0.offset % 4 != 0 }.map(\.element)
  for index in edges.indices { edges[index].sequence = Int64(index + 1) }
  #expect(try #require(AnalysedSet(edges, profile)).mustRepeat)
  let plain = try #require(AnalysedSet(edges, profile, repairs: false))
  #expect(!plain.mustRepeat && plain.finished.missed == 0)
  #expect((plain.finished.distanceM - Double(edges.count) * 0.045).magnitude < 1e-9)
}

@Test("tiny sets have figures, all of them finite", arguments: [0, 1, 2, 3, 4])
func fewPulses(count: Int) throws {
  let profile = try setProfile()
  let edges = (0..<count).map { Edge(timestampNs: Int64($0 + 20) * 50_000_000, sequence: Int64($0 + 1)) }
  guard count > 0 else {
    #expect(AnalysedSet(edges, profile) == nil)
    return
  }
  let set = try #require(AnalysedSet(edges, profile, reason: .sensorLost))
  #expect(set.figures.allSatisfy { $0.isFinite && $0 >= 0 })
  // Motion that is over within a quarter of a second does not count.
  #expect(set.finished.distanceM == 0)
  #expect(set.finished.counters.pulses == Int64(count) && set.finished.endReason == .sensorLost)
  #expect(set.finished.startNs <= edges[0].timestampNs && set.finished.endNs >= set.finished.startNs)
  #expect(set.finished.fade == nil && set.finished.steps == nil && set.finished.direction == nil)
}

@Test("edges at the same time are one pulse, edges of the other transition none")
func allAtOnce() throws {
  let profile = try setProfile()
  let edges = (0..<50).map { Edge(timestampNs: 5_000_000_000, sequence: Int64($0 + 1)) }
  let set = try #require(AnalysedSet(edges, profile))
  #expect(set.finished.counters.pulses == 1 && set.finished.counters.bounces == 49)
  #expect(set.finished.distanceM == 0 && set.figures.allSatisfy { $0.isFinite && $0 >= 0 })
  #expect(AnalysedSet([Edge(timestampNs: 5, sequence: 1, transition: .rising)], profile) == nil)
}

@Test("a pause in the middle is not moving time, and its silence adds no distance", arguments: [2.0, 4, 30])
func pause(lengthS: Double) throws {
  let profile = try setProfile()
  let half = GivenSet(profile.wheel, seconds: 10) { 0.8 * swing($0) }
  let count = Int64(half.edges.count)
  let lastNs = half.edges[half.edges.count - 1].timestampNs
  let shiftNs = lastNs - half.edges[0].timestampNs + Int64(lengthS * 1e9)
  let edges =
    half.edges
    + half.edges.map { edge in
      Edge(timestampNs: edge.timestampNs + shiftNs, sequence: edge.sequence + count)
    }
  let once = try #require(AnalysedSet(half.edges, profile)).finished
  let twice = try #require(AnalysedSet(edges, profile)).finished
  #expect(twice.missed == 0 && twice.discarded == 0)
  #expect((twice.distanceM - 2 * once.distanceM).magnitude < 1e-9)
  #expect((twice.durationS - twice.movingTimeS - lengthS).magnitude < 1e-6)
  #expect((twice.movingTimeS - 2 * once.movingTimeS).magnitude < 1)
  #expect((twice.workJ / (2 * once.workJ) - 1).magnitude < 0.02)
}

@Test("a lost edge inside a set is counted, and its arc is in the uncertainty")
func lostInTheKernel() throws {
  let profile = try setProfile()
  let belt = GivenSet(profile.wheel, seconds: 12) { 0.8 * swing($0) }
  let whole = try #require(AnalysedSet(belt.edges, profile)).finished
  var edges = belt.edges
  edges.remove(at: 100)
  let set = try #require(AnalysedSet(edges, profile)).finished
  #expect(set.counters.lostEdges == 1 && whole.counters.lostEdges == 0)
  #expect(set.missed == 0)
  #expect((set.distanceM - whole.distanceM).magnitude < 0.0451)
  #expect(set.distanceSdM > whole.distanceSdM)
}

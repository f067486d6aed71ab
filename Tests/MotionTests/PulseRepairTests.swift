// SPDX-License-Identifier: Apache-2.0
//
// Owns: which pulses are restored and removed, on belts with known travel. Must not know: how it is decided.

import Motion
import Pulses
import Simulation
import Testing

/// The flaw of a train of pulses in the middle of a walk.
enum Flaw: CaseIterable, Sendable {
  case none, oneMissed, twoMissed, oneTooMany
}

/// A train with its flaw at a pulse.
private func flawed(_ timestamps: [Int64], _ flaw: Flaw, at position: Int) -> [Int64] {
  var timestamps = timestamps
  switch flaw {
  case .none: break
  case .oneMissed: timestamps.remove(at: position)
  case .twoMissed: timestamps.removeSubrange(position...(position + 1))
  case .oneTooMany:
    timestamps.insert(
      timestamps[position] + (timestamps[position + 1] - timestamps[position]) / 8, at: position + 1)
  }
  return timestamps
}

@Test(
  "in steady walking missed pulses are restored and false ones removed; the raw count is unchanged",
  arguments: Flaw.allCases, [(0.6, 4), (0.8, 4), (1.2, 4), (0.8, 8), (0.8, 2), (0.8, 1)])
func singleFlaws(flaw: Flaw, machine: (mps: Double, magnets: Int)) throws {
  let profile = try testProfile(magnets: machine.magnets)
  for seed in 71...72 as ClosedRange<UInt64> {
    let run = walk(mps: machine.mps, seconds: 14, profile: profile, seed: seed)
    let whole = run.recording.edges.map(\.timestampNs)
    try #require(whole.count == run.truth.magnetsPassed)
    // In the last third, so that the bank has seen ten seconds of this walk.
    let timestamps = flawed(whole, flaw, at: whole.count * 2 / 3)
    var watched = WatchedStage(profile, "seed \(seed)")
    watched.step(timestamps: timestamps)
    let end = watched.atRest()
    #expect(watched.stage.pulses == Int64(timestamps.count))
    #expect(end.repairs.missed == (flaw == .oneMissed ? 1 : flaw == .twoMissed ? 2 : 0), "seed \(seed)")
    #expect(end.repairs.discarded == (flaw == .oneTooMany ? 1 : 0), "seed \(seed)")
    let truthM = Double(run.truth.magnetsPassed) * profile.wheel.meanArcM
    #expect((end.distanceM - truthM).magnitude < 1e-9, "seed \(seed)")
    #expect(!watched.stage.hadFalseRepairs)
  }
}

@Test("nothing is repaired in the first seconds, and nothing if repairs are off", arguments: Flaw.allCases)
func notAtFirst(flaw: Flaw) throws {
  let profile = try testProfile()
  let timestamps = GivenBelt.timestamps(profile: profile, seconds: 8, seed: 73) { min(0.8, 0.8 * $0) }
  let early = flawed(timestamps, flaw, at: 22)
  try #require(early[22] < early[0] + 1_900_000_000)
  var watched = WatchedStage(profile, "early")
  watched.step(timestamps: early)
  #expect(watched.atRest().repairs == PulseRepairs())
  var off = MotionStage(profile: profile, repairs: false)
  for timestamp in flawed(timestamps, flaw, at: 100) { off.step(Pulse(timestampNs: timestamp)) }
  let end = off.estimate(atNs: timestamps[timestamps.count - 1] + 10_000_000_000)
  #expect(end.repairs == PulseRepairs() && !off.hadFalseRepairs)
  #expect(end.distanceM == Double(off.pulses) * profile.wheel.meanArcM)
}

@Test(
  "a sprint's start from rest to 6 m/s is no row of missed pulses", arguments: [1.5, 2, 3, 4, 5, 6],
  [1, 2, 4, 8])
func sprintStart(acceleration: Double, magnets: Int) throws {
  let profile = try testProfile(magnets: magnets, kind: .slatBelt)
  for seed in 81...82 as ClosedRange<UInt64> {
    let timestamps = GivenBelt.timestamps(profile: profile, seconds: 6 / acceleration + 1, seed: seed) {
      min(6, acceleration * $0)
    }
    var watched = WatchedStage(profile, "seed \(seed)")
    watched.step(timestamps: timestamps)
    #expect(watched.atRest().repairs == PulseRepairs(), "seed \(seed)")
    #expect(!watched.stage.hadFalseRepairs, "seed \(seed)")
  }
}

@Test("nor is a sprint out of a walk a series of missed pulses", arguments: [1.0, 2, 3, 4], [1, 2, 4, 8])
func sprintFromWalk(acceleration: Double, magnets: Int) throws {
  let profile = try testProfile(magnets: magnets, kind: .slatBelt)
  for seed in 84...85 as ClosedRange<UInt64> {
    let timestamps = GivenBelt.timestamps(profile: profile, seconds: 12, seed: seed) { t in
      let base = min(6, 1.0 + acceleration * max(0, t - 8))
      return min(1, t) * base * (1 + 0.1 * triangle(1.75 * t))
    }
    var watched = WatchedStage(profile, "seed \(seed)")
    watched.step(timestamps: timestamps)
    let end = watched.atRest()
    let truthM = Double(timestamps.count) * profile.wheel.meanArcM
    // One arc may be in doubt when the motion changes.
    #expect((end.distanceM - truthM).magnitude < 1.5 * profile.wheel.meanArcM, "seed \(seed): \(end.repairs)")
  }
}

/// A swing between -1 and 1 with a period of 1.
private func triangle(_ turns: Double) -> Double {
  let part = turns - turns.rounded(.down)
  return 1 - 4 * (part - 0.5).magnitude
}

@Test("a stopping belt has no missed pulses", arguments: [0.5, 0.8, 1.3, 3], [1, 2, 4, 8])
func stopping(mps: Double, magnets: Int) throws {
  let profile = try testProfile(magnets: magnets)
  for (seed, deceleration) in [(91, 0.3), (92, 0.7), (93, 1.5), (94, 3)] as [(UInt64, Double)] {
    let timestamps = GivenBelt.timestamps(profile: profile, seconds: 8 + mps / deceleration, seed: seed) {
      t in
      min(mps * min(1, t), max(0, mps - deceleration * (t - 8)))
    }
    var watched = WatchedStage(profile, "\(deceleration) m/s2")
    watched.step(timestamps: timestamps)
    #expect(watched.atRest().repairs == PulseRepairs(), "\(deceleration) m/s2")
    #expect(!watched.stage.hadFalseRepairs, "\(deceleration) m/s2")
  }
}

@Test(
  "a magnet that falls off is no row of misses: the alarm undoes the repairs", arguments: [0.6, 0.8, 1.2])
func alarm(mps: Double) throws {
  let profile = try testProfile()
  let run = walk(mps: mps, seconds: 16, profile: profile, seed: 95)
  let whole = run.recording.edges.map(\.timestampNs)
  let from = whole.count / 2
  let timestamps = whole.enumerated().filter { $0.offset < from || $0.offset % 4 != 0 }.map(\.element)
  var watched = WatchedStage(profile, "\(mps) m/s")
  watched.step(timestamps: timestamps)
  #expect(watched.stage.hadFalseRepairs)
  #expect(watched.stage.pulses == Int64(timestamps.count))
  #expect(watched.atRest().repairs.missed == 0)
}

@Test(
  "1 % of misses and 1 % of bounces: the distance of a minute's walk stays within 0.3 %",
  arguments: TestGait.allCases, 101...102 as ClosedRange<UInt64>)
func faultyMinute(gait: TestGait, seed: UInt64) throws {
  let profile = try testProfile()
  var faults = SensorFaults()
  (faults.placement, faults.miss, faults.bounce) = (0.001, 0.01, 0.01)
  let run = walk(mps: 0.8, seconds: 60, profile: profile, gait: gait.gait, faults: faults, seed: seed)
  var watched = WatchedStage(profile, "seed \(seed)")
  for pulse in pulses(of: run.recording, profile) { watched.step(pulse) }
  let end = watched.atRest()
  let truthM = Double(run.truth.magnetsPassed) * profile.wheel.meanArcM
  let count = Int(watched.stage.pulses)
  #expect(run.truth.magnetsPassed > count, "no miss at all: seed \(seed)")
  #expect(
    (end.distanceM / truthM - 1).magnitude < 0.003,
    "seed \(seed): \(run.truth.magnetsPassed - count) missed, \(end.repairs)")
}

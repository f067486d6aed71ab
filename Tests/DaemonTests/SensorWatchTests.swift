// SPDX-License-Identifier: Apache-2.0
//
// The alerts about intact sensors, and about sensors with a fault.

import Motion
import Pulses
import Simulation
import Testing

@testable import Daemon

private func wheel(_ magnets: Int, circumferenceM: Double = 0.18, arcs: [Double] = []) throws -> MagnetWheel {
  var relative = InlineArray<16, Double>(repeating: 1)
  for (index, arc) in arcs.enumerated() { relative[index] = arc }
  return try MagnetWheel(circumferenceM: circumferenceM, magnets: magnets, relativeArcs: relative)
}

@Test(
  "no scenario with an intact sensor raises an alert, whatever the seed",
  arguments: ScenarioCatalogue.soundNames)
func scenariosAreSound(name: String) throws {
  let scenario = try ScenarioCatalogue.scenario(name)
  for seed in 1...3 as ClosedRange<UInt64> {
    let recording = SimulatedRun(scenario, seed: seed).recording
    #expect(WatchedBelt.told(recording.edges, recording, scenario.profile) == [], "seed \(seed)")
  }
}

/// How a person walks.
enum WalkedGait: CaseIterable, Sendable {
  case nominal, mismatched, sharp, strong

  var gait: Gait {
    var gait = self == .mismatched || self == .sharp ? Gait.mismatched : .nominal
    if self == .sharp { gait.dipWidth = 0.06 }
    if self == .strong { gait.walkRipple = (0.30, 0.06) }
    return gait
  }
}

/// The edges through the watch of the magnets alone; since when one is not seen, at the end.
private func watched(_ edges: [Edge], _ profile: MachineProfile) -> MagnetWatch {
  var watch = MagnetWatch(profile: profile)
  for edge in edges { watch.step(edge) }
  return watch
}

@Test(
  "steps do not look like a lost magnet, and a magnet that falls off is reported, for any gait and wheel",
  arguments: WalkedGait.allCases, [3, 4, 16])
func stepsAndLostMagnets(gait: WalkedGait, magnets: Int) throws {
  let scenario = walkedScenario(wheel: try wheel(magnets), mps: 0.9, seconds: 50, gait: gait.gait)
  let edges = SimulatedRun(scenario, seed: UInt64(magnets)).recording.edges
  #expect(watched(edges, scenario.profile).lostSinceNs == nil)
  let sinceNs = watched(withoutMagnet(edges, of: magnets, fromS: 5), scenario.profile).lostSinceNs
  #expect(abs(Double(try #require(sinceNs) - SimulatedRun.originNs) / 1e9 - 5) < 15)
}

@Test("a lost magnet is reported from its loss until it is back")
func lostMagnetIsTold() throws {
  let scenario = walkedScenario(wheel: try wheel(4), seconds: 160)
  let recording = SimulatedRun(scenario, seed: 1).recording
  let edges = withoutMagnet(recording.edges, of: 4, fromS: 30, toS: 100)
  let told = WatchedBelt.told(edges, recording, scenario.profile).filter { $0.kind == .magnetLost }
  try #require(told.count == 1, "\(told)")
  #expect(told[0].fromS > 40 && told[0].fromS < 70, "\(told)")
  #expect(try #require(told[0].toS) > 100 && told[0].toS ?? .infinity < 140, "\(told)")
}

@Test("a lost magnet of an uneven wheel is reported, also of two; which one it was does not matter")
func lostMagnetOfUnevenWheel() throws {
  for arcs in [[1, 2, 4], [1, 2], [0.9, 1.1, 1.0, 1.0]] as [[Double]] {
    let scenario = walkedScenario(wheel: try wheel(arcs.count, arcs: arcs), mps: 1.4, seconds: 50)
    let edges = SimulatedRun(scenario, seed: 4).recording.edges
    #expect(watched(edges, scenario.profile).lostSinceNs == nil, "\(arcs)")
    for turned in 0..<arcs.count {
      // Without the first edges another magnet is the one that is left out.
      let left = withoutMagnet(Array(edges.dropFirst(turned)), of: arcs.count, fromS: 0)
      #expect(watched(left, scenario.profile).lostSinceNs != nil, "\(arcs), \(turned)")
    }
  }
}

@Test("sets of half a minute add up, where a turn of the wheel is long")
func lostMagnetOfLongWheel() throws {
  var scenario = walkedScenario(wheel: try wheel(4, circumferenceM: 1.2))
  scenario.acts = (0..<10).flatMap { _ in
    [
      .work(targetMps: 1.2, durationS: 30, load: WalkerLoad(), ending: .standsStill), .rest(durationS: 6),
    ] as [Act]
  }
  let edges = SimulatedRun(scenario, seed: 2).recording.edges
  #expect(watched(edges, scenario.profile).lostSinceNs == nil)
  #expect(watched(withoutMagnet(edges, of: 4, fromS: 0), scenario.profile).lostSinceNs != nil)
}

@Test("one magnet, or two even ones, leave nothing to detect a loss by: nothing is reported")
func whatCannotBeTold() throws {
  for magnets in [1, 2] {
    let scenario = walkedScenario(wheel: try wheel(magnets), seconds: 40)
    #expect(!MagnetWatch(profile: scenario.profile).canTell)
    let edges = SimulatedRun(scenario, seed: 1).recording.edges
    #expect(watched(withoutMagnet(edges, of: 2, fromS: 5), scenario.profile).lostSinceNs == nil)
  }
  #expect(MagnetWatch(profile: walkedScenario(wheel: try wheel(2, arcs: [1, 2])).profile).canTell)
}

@Test("pulses missed here and there are no lost magnet", arguments: [0.02, 0.1])
func missesAreNoLostMagnet(miss: Double) throws {
  for seed in 1...3 as ClosedRange<UInt64> {
    var scenario = walkedScenario(wheel: try wheel(4), seconds: 60)
    scenario.faults.miss = miss
    let edges = SimulatedRun(scenario, seed: seed).recording.edges
    #expect(watched(edges, scenario.profile).lostSinceNs == nil, "seed \(seed)")
  }
}

@Test("a contact that bounces more than it pulses is reported; one that bounces half of the time is not")
func bouncing() throws {
  for (bounce, isTold) in [(0.95, true), (0.3, false)] {
    var scenario = walkedScenario(wheel: try wheel(4), seconds: 30)
    scenario.faults.bounce = bounce
    let recording = SimulatedRun(scenario, seed: 3).recording
    let told = WatchedBelt.told(recording.edges, recording, scenario.profile)
    // Stopping the belt fixes no contact: the alert lasts.
    #expect(told.map(\.kind) == (isTold ? [.bouncing] : []), "\(told)")
    #expect(told.allSatisfy { $0.toS == nil })
  }
}

@Test("the alert about a contact clears once it is fixed")
func mendedContact() throws {
  var scenario = walkedScenario(wheel: try wheel(4), seconds: 70)
  let sound = SimulatedRun(scenario, seed: 1).recording
  scenario.faults.bounce = 0.95
  let worn = SimulatedRun(scenario, seed: 2).recording
  let shiftNs = worn.endNs - sound.startNs
  var edges = worn.edges
  for edge in sound.edges {
    var later = edge
    later.timestampNs += shiftNs
    later.sequence += Int64(worn.edges.count)
    edges.append(later)
  }
  var both = worn
  both.header.endNs = sound.endNs + shiftNs
  let told = WatchedBelt.told(edges, both, scenario.profile)
  #expect(told.map(\.kind) == [.bouncing] && told[0].toS != nil, "\(told)")
}

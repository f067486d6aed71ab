// SPDX-License-Identifier: Apache-2.0
//
// Silence, noise, losses and switches: what is reported, when, and when it clears.

import Foundation
import LiveFeed
import Motion
import Pulses
import Simulation
import Testing

@testable import Daemon

private let second: Int64 = 1_000_000_000
private let day = 86_400 * second

private func belt(silentDays: Double = 3, sensor: SensorKind = .single, edge: PulseEdge = .falling) throws
  -> WatchedBelt
{
  var profile = MachineProfile(
    wheel: try MagnetWheel(circumferenceM: 0.18, magnets: 4), sensor: sensor,
    drag: DragModel.standard(for: .motorisedOff))
  profile.pulseEdge = edge
  return WatchedBelt(profile, silentDays: silentDays, startNs: second)
}

/// So many pulses, so many a second, from an instant on.
private func pulses(_ count: Int, perS: Double, fromNs: Int64, firstSequence: Int64 = 0) -> [Edge] {
  (0..<count).map { number in
    let sequence = firstSequence == 0 ? 0 : firstSequence + Int64(number)
    // No belt runs as evenly as a clock: the watch on mains hum would say so.
    let swing = 0.1 * sin(0.7 * Double(number))
    return Edge(timestampNs: fromNs + Int64((Double(number) + swing) / perS * 1e9), sequence: sequence)
  }
}

@Test("a belt that is silent for three days is reported until its next pulse")
func silentBelt() throws {
  var belt = try belt()
  for edge in pulses(40, perS: 10, fromNs: 2 * second) { belt.step(edge) }
  belt.wait(untilNs: 2 * day, everyNs: 10 * second)
  #expect(belt.now == [])
  belt.wait(untilNs: 3 * day + 60 * second, everyNs: 10 * second)
  #expect(belt.now.map(\.kind) == [.beltSilent])
  #expect(belt.now[0].text == "no pulse for 3 days" && belt.now[0].remedy != nil)
  #expect(abs((belt.now[0].sinceNs ?? 0) - 6 * second) < second)
  belt.wait(untilNs: 5 * day, everyNs: 10 * second)
  #expect(belt.now.map(\.text) == ["no pulse for 4 days"])
  belt.step(Edge(timestampNs: 5 * day + 20 * second))
  belt.wait(untilNs: 5 * day + 40 * second, everyNs: 10 * second)
  #expect(belt.now == [])
}

@Test("a belt may be silent for as long as is configured; 0 is for ever")
func silenceIsConfigured() throws {
  var never = try belt(silentDays: 0)
  never.wait(untilNs: 30 * day, everyNs: 30 * second)
  #expect(never.told == [])
  var soon = try belt(silentDays: 0.25)
  soon.wait(untilNs: day / 4 + 60 * second, everyNs: 10 * second)
  #expect(soon.now.map(\.text) == ["no pulse for 6 hours"])
}

@Test("time without a line is no silence, and neither is a clock that jumps when it comes back")
func awayIsNotSilent() throws {
  var belt = try belt()
  belt.line.isHeld = false
  belt.wait(untilNs: 10 * day, everyNs: 30 * second)
  #expect(belt.told == [])
  belt.line.isHeld = true
  belt.wait(untilNs: 20 * day, everyNs: 8 * day)
  #expect(belt.told == [])
  belt.wait(untilNs: 30 * day, everyNs: 30 * second)
  #expect(belt.told.map(\.kind) == [.beltSilent])
}

@Test("restarted stages do not end a silence")
func silenceOutlastsReload() throws {
  var belt = try belt()
  for edge in pulses(40, perS: 10, fromNs: 2 * second) { belt.step(edge) }
  belt.wait(untilNs: 2 * day, everyNs: 30 * second)
  belt.beginAnew(
    try MachineProfile(
      wheel: MagnetWheel(circumferenceM: 0.18, magnets: 4), drag: DragModel.standard(for: .motorisedOff)))
  belt.wait(untilNs: 3 * day + 120 * second, everyNs: 30 * second)
  #expect(belt.now.map(\.kind) == [.beltSilent])
}

@Test(
  "silent and at a magnet's level all the time is a line that is stuck; parked on a magnet for a while is not"
)
func stuckLine() throws {
  var stuck = try belt()
  stuck.line.isActive = true
  stuck.wait(untilNs: 2 * day, everyNs: 30 * second)
  #expect(stuck.told == [])
  stuck.wait(untilNs: 4 * day, everyNs: 30 * second)
  #expect(stuck.now.map(\.kind) == [.lineStuck] && stuck.now[0].severity == .fault)
  // It was not stuck after all.
  stuck.line.isActive = false
  stuck.wait(untilNs: 5 * day, everyNs: 30 * second)
  #expect(stuck.now.map(\.kind) == [.beltSilent])
  var unknown = try belt()
  unknown.line.isActive = nil
  unknown.wait(untilNs: 4 * day, everyNs: 30 * second)
  #expect(unknown.now.map(\.kind) == [.beltSilent])
}

@Test("edges faster than any belt are noise until a minute without")
func flood() throws {
  var belt = try belt()
  for edge in pulses(20_000, perS: 5000, fromNs: 10 * second) { belt.step(edge) }
  belt.wait(untilNs: 20 * second)
  #expect(belt.now.map(\.kind).contains(.noise))
  belt.wait(untilNs: 80 * second)
  #expect(!belt.now.map(\.kind).contains(.noise))
}

@Test("pulses that no belt makes are noise; they may be rarer than the magnets'")
func implausiblePulses() throws {
  var belt = try belt()
  // Each tenth pulse has a companion three milliseconds after it: 15 m/s.
  for (number, edge) in pulses(600, perS: 20, fromNs: 10 * second).enumerated() {
    belt.step(edge)
    if number % 10 == 0 { belt.step(Edge(timestampNs: edge.timestampNs + 3_000_000)) }
  }
  #expect(belt.now.map(\.kind) == [.noise])
  for edge in pulses(3000, perS: 20, fromNs: 60 * second) { belt.step(edge) }
  #expect(belt.now == [])
}

@Test("edges that the kernel dropped are reported for a minute")
func lostEdges() throws {
  var belt = try belt()
  for edge in pulses(100, perS: 10, fromNs: 2 * second, firstSequence: 1) { belt.step(edge) }
  #expect(belt.now == [])
  for edge in pulses(100, perS: 10, fromNs: 12 * second, firstSequence: 131) { belt.step(edge) }
  #expect(belt.now.map(\.text) == ["30 edges were lost before they were read"])
  belt.wait(untilNs: 60 * second)
  #expect(belt.now.map(\.kind) == [.edgesLost])
  belt.wait(untilNs: 75 * second)
  #expect(belt.now == [])
}

@Test("a silent switch of a pair is reported until its first edge")
func silentSwitch() throws {
  for dead in 0...1 {
    var scenario = walkedScenario(
      wheel: try MagnetWheel(circumferenceM: 0.18, magnets: 4), seconds: 60, sensor: .quadrature)
    let recording = SimulatedRun(scenario, seed: 1).recording
    #expect(WatchedBelt.told(recording.edges, recording, scenario.profile) == [])
    let left = recording.edges.filter { $0.line != dead || $0.timestampNs > 40 * second }
    let told = WatchedBelt.told(left, recording, scenario.profile).filter { $0.kind == .switchSilent }
    #expect(told.count == 1 && told[0].fromS < 10, "\(dead): \(told)")
    #expect(abs((told.first?.toS ?? 0) - 39) < 1, "\(dead): \(told)")
    scenario.faults.bounce = 0.2
    let bouncing = SimulatedRun(scenario, seed: 2).recording
    #expect(WatchedBelt.told(bouncing.edges, bouncing, scenario.profile) == [])
  }
}

@Test("spikes show as edges of one transition only on a line that reports both")
func oneTransition() throws {
  var sound = try belt(edge: .both)
  for (number, edge) in pulses(400, perS: 20, fromNs: 2 * second).enumerated() {
    var next = edge
    next.transition = number % 2 == 0 ? .falling : .rising
    sound.step(next)
  }
  #expect(!sound.told.contains { $0.kind == .noise })
  var spikes = try belt(edge: .both)
  for edge in pulses(400, perS: 20, fromNs: 2 * second) { spikes.step(edge) }
  #expect(spikes.now.map(\.kind).contains(.noise))
}

@Test("stamps of any kind do not end the watch")
func hostileStamps() throws {
  var watch = try belt().watch
  for timestamp in [Int64.min, .max, 0, .min, .max, -1, .max] {
    watch.step(Edge(timestampNs: timestamp, sequence: .max))
  }
}

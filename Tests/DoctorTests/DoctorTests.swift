// SPDX-License-Identifier: Apache-2.0
//
// The wiring test on belts that are turned by hand: even, uneven, with a magnet lost, wired the other way round.

import Foundation
import LiveFeed
import Motion
import Pulses
import Settings
import Simulation
import Testing

@testable import Doctor

private func machine(_ lines: String) throws -> Configuration {
  var reader = ConfigurationReader()
  reader.read(
    yaml: "gpio: { line: GPIO17 }\nmachine:\n  name: T\n  rollerCircumferenceM: 0.18\n" + lines,
    source: "t.yaml")
  return try Configuration(reader, needsLine: true)
}

/// A roller that turns a little unevenly, as by hand; each magnet is before the sensor for a share of the turn.
private func turned(positions: [Double], turns: Int = 60, activeShare: Double = 0.05, lastsUp: Bool = false)
  -> [Edge]
{
  var edges: [Edge] = []
  var timeS = 1.0
  var last = 0.0
  for turn in 0..<turns {
    for position in positions {
      let travel = Double(turn) + position - last
      last = Double(turn) + position
      // A turn a second, a fifth slower and faster.
      timeS += travel / (1 + 0.2 * sin(Double(edges.count) / 9))
      let timestamp = Int64(timeS * 1e9)
      let goneNs = Int64(activeShare / Double(positions.count) * 1e9)
      let first: Transition = lastsUp ? .rising : .falling
      edges.append(Edge(timestampNs: timestamp, transition: first))
      edges.append(Edge(timestampNs: timestamp + goneNs, transition: lastsUp ? .falling : .rising))
    }
  }
  return edges.enumerated().map { index, edge in
    Edge(timestampNs: edge.timestampNs, sequence: Int64(index) + 1, transition: edge.transition)
  }
}

private let even = [0, 0.25, 0.5, 0.75]

@Test("a sound wheel is found sound: even, slightly uneven, and chiral turned either way")
func soundWheels() throws {
  let four = try machine("  magnets: 4\n")
  for positions in [even, [0, 0.26, 0.5, 0.74]] {
    let report = WiringReport(turned(positions: positions), machine: four)
    #expect(report.findings().allSatisfy { $0.severity == .good }, "\(report.findings())")
    #expect(report.spacing.count == 4 && report.otherPeriod == nil)
  }
  let chiral = try machine("  magnets: 3\n  arcs: [1, 2, 4]\n")
  for positions in [[0.0, 1.0 / 7, 3.0 / 7], [0.0, 4.0 / 7, 6.0 / 7]] as [[Double]] {
    let report = WiringReport(turned(positions: positions), machine: chiral)
    #expect(report.findings().allSatisfy { $0.severity == .good }, "\(report.findings())")
  }
}

@Test("each fault is reported, with what to do")
func brokenWheels() throws {
  let four = try machine("  magnets: 4\n")
  func worst(_ edges: [Edge], _ machine: Configuration) throws -> Finding {
    try #require(WiringReport(edges, machine: machine).findings().max { $0.severity < $1.severity })
  }
  let lost = try worst(turned(positions: [0, 0.25, 0.5]), four)
  #expect(lost.severity == .fault && lost.text.contains("repeat after 3 pulses"))
  let more = try worst(turned(positions: [0, 0.3, 0.5, 0.7, 0.9]), four)
  #expect(more.severity == .fault && more.text.contains("repeat after 5 pulses"))
  let off = try worst(turned(positions: [0, 0.31, 0.5, 0.75]), four)
  #expect(off.severity == .warning && off.text.contains("off its position"))
  let turnedRound = try worst(turned(positions: even, activeShare: 0.9), four)
  #expect(turnedRound.severity == .warning && turnedRound.remedy?.contains("edge: rising") == true)
  let nothing = try worst([], four)
  #expect(nothing.severity == .fault && nothing.text.contains("no edges"))
  let few = try worst(turned(positions: even, turns: 2), four)
  #expect(few.severity == .warning && few.text.contains("too few turns"))
}

@Test("contact bounce is counted and timed")
func bouncingContact() throws {
  let four = try machine("  magnets: 4\n")
  var edges: [Edge] = []
  for edge in turned(positions: even) where edge.transition == .falling {
    edges.append(edge)
    edges.append(Edge(timestampNs: edge.timestampNs + 400_000))
    edges.append(Edge(timestampNs: edge.timestampNs + 900_000))
  }
  let report = WiringReport(edges, machine: four)
  #expect(report.counters.bounces == Int64(2 * report.pulses))
  #expect(report.findings().contains { $0.severity == .warning && $0.text.contains("bounces") })
}

@Test("the firmware's bits on the supply are judged by how bad they are")
func firmwareBits() {
  #expect(PowerCheck.judge(throttled: 0).severity == .good)
  #expect(PowerCheck.judge(throttled: 0x50005).severity == .fault)
  #expect(PowerCheck.judge(throttled: 0x50000).text.contains("since boot"))
  #expect(PowerCheck.judge(throttled: 0x40000).text.contains("hot"))
}

@Test("a checkup where nothing is installed reports what is missing, and never fails")
func checkupOfNothing() {
  let findings = Checkup(
    configurationPath: "/nonexistent/deadmill.yaml", stateDirectory: "/nonexistent",
    socketPath: "/nonexistent/s", player: nil
  ).findings()
  #expect(findings.contains { $0.area == "configuration" && $0.severity == .fault && $0.remedy != nil })
  #expect(findings.contains { $0.area == "service" && $0.severity == .warning })
  #expect(findings.contains { $0.area == "disk" && $0.severity == .warning })
  #expect(findings.filter { $0.severity == .fault }.allSatisfy { $0.remedy != nil || $0.text.contains(";") })
}

@Test("findings are marked ok, warn and FAIL, and counted with real plurals")
func findingTexts() {
  let fault = Finding("line", .fault, "held", remedy: "stop it", machine: "T")
  let warning = Finding("clock", .warning, "unsure")
  let good = Finding("log", .good, "empty")
  #expect(FindingText.text(fault) == "FAIL  line: T: held\n        -> stop it")
  #expect(FindingText.text(warning) == "warn  clock: unsure" && FindingText.text(good) == "ok    log: empty")
  #expect(FindingText.conclusion([fault, warning, warning, good]) == "1 fault, 2 warnings.")
  #expect(
    FindingText.conclusion([fault, fault]) == "2 faults." && FindingText.conclusion([warning]) == "1 warning."
  )
  #expect(FindingText.conclusion([good]) == "No faults, no warnings.")
}

@Test(
  "who holds the line is judged by what the daemon says",
  arguments: [
    ("", false, .good, "is free"), ("deadmill", true, .good, "held by the daemon"),
    ("", true, .warning, "no program holds"), ("deadmill", false, .fault, "held by \"deadmill\""),
    ("spi0", true, .fault, "held by \"spi0\""),
  ] as [(String, Bool, Severity, String)])
func lineHolders(holder: String, isListening: Bool, severity: Severity, says: String) {
  let finding = LineCheck.judge("GPIO17", holder: holder, machine: "T", isListening: isListening)
  #expect(finding.severity == severity && finding.text.contains(says))
}

@Test(
  "sound needs a player, a card and the right to use it, unless a sound server has them",
  arguments: [
    ("paplay", 0, 0, false, .good, "through paplay"), ("aplay", 2, 1, false, .good, "through aplay"),
    ("aplay", 2, 0, false, .warning, "as this user"), (nil, 2, 2, false, .warning, "no player is installed"),
    ("aplay", 0, 0, false, .good, "no sound card"), (nil, 0, 0, false, .good, "no sound card"),
    (nil, 0, 0, true, .warning, "no sound card"),
  ] as [(String?, Int, Int, Bool, Severity, String)])
func sound(player: String?, devices: Int, usable: Int, isWanted: Bool, severity: Severity, says: String) {
  let finding = SoundCheck.judge(player: player, devices: devices, usable: usable, isWanted: isWanted)
  #expect(finding.severity == severity && finding.text.contains(says), "\(finding)")
  #expect((finding.remedy == nil) == (severity == .good))
}

@Test("a disk with little room is a warning, with none a fault")
func diskRoom() {
  #expect(DiskCheck.judge(freeBytes: 60_000_000, "/a").severity == .good)
  #expect(DiskCheck.judge(freeBytes: 20_000_000, "/a").severity == .warning)
  #expect(DiskCheck.judge(freeBytes: 1_000_000, "/a").severity == .fault)
}

@Test("sets that wait to be recovered are counted with real plurals")
func waitingSets() {
  #expect(LogCheck.waiting(0) == [])
  #expect(LogCheck.waiting(1).first?.text == "1 set of an interrupted run is waiting to be recovered")
  #expect(LogCheck.waiting(2).first?.text == "2 sets of an interrupted run are waiting to be recovered")
}

@Test(
  "listening to a source takes its edges for the time asked, and ends early when it ends or there are enough")
func listens() throws {
  let edges = turned(positions: even, turns: 10)
  let input = BeltInput.recording(Recording(edges: edges), pace: .asFastAsPossible, isSimulated: true)
  let (first, last) = try (#require(edges.first?.timestampNs), #require(edges.last?.timestampNs))
  let spanS = Double(last - first) / 1e9
  #expect(try EdgeListener.listen(input, seconds: spanS + 5) == edges)
  let half = try EdgeListener.listen(input, seconds: spanS / 2)
  #expect(half == edges.filter { $0.timestampNs <= first + Int64(spanS / 2 * 1e9) })
  let some = try EdgeListener.listen(input, seconds: spanS) { $0 >= 6 }
  #expect(some.count >= 6 && some.count < edges.count && some == Array(edges.prefix(some.count)))
}

@Test("the doctor reports each alert with its remedy")
func doctorTellsAlerts() throws {
  var frame = LiveFrame()
  frame.name = "m"
  frame.health.sensor = .ok
  frame.health.alerts = [
    LiveAlert(kind: "magnet_lost", severity: "fault", text: "gone", remedy: "look", since: "2026-01-01"),
    LiveAlert(kind: "bouncing", severity: "warning", text: "worn"),
  ]
  frame.health.summary = "gone; look"
  let findings = ServiceCheck.health(frame)
  #expect(
    findings.first
      == Finding("health", .fault, "gone (since 2026-01-01)", remedy: "look", machine: "m"))
  #expect(findings[1].severity == .warning && findings[1].remedy != nil)
  #expect(findings.count { $0.area == "health" } == 2)
  frame.health.alerts = []
  frame.health.summary = nil
  #expect(ServiceCheck.health(frame).allSatisfy { $0.severity == .good })
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Pulses
import Simulation
import Testing

struct FaultyText: Sendable, CustomTestStringConvertible {
  var text: String
  var line: Int?
  var problem: RecordingError.Problem
  var testDescription: String { "\(problem)" }
}

@Test(
  "every fault of a recording is reported with its line",
  arguments: [
    FaultyText(text: "# deadmill-edges: 1\n", line: nil, problem: .empty),
    FaultyText(text: "# deadmill-edges: 9\n1 0 F\n", line: 1, problem: .unknownVersion("9")),
    FaultyText(text: "1000 0 F 1\n2000 0 F", line: 2, problem: .truncated),
    FaultyText(text: "1000 0 F 1\n20", line: 2, problem: .truncated),
    FaultyText(text: "2000 0 F 1\n1000 0 F 2\n", line: 2, problem: .timeWentBack(fromNs: 2000, toNs: 1000)),
    FaultyText(text: "1000 0 X\n", line: 1, problem: .garbage("1000 0 X")),
    FaultyText(text: "1000 7 F\n", line: 1, problem: .garbage("1000 7 F")),
    FaultyText(text: "1000 0 F 0\n", line: 1, problem: .garbage("1000 0 F 0")),
    FaultyText(text: "99999999999999999999 0 F\n", line: 1, problem: .garbage("99999999999999999999 0 F")),
    FaultyText(text: "# magnets: many\n1 0 F\n", line: 1, problem: .badHeader(key: "magnets", value: "many")),
    FaultyText(
      text: "# circumference-m: nan\n1 0 F\n", line: 1,
      problem: .badHeader(key: "circumference-m", value: "nan")),
  ])
func faultsAreTold(_ faulty: FaultyText) throws {
  let error = #expect(throws: RecordingError.self) { try EdgesFile.parse(faulty.text, path: "a.edges") }
  #expect(error == RecordingError(path: "a.edges", line: faulty.line, problem: faulty.problem))
  let said = "\(try #require(error))"
  #expect(said.hasPrefix("a.edges") && !said.contains("\n"))
}

@Test("unreadable or unwritable files are reported with the reason")
func unreadableFiles() throws {
  let missing = #expect(throws: RecordingError.self) { try EdgesFile.read("/nowhere/a.edges") }
  #expect(missing?.problem == .unreadable("no such file"))
  let folder = #expect(throws: RecordingError.self) { try EdgesFile.read("/tmp") }
  #expect(folder?.problem == .unreadable("it is a folder"))
  let recording = Recording(edges: [Edge(timestampNs: 1)])
  #expect(throws: RecordingError.self) { try EdgesFile.write(recording, to: "/nowhere/a.edges") }
}

@Test("a recording is read back as written, header and edges", arguments: ScenarioCatalogue.names)
func fileRoundTrip(name: String) throws {
  var scenario = try ScenarioCatalogue.scenario(name)
  scenario.bothTransitions = true
  scenario.faults.bounce = 0.1
  let recording = SimulatedRun(scenario, seed: 3).recording
  let path = NSTemporaryDirectory() + UUID().uuidString + ".edges"
  defer { try? FileManager.default.removeItem(atPath: path) }
  try EdgesFile.write(recording, to: path)
  #expect(try EdgesFile.read(path) == recording)
}

@Test("unknown headers are ignored")
func unknownHeaders() throws {
  let recording = try EdgesFile.parse("# colour: blue\n# machine: A: B\n#\n\n5 1 R\n", path: "a")
  #expect(recording.header.machine == "A: B")
  #expect(recording.edges == [Edge(timestampNs: 5, line: 1, transition: .rising)])
}

@Test("the first interval of an interval file counts from an earlier event and is dropped")
func intervals() throws {
  let recording = try IntervalsFile.parse("115.7\n0.5\n0.25\n", path: "a.csv")
  #expect(recording.edges.map(\.timestampNs) == [0, 500_000_000, 750_000_000])
}

@Test("a bad interval is reported with its line", arguments: ["0", "-1", "nan", "inf", "abc", "1e300"])
func badIntervals(text: String) {
  let error = #expect(throws: RecordingError.self) {
    try IntervalsFile.parse("1\n0.5\n\(text)\n", path: "a.csv")
  }
  #expect(error == RecordingError(path: "a.csv", line: 3, problem: .badInterval(text)))
}

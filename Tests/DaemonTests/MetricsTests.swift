// SPDX-License-Identifier: Apache-2.0

import Foundation
import LiveFeed
import SetLog
import TestSupport
import Testing

@testable import Daemon

private func machine(_ name: String, distanceM: Double = 12.5) -> MachineMetrics {
  var frame = LiveFrame()
  frame.machine = "id-" + name
  frame.name = name
  frame.health.sensor = .ok
  frame.health.counters.pulses = 40
  let reading = OdometerReading(runId: "r", distanceM: distanceM, movingTimeS: 9, pulses: 40)
  return MachineMetrics(frame: frame, odometer: reading, setsRecovered: 0, setsUnwritten: 0)
}

private func text(_ machines: [MachineMetrics]) -> String {
  MetricsText.of(machines, ServiceMetrics(softwareVersion: "1"))
}

private func value(_ text: String, _ series: String) -> String? {
  text.split(separator: "\n").first { $0.hasPrefix(series + " ") }.map {
    String($0.dropFirst(series.count + 1))
  }
}

@Test("every series has its head, and names are quoted so that no line breaks")
func seriesAndNames() throws {
  let text = text([machine("a\\b\"c\r\nd"), machine("plain")])
  for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
  where !line.hasPrefix("#") {
    let name = line.prefix { $0 != "{" && $0 != " " }
    let family = ["_bucket", "_sum", "_count"].reduce(String(name)) {
      $0.hasSuffix($1) && $0.contains("seconds") ? String($0.dropLast($1.count)) : $0
    }
    #expect(text.contains("# TYPE \(family) "), "\(line)")
  }
  #expect(value(text, "deadmill_pulses_total{machine=\"a\\\\b\\\"c\r\\nd\"}") == "40")
  #expect(text.hasSuffix("\n") && !text.contains("\n\n"))
}

@Test("what is unknown has no line, and what is wrong has its kind")
func unknownAndWrong() throws {
  var one = machine("m")
  #expect(value(text([one]), "deadmill_kernel_lost_total{machine=\"m\"}") == nil)
  #expect(!text([one]).contains("edge_to_estimate"))
  #expect(value(text([one]), "deadmill_odometer_metres_total{machine=\"m\"}") == nil)
  one.allDistanceM = 1012.5
  one.frame.health.alerts = [LiveAlert(kind: "magnet_lost", severity: "fault", text: "t")]
  one.frame.health.summary = "t"
  let told = text([one])
  #expect(value(told, "deadmill_odometer_metres_total{machine=\"m\"}") == "1012.5")
  for kind in HealthKind.allCases {
    let expected = kind == .magnetLost ? "1" : "0"
    #expect(value(told, "deadmill_alert{machine=\"m\",kind=\"\(kind.rawValue)\"}") == expected)
  }
  #expect(value(told, "deadmill_healthy{machine=\"m\"}") == "0")
}

@Test("delays are counted at or below their bound, and add up")
func latencyHistogram() throws {
  var counts = LatencyCounts()
  for us in [0, 50, 51, 100, 999, 100_000, 100_001, 5_000_000] as [Int64] {
    counts.note(fromNs: 7, toNs: 7 + us * 1000)
  }
  // A timestamp later than now is no delay.
  counts.note(fromNs: 100, toNs: 7)
  #expect(counts.count == 9)
  var one = machine("m")
  one.latency = counts
  let told = text([one])
  func bucket(_ bound: String) -> String? {
    value(told, "deadmill_edge_to_estimate_seconds_bucket{machine=\"m\",le=\"\(bound)\"}")
  }
  #expect(bucket("5e-05") == "3" && bucket("0.0001") == "5" && bucket("0.0005") == "5")
  #expect(bucket("0.001") == "6" && bucket("0.1") == "7" && bucket("+Inf") == "9")
  #expect(value(told, "deadmill_edge_to_estimate_seconds_count{machine=\"m\"}") == "9")
  #expect(value(told, "deadmill_edge_to_estimate_seconds_sum{machine=\"m\"}") == "5.201201")
}

@Test("of two machines of one name, one of them leaving, the newer one is reported")
func replacedMachine() throws {
  let board = MetricsBoard()
  board.take([machine("a", distanceM: 1), machine("b"), machine("a", distanceM: 2)])
  let text = board.text
  #expect(text.components(separatedBy: "deadmill_pulses_total{machine=\"a\"}").count == 2)
  #expect(value(text, "deadmill_belt_distance_metres_total{machine=\"a\"}") == "2")
  #expect((value(text, "deadmill_resident_memory_bytes").flatMap(Int.init) ?? 0) > 1_000_000)
  #expect((value(text, "deadmill_ready_seconds").flatMap(Double.init) ?? 0) > 0)
}

@Test("a file is there whole, may be read by anybody, and is written once more at the end")
func metricsFile() async throws {
  let folder = try Folder()
  let path = folder.path + "/m.prom"
  let lines = LogLines()
  let export = MetricsExport(path: path, logger: lines.logger)
  export.board.take([machine("m", distanceM: 1)])
  export.start()
  for _ in 0..<100 where !FileManager.default.fileExists(atPath: path) {
    try await Task.sleep(for: .milliseconds(50))
  }
  #expect(
    try String(contentsOfFile: path, encoding: .utf8).contains("distance_metres_total{machine=\"m\"} 1"))
  export.board.take([machine("m", distanceM: 2)])
  export.stop()
  #expect(
    try String(contentsOfFile: path, encoding: .utf8).contains("distance_metres_total{machine=\"m\"} 2"))
  let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
  #expect(mode == 0o644)
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["m.prom"])
  #expect(lines.all == [])
}

@Test("a missing folder, a folder in place of the file and a full device are reported in words")
func metricsTroubles() throws {
  let folder = try Folder()
  #expect(MetricsFile.write("a\n", to: "/nowhere/m.prom") == "cannot be written: no such folder")
  try FileManager.default.createDirectory(
    atPath: folder.path + "/d.prom/x", withIntermediateDirectories: true)
  #expect(MetricsFile.write("a\n", to: folder.path + "/d.prom") == "cannot be written: it is a folder")
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["d.prom"])
  // What another program has put in the way of the new file is not followed.
  try FileManager.default.createSymbolicLink(
    atPath: folder.path + "/l.prom.new", withDestinationPath: "/dev/full")
  #expect(MetricsFile.write("a\n", to: folder.path + "/l.prom")?.hasPrefix("cannot be written") == true)
  #expect(MetricsFile.reason(ENOSPC) == "no room left")
}

@Test("a trouble is logged once, however often it is met")
func metricsTroubleIsLoggedOnce() async throws {
  let lines = LogLines()
  let export = MetricsExport(path: "/nowhere/m.prom", logger: lines.logger)
  export.start()
  for _ in 0..<600 where lines.all.isEmpty { try await Task.sleep(for: .milliseconds(25)) }
  // It tries once more at the end.
  export.stop()
  #expect(lines.all == ["warning: metrics: /nowhere/m.prom: cannot be written: no such folder"])
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill doctor` from outside, against a daemon that runs. Must not know: how anything is judged.
//
// A line of its own needs a chip: the lab's virtual machines have one, this computer need not.

import Foundation
import TestSupport
import Testing

private struct Found: Decodable {
  var area: String
  var machine: String?
  var severity: String
  var text: String
  var remedy: String?
}

@Suite("doctor")
struct DoctorCommandTests {
  @Test("listens through the daemon, which keeps its line, and judges what it hears")
  func wiringOverTheSocket() throws {
    let folder = try Folder()
    let configuration = try folder.write(
      "gpio: { line: GPIO17 }\nmachine: { name: T, rollerCircumferenceM: 0.18, magnets: 4 }\n", "a.yaml")
    let socket = folder.path + "/s"
    let daemon = Program.process([
      "run", "--config", configuration, "--input", "simulated:retro-walk-5min", "--state", folder.path,
      "--socket",
      socket,
    ])
    daemon.standardError = FileHandle.nullDevice
    try daemon.run()
    defer {
      daemon.terminate()
      daemon.waitUntilExit()
    }
    for _ in 0..<1200 where !FileManager.default.fileExists(atPath: socket) {
      Thread.sleep(forTimeInterval: 0.05)
    }
    let options = ["--config", configuration, "--state", folder.path, "--socket", socket]
    let said = try Program.run(["doctor", "--wiring", "--seconds", "12", "--json"] + options)
    let findings = try JSONDecoder().decode([Found].self, from: Data(said.output.utf8))
    #expect(
      findings.contains { $0.area == "service" && $0.severity == "good" && $0.text.contains("answers") })
    #expect(findings.contains { $0.area == "service" && $0.text.hasPrefix("sensor simulated") })
    let wiring = findings.filter { $0.area == "wiring" }
    #expect(!wiring.isEmpty && wiring.allSatisfy { $0.machine == "T" }, "\(said.output)")
    // The belt walks: pulses of four magnets were heard.
    #expect(
      !wiring.contains { $0.text.contains("no edges") || $0.text.contains("none looked like") }, "\(wiring)")
    #expect(said.error.contains("T: turn the belt by hand now, evenly, for 12 s"))
    #expect(daemon.isRunning)
  }

  @Test(
    "looks at sound unless the console makes none, and never finds a fault in it",
    arguments: [("auto", 1), ("player", 1), ("bell", 0), ("off", 0)])
  func sound(mode: String, count: Int) throws {
    let folder = try Folder()
    let configuration = try folder.write(
      "gpio: { line: GPIO17 }\nmachine: { name: T, rollerCircumferenceM: 0.18, magnets: 4 }\n"
        + "console: { sound: \(mode) }\n", "a.yaml")
    let said = try Program.run(
      "doctor", "--json", "--config", configuration, "--state", folder.path, "--socket", folder.path + "/s",
      environment: ["PATH": folder.path])
    let findings = try JSONDecoder().decode([Found].self, from: Data(said.output.utf8))
    let sound = findings.filter { $0.area == "sound" }
    #expect(sound.count == count && sound.allSatisfy { $0.severity != "fault" }, "\(sound)")
    if mode == "player" { #expect(sound.first?.severity == "warning" && sound.first?.remedy != nil) }
  }

  @Test("prints marks, remedies and real plurals, and its status is that of the worst finding")
  func text() throws {
    let folder = try Folder()
    let said = try Program.run(
      "doctor", "--config", "/nowhere/a.yaml", "--state", folder.path, "--socket", folder.path + "/s")
    #expect(said.status == 2)
    #expect(said.output.contains("FAIL  configuration: /nowhere/a.yaml: no such file"), "\(said.output)")
    #expect(said.output.contains("warn  service: no daemon answers") && said.output.contains("\n        -> "))
    let last = try #require(said.output.split(separator: "\n").last)
    #expect(last.wholeMatch(of: /\d+ faults?(, \d+ warnings?)?\./) != nil, "\(last)")
    #expect(!said.output.contains("(s)"))
  }
}

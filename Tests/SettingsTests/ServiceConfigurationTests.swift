// SPDX-License-Identifier: Apache-2.0

import Foundation
import Motion
import Testing
import Training

@testable import Settings

/// A folder of configuration files.
private final class Files {
  let path = NSTemporaryDirectory() + "deadmill-" + UUID().uuidString

  init(_ files: [String: String]) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name)) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func service(needsLine: Bool = true, environment: [String: String] = [:]) throws(ConfigurationError)
    -> ServiceConfiguration
  { try ServiceConfiguration(file: path + "/main.yaml", environment: environment, needsLine: needsLine) }
}

private func machine(_ name: String, line: String) -> String {
  "gpio: { line: \(line) }\nmachine:\n  name: \(name)\n  rollerCircumferenceM: 0.18\n  magnets: 4\n"
}

@Test("one machine stands in the main file")
func oneMachine() throws {
  let files = try Files(["main.yaml": machine("A", line: "GPIO17") + "state: /tmp/here\n"])
  let service = try files.service()
  #expect(service.machines.map(\.machineName) == ["A"] && service.stateDirectory == "/tmp/here")
  #expect(service.plan().names == "A")
}

@Test("several machines stand in files of their own, and share what the main file says for all")
func severalMachines() throws {
  let files = try Files([
    "main.yaml": "machines: [a.yaml, b.yaml]\nwalker: { massKg: 75 }\nsocket: /tmp/s\n",
    "a.yaml": machine("A", line: "GPIO17"),
    "b.yaml": machine("B", line: "GPIO27") + "walker: { massKg: 60 }\n",
  ])
  let service = try files.service()
  #expect(service.machines.map(\.machineName) == ["A", "B"] && service.socketPath == "/tmp/s")
  #expect(service.machines.map(\.walkerMassKg) == [75, 60])
  #expect(service.machines.map(\.gpio.line) == [.name("GPIO17"), .name("GPIO27")])
}

@Test(
  "names of machines are distinguished as the log distinguishes them",
  arguments: [
    ("Straße 1", "STRASSE  1", true), ("Größe", "GRO\u{308}SSE", true), ("Sıla", "Sila", false),
  ])
func namesAlike(first: String, second: String, isSame: Bool) throws {
  let files = try Files([
    "main.yaml": "machines: [a.yaml, b.yaml]\n", "a.yaml": machine(first, line: "GPIO17"),
    "b.yaml": machine(second, line: "GPIO27"),
  ])
  guard isSame else {
    #expect(try files.service().machines.map(\.machineName) == [first, second])
    return
  }
  let clash = #expect(throws: ConfigurationError.self) { try files.service() }
  #expect(
    "\(try #require(clash))".contains(
      "two machines have the name \"\(first)\" (and \"\(second)\", which counts"))
}

@Test("contradictions are reported with their file, all at once")
func contradictions() throws {
  let files = try Files([
    "main.yaml": "machines:\n  - a.yaml\n  - b.yaml\n  - missing.yaml\nmachine: { magnets: 4 }\n",
    "a.yaml": machine("A", line: "GPIO17"), "b.yaml": machine("A", line: "GPIO17") + "  magnetz: 3\n",
  ])
  let error = #expect(throws: ConfigurationError.self) { try files.service() }
  let text = "\(try #require(error))"
  #expect(text.contains("main.yaml:5: machine.magnets: cannot be combined with `machines:`"))
  #expect(text.contains("b.yaml:6") && text.contains("magnetz"))
  #expect(text.contains("main.yaml:4: machines: \(files.path)/missing.yaml: no such file"))
  let twins = try Files([
    "main.yaml": "machines: [a.yaml, b.yaml]\n", "a.yaml": machine("A", line: "GPIO17"),
    "b.yaml": machine("A", line: "GPIO17"),
  ])
  let clash = #expect(throws: ConfigurationError.self) { try twins.service() }
  #expect("\(try #require(clash))".contains("two machines have the name \"A\""))
  #expect("\(try #require(clash))".contains("two machines have the line \"GPIO17\""))
}

@Test("an empty list is none, and a machine in the environment does not go with a list")
func emptyAndEnvironment() throws {
  let empty = try Files(["main.yaml": "machines: []\n"])
  #expect(throws: ConfigurationError.self) { try empty.service() }
  let files = try Files(["main.yaml": "machines: [a.yaml]\n", "a.yaml": machine("A", line: "GPIO17")])
  let error = #expect(throws: ConfigurationError.self) {
    try files.service(environment: ["DEADMILL_MACHINE_MAGNETS": "3"])
  }
  #expect("\(try #require(error))".contains("DEADMILL_MACHINE_MAGNETS"))
}

@Test("days of silence are a machine's, or the main file's for all; metrics need a file that ends in .prom")
func healthAndMetrics() throws {
  let files = try Files([
    "main.yaml": "machines: [a.yaml, b.yaml]\nhealth: { silentDays: 7 }\nmetrics: /run/m.prom\n",
    "a.yaml": machine("A", line: "GPIO17"),
    "b.yaml": machine("B", line: "GPIO27") + "health: { silentDays: 0 }\n",
  ])
  let plan = try files.service().plan()
  #expect(plan.machines.map(\.silentDays) == [7, 0] && plan.metricsPath == "/run/m.prom")
  let bare = try Files(["main.yaml": machine("A", line: "GPIO17")]).service().plan()
  #expect(bare.machines[0].silentDays == 3 && bare.metricsPath == nil)
  let same = try Files(["main.yaml": machine("A", line: "GPIO17") + "metrics: /run/m.sock\n"])
  let error = #expect(throws: ConfigurationError.self) { try same.service() }
  #expect("\(try #require(error))".contains("metrics: /run/m.sock: must end in .prom"))
  let wrong = try Files(["main.yaml": machine("A", line: "GPIO17") + "health: { silentDays: -1 }\n"])
  #expect(throws: ConfigurationError.self) { try wrong.service() }
}

@Test("protocols: free where none is named, shared by machines that name none, one's own from a folder")
func protocols() throws {
  let own = "name: mine\nsetDurationS: 45\nsets: 4\nrestS: 75\nweekly: { min: 2, max: 3 }\n"
  let files = try Files([
    "main.yaml": "machines: [a.yaml, b.yaml]\ntraining: { protocol: retro-walk-10min }\n",
    "a.yaml": machine("A", line: "GPIO17"),
    "b.yaml": machine("B", line: "GPIO27") + "training: { protocol: sled-pull-intervals }\n",
    "mine.yaml": own,
  ])
  #expect(try files.service().training.map(\.name) == ["retro-walk-10min", "sled-pull-intervals"])
  #expect(
    try files.service().plan().machines.map(\.training.name) == [
      "retro-walk-10min", "sled-pull-intervals",
    ])
  let folder = try Files(["mine.yaml": own])
  let one = try Files([
    "main.yaml": machine("A", line: "GPIO17") + "training: { protocol: mine, folder: \(folder.path) }\n"
  ])
  #expect(try one.service().training.first?.plan?.sets == 4)
  #expect(try Files(["main.yaml": machine("A", line: "GPIO17")]).service().training == [.free])
}

@Test("a protocol that is not there is a mistake with its line and the names that are")
func unknownProtocol() throws {
  let files = try Files([
    "main.yaml": machine("A", line: "GPIO17") + "training:\n  protocol: deadmill-3x61\n"
  ])
  let wrong = #expect(throws: ConfigurationError.self) { try files.service() }
  let mistake = try #require(wrong?.mistakes.first)
  #expect(wrong?.mistakes.count == 1 && mistake.line == 7 && mistake.key == "training.protocol")
  #expect(mistake.text.contains("deadmill-3x60, retro-walk-10min"))
}

@Test("where one machine is wanted, a list of machines names their files")
func oneOfTheList() throws {
  let files = try Files(["main.yaml": "# all\nmachines: [a.yaml, b.yaml]\n"])
  var reader = ConfigurationReader()
  reader.read(file: files.path + "/main.yaml")
  let wrong = #expect(throws: ConfigurationError.self) { try Configuration(reader, needsLine: false) }
  let mistake = try #require(wrong?.mistakes.first)
  #expect(
    mistake.line == 2 && mistake.text.contains("\(files.path)/a.yaml, \(files.path)/b.yaml"), "\(mistake)")
}

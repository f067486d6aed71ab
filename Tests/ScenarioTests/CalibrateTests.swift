// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill calibrate` from outside.

import Foundation
import TestSupport
import Testing

private func object(_ text: String) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
}

private let plain = "# mine\nmachine:\n  rollerCircumferenceM: 0.18\n  magnets: 4\n"

@Test("coast-down over simulated recordings: the truth lies within the stated uncertainty")
func coastDownRecordings() throws {
  let folder = try Folder()
  var inside = 0
  var all = 0
  for seed in 1...6 {
    let recording = folder.path + "/\(seed).edges"
    #expect(
      try Program.run("simulate", "--scenario", "coast-down", "--seed", "\(seed)", "-o", recording).status
        == 0)
    let said = try Program.run("calibrate", "coast-down", "--recording", recording, "--json")
    #expect(said.status == 0, "\(said.error)")
    let found = try object(said.output)
    let values = try #require(found["decelerationMps2At"] as? [String: Double])
    let sds = try #require(found["decelerationSdMps2At"] as? [String: Double])
    for (name, value) in values {
      // The simulated belt: 35 kg, 15 N, 4 N s/m, 0.5 N s2/m2.
      let v = try #require(Double(name))
      let truth = (15 + 4 * v + 0.5 * v * v) / 35
      #expect((value / truth - 1).magnitude < 0.006, "seed \(seed), \(name) m/s")
      all += 1
      if (value - truth).magnitude <= 2 * (sds[name] ?? 0) { inside += 1 }
    }
    let runs = try #require(found["runs"] as? [[String: Any]])
    #expect(runs.count == 3 && runs.allSatisfy { $0["used"] as? Bool == true && $0["reason"] is NSNull })
    #expect((found["arcs"] as? [Double])?.count == 4)
    #expect((found["spunRangeMps"] as? [Double])?.last ?? 0 > 2.3)
  }
  #expect(Double(inside) >= 0.75 * Double(all), "\(inside) of \(all) within two standard uncertainties")
}

@Test("a machine is calibrated by its name in the configuration, and the result is beside its own file")
func calibratedByName() throws {
  let folder = try Folder()
  let main = try folder.write("machines: [left.yaml, right.yaml, broken.yaml]\n", "main.yaml")
  for (file, name) in [("left.yaml", "Left"), ("right.yaml", "Größe 2")] {
    _ = try folder.write(
      "gpio: { line: GPIO17 }\nmachine: { name: \(name), rollerCircumferenceM: 0.18, magnets: 4 }\n", file)
  }
  _ = try folder.write("machine: { name: Broken, magnets: 99 }\n", "broken.yaml")
  // A calibration of another wheel is what a new one replaces.
  _ = try folder.write(
    "wheel: { rollerCircumferenceM: 0.2, magnets: 2 }\nmachine: { arcs: [1, 2] }\n", "right.calibration.yaml")
  func calibrate(_ name: String) throws -> Said {
    try Program.run(
      "calibrate", "coast-down", "--input", "simulated:coast-down", "--config", main, "--machine", name,
      "--write")
  }
  let said = try calibrate("GRÖSSE 2")
  #expect(said.status == 0, "\(said.error)")
  #expect(said.error.contains("Written to \(folder.path)/right.calibration.yaml"), "\(said.error)")
  #expect(try Program.run("config", "check", folder.path + "/right.yaml").status == 0)
  #expect(!FileManager.default.fileExists(atPath: folder.path + "/left.calibration.yaml"))
  let wrong = try calibrate("Lefft")
  #expect(
    wrong.status == 2
      && wrong.error.contains(
        "no machine \"Lefft\"; it has \"Left\", \"Größe 2\", \"Broken\"; did you mean \"Left\"?"),
    "\(wrong.error)")
  let broken = try calibrate("Broken")
  #expect(broken.status == 2 && broken.error.contains("broken.yaml:1: machine.magnets"), "\(broken.error)")
}

@Test("a guided calibration writes a file beside the machine's and leaves that alone")
func guidedCalibration() throws {
  let folder = try Folder()
  let machine = try folder.write(plain, "machine.yaml")
  let spun = try Program.run(
    "calibrate", "coast-down", "--input", "simulated:coast-down", "--machine", machine, "--write")
  #expect(spun.status == 0, "\(spun.error)")
  #expect(spun.error.contains("run 3") && spun.output.contains("only power per effective mass"))
  let scale = try Program.run(
    "calibrate", "mass", "--pull-n", "15.4", "--machine", machine, "--json", "--write")
  #expect(scale.status == 0, "\(scale.error)")
  // 15.4 N at 0.1 m/s, where the belt brakes by 0.4401 m/s2.
  #expect(((try object(scale.output)["massKg"] as? Double ?? 0) - 34.99).magnitude < 0.1)
  let person = try Program.run(
    "calibrate", "friction", "--pull-n", "148.8", "--person-kg", "80", "--machine", machine, "--write",
    "--json")
  #expect(((try object(person.output)["mu"] as? Double ?? 0) - 0.17).magnitude < 0.001)
  let tape = try Program.run(
    "calibrate", "distance", "--length-m", "9", "--pulses", "200", "--machine", machine, "--write")
  #expect(tape.status == 0, "\(tape.error)")
  #expect(try String(contentsOfFile: machine, encoding: .utf8) == plain)
  let file = folder.path + "/machine.calibration.yaml"
  let text = try String(contentsOfFile: file, encoding: .utf8)
  #expect(text.contains("arcSdM") && text.contains("method: \"friction by hand\""))
  #expect(tape.error.contains(file))
  let config = try folder.write("gpio: { line: GPIO17 }\n" + plain, "machine.yaml")
  let checked = try Program.run("config", "check", config)
  #expect(checked.status == 0, "\(checked.error)")
  #expect(checked.output.contains("rollerCircumferenceM: \(file):"))
  #expect(checked.output.contains("instead of \(config):4"))
  let other = try folder.write(
    "gpio: { line: GPIO17 }\n" + plain.replacing("magnets: 4", with: "magnets: 8"), "machine.yaml")
  let refused = try Program.run("config", "check", other)
  #expect(refused.status == 2 && refused.error.contains("measured on a wheel with 4"), "\(refused.error)")
  _ = try folder.write(plain, "machine.yaml")
  let replayed = try Program.run("simulate", "--scenario", "hand-spin", "-o", folder.path + "/a.edges")
  #expect(replayed.status == 0)
  #expect(try Program.run("replay", folder.path + "/a.edges", "--machine", machine, "--sets").status == 0)
}

@Test("the measured length of a disc on the motor's side is written as that of the roller")
func distanceWithARatio() throws {
  let folder = try Folder()
  let machine = try folder.write(
    "machine:\n  rollerCircumferenceM: 0.2\n  magnets: 8\n  ratio: 4.5\n", "machine.yaml")
  // 9 m, 50 turns of the roller of 0.18 m, 225 of the disc with 8 marks.
  let tape = try Program.run(
    "calibrate", "distance", "--length-m", "9", "--pulses", "1800", "--machine", machine, "--write", "--json")
  #expect(tape.status == 0, "\(tape.error)")
  let found = try object(tape.output)
  #expect(((found["rollerCircumferenceM"] as? Double ?? 0) - 0.18).magnitude < 1e-9)
  #expect(found["ratio"] as? Double == 4.5)
  let text = try String(contentsOfFile: folder.path + "/machine.calibration.yaml", encoding: .utf8)
  #expect(text.contains("\nmachine:\n  rollerCircumferenceM: 0.18\n") && text.contains("ratio: 4.5"))
}

@Test("a falling weight: mass from a recording")
func fallingWeight() throws {
  let folder = try Folder()
  let machine = try folder.write(
    plain + "  drag: { massKg: 20, c0N: 8.571, c1NsPerM: 2.2857, c2Ns2PerM2: 0.2857, mu: 0.17 }\n",
    "machine.yaml")
  // A weight of 8 kg drives a belt of 35 kg: (35 + 8) v' = 8 g - 35 a(v), pulses every 45 mm from rest.
  var text = ""
  var (v, x, t, next) = (0.0, 0.0, 1.0, 0.02)
  while x < 0.6 {
    let a = (15 + 4 * v + 0.5 * v * v) / 35
    v += 1e-5 * (8 * 9.80665 - 35 * a) / 43
    x += 1e-5 * v
    t += 1e-5
    if x >= next {
      text += "\(Int(t * 1e9)) 0 F\n"
      next += 0.045
    }
  }
  let recording = try folder.write("# deadmill-edges: 1\n" + text, "fall.edges")
  let said = try Program.run(
    "calibrate", "mass", "--weight-kg", "8", "--fall-m", "0.6", "--recording", recording, "--machine",
    machine, "--json")
  #expect(said.status == 0, "\(said.error)")
  let found = try object(said.output)
  let mass = try #require(found["massKg"] as? Double)
  let sd = try #require(found["massSdKg"] as? Double)
  #expect((mass / 35 - 1).magnitude < 0.02 && sd > 0.1 && sd < 3)
}

struct CalibrateMisuse: Sendable, CustomTestStringConvertible {
  var arguments: [String]
  var status: Int32
  var says: String
  var testDescription: String { arguments.joined(separator: " ") }
}

@Test(
  "what cannot be calibrated is refused with the reason and the right status",
  arguments: [
    CalibrateMisuse(arguments: ["coast-down", "--intervals"], status: 2, says: "goes with --recording"),
    CalibrateMisuse(
      arguments: ["coast-down", "--input", "simulated:coast-down", "--write"], status: 2,
      says: "--write needs"),
    CalibrateMisuse(
      arguments: ["coast-down", "--input", "radio"], status: 2, says: "expected gpio or simulated"),
    CalibrateMisuse(arguments: ["coast-down", "--recording", "/nowhere/a"], status: 2, says: "no such file"),
    CalibrateMisuse(
      arguments: ["coast-down", "--machine", "/nowhere/a.yaml"], status: 2, says: "no such file"),
    CalibrateMisuse(
      arguments: ["coast-down", "--input", "simulated:bump"], status: 1, says: "no usable run"),
    CalibrateMisuse(arguments: ["mass"], status: 2, says: "either --weight-kg or --pull-n"),
    CalibrateMisuse(arguments: ["friction"], status: 2, says: "or two plates"),
  ])
func calibrateMisuse(_ misuse: CalibrateMisuse) throws {
  let folder = try Folder()
  let process = Program.process(["calibrate"] + misuse.arguments)
  let file = try folder.write("", "err")
  process.standardError = FileHandle(forWritingAtPath: file)
  process.standardOutput = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  let error = try String(contentsOfFile: file, encoding: .utf8)
  #expect(process.terminationStatus == misuse.status, "\(error)")
  #expect(error.contains(misuse.says), "\(error)")
}

@Test("Ctrl-C ends a calibration and changes nothing")
func interrupted() throws {
  let folder = try Folder()
  let machine = try folder.write(plain, "machine.yaml")
  let process = Program.process([
    "calibrate", "coast-down", "--input", "simulated:coast-down", "--speedup", "1", "--machine", machine,
    "--write",
  ])
  let pipe = Pipe()
  process.standardError = pipe
  process.standardOutput = FileHandle.nullDevice
  try process.run()
  // It says what to do only once it listens to signals.
  _ = pipe.fileHandleForReading.availableData
  process.interrupt()
  let error = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  #expect(process.terminationReason == .exit && process.terminationStatus == 1)
  #expect(error.contains("nothing was written"), "\(error)")
  #expect(try String(contentsOfFile: machine, encoding: .utf8) == plain)
  #expect(!FileManager.default.fileExists(atPath: folder.path + "/machine.calibration.yaml"))
}

@Test("a calibration that fails still prints one JSON object")
func jsonOfNothing() throws {
  let folder = try Folder()
  let recording = folder.path + "/bump.edges"
  _ = try Program.run("simulate", "--scenario", "bump", "-o", recording)
  let said = try Program.run("calibrate", "coast-down", "--recording", recording, "--json")
  #expect(said.status == 1)
  let found = try object(said.output)
  #expect(found["c0OverMassMps2"] is NSNull && found["spunRangeMps"] is NSNull)
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the program from outside: commands, exit status, one-line errors, files.

import Foundation
import SetLog
import TestSupport
import Testing

private func sets(_ text: String) throws -> [SetRecord] {
  try JSONDecoder().decode([SetRecord].self, from: Data(text.utf8))
}

@Test("three one-minute sets: the demo logs exactly three sets of a minute, without a terminal")
func demo() throws {
  let folder = try Folder()
  let said = try Program.run(
    "demo", "--scenario", "three-one-minute-sets", "--seed", "7", "--speedup", "300", "--state", folder.path)
  #expect(said.status == 0, "\(said.error)")
  #expect(said.output.contains("3 sets of a simulated belt logged in \(folder.path)/sets.sqlite"))
  let logged = try sets(try Program.run("sets", "--json", "--state", folder.path).output)
  #expect(logged.count == 3)
  for record in logged { #expect((record.durationS - 60).magnitude <= 1.5) }
  let shown = try Program.run("show", logged[1].id, "--json", "--state", folder.path).output
  #expect(try JSONDecoder().decode(SetRecord.self, from: Data(shown.utf8)) == logged[1])
  let table = try Program.run("sets", "--state", folder.path).output
  for record in logged { #expect(table.contains(record.id.suffix(4))) }
}

@Test("the same seed: demo at two speeds, simulate and replay give the same bits")
func sameBits() throws {
  let folder = try Folder()
  let recording = folder.path + "/a.edges"
  #expect(
    try Program.run("simulate", "--scenario", "three-one-minute-sets", "--seed", "3", "-o", recording).status
      == 0)
  let machine = try folder.write(
    """
    machine:
      rollerCircumferenceM: 0.18
      magnets: 4
      magnetPlacementSdM: 0.00054
      drag: { massKg: 35, c0N: 15, c1NsPerM: 4, c2Ns2PerM2: 0.5, mu: 0.17 }
    walker: { massKg: 80 }
    """, "machine.yaml")
  let replayed = try sets(try Program.run("replay", recording, "--machine", machine, "--sets").output)
  #expect(replayed.count == 3)
  for speedup in ["200", "2000"] {
    let state = folder.path + "/" + speedup
    #expect(try Program.run("demo", "--seed", "3", "--speedup", speedup, "--state", state).status == 0)
    let logged = try sets(try Program.run("sets", "--json", "--state", state).output)
    for (live, offline) in zip(logged, replayed) {
      #expect(live.durationS == offline.durationS && live.distanceM == offline.distanceM)
      #expect(live.clock.monotonicNs == offline.clock.monotonicNs)
      #expect(live.maxSpeedMps == offline.maxSpeedMps && live.workJ == offline.workJ)
      #expect(live.meanPowerW == offline.meanPowerW && live.maxPowerW == offline.maxPowerW)
      #expect(live.restBeforeS == offline.restBeforeS && live.quality == offline.quality)
    }
    #expect(logged.count == 3)
  }
  let rows = try Program.run("replay", recording, "--rate", "10")
  #expect(rows.output == (try Program.run("replay", recording, "--rate", "10")).output)
  let header =
    "time_s,distance_m,speed_mps,speed_sd_mps,display_speed_mps,acceleration_mps2,power_w,power_sd_w,"
  #expect(rows.output.hasPrefix(header + "cadence_spm,direction,phase\n"))
  #expect(
    rows.output.split(separator: "\n").allSatisfy {
      $0.split(separator: ",", omittingEmptySubsequences: false).count == 11
    })
}

struct Misuse: Sendable, CustomTestStringConvertible {
  var arguments: [String]
  var status: Int32
  var says: String
  var testDescription: String { arguments.joined(separator: " ") }
}

@Test(
  "what cannot be is refused with the place, the remedy and the right status",
  arguments: [
    Misuse(
      arguments: ["demo", "--scenario", "marathon"], status: 2, says: "three-one-minute-sets, retro-walk-5min"
    ),
    Misuse(arguments: ["demo", "--speedup", "0"], status: 2, says: "--speedup 0: expected a number above 0"),
    Misuse(arguments: ["nonsense"], status: 2, says: "nonsense"),
    Misuse(
      arguments: ["run", "--input", "radio"], status: 2, says: "expected gpio, simulated:NAME or replay:FILE"),
    Misuse(
      arguments: ["run", "--config", "/nowhere/a.yaml"], status: 2, says: "/nowhere/a.yaml: no such file"),
    Misuse(
      arguments: ["run", "--input", "replay:/nowhere/a.edges"], status: 2,
      says: "/nowhere/a.edges: "),
    Misuse(arguments: ["replay", "/nowhere/a.edges"], status: 2, says: "no such file"),
    Misuse(arguments: ["replay", "a", "--rate", "0"], status: 2, says: "--rate must be above 0"),
    Misuse(
      arguments: ["simulate", "--scenario", "bump", "-o", "/nowhere/a.edges"], status: 1,
      says: "cannot be written"),
    Misuse(arguments: ["sets", "--state", "/nowhere"], status: 1, says: "no log here yet"),
    Misuse(arguments: ["watch", "--socket", "/nowhere/a.sock"], status: 1, says: "no daemon answers"),
    Misuse(arguments: ["config", "check", "/nowhere/a.yaml"], status: 2, says: "no such file"),
  ])
func misuse(_ misuse: Misuse) throws {
  let process = Program.process(misuse.arguments)
  let pipe = Pipe()
  process.standardError = pipe
  process.standardOutput = FileHandle.nullDevice
  try process.run()
  let error = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  #expect(process.terminationStatus == misuse.status, "\(error)")
  #expect(error.contains(misuse.says), "\(error)")
  #expect(!error.contains("Fatal error"))
}

@Test("config check reports each mistake with its line, and what is good")
func configCheck() throws {
  let folder = try Folder()
  let good = try folder.write(
    "gpio: { line: GPIO17 }\nmachine: { rollerCircumferenceM: 0.18, magnets: 4 }\n", "good.yaml")
  let accepted = try Program.run("config", "check", good)
  #expect(accepted.status == 0 && accepted.output.contains("good.yaml: no mistakes. "))
  let bad = try folder.write("gpio: { line: GPIO17 }\nmachine:\n  magnets: 0\n  colour: red\n", "bad.yaml")
  let refused = try Program.run("config", "check", bad)
  #expect(refused.status == 2)
  #expect(refused.error.contains("bad.yaml:3: machine.magnets: 0 is not within 1 to 64"))
  #expect(refused.error.contains("bad.yaml:4: machine.colour: unknown key"))
}

@Test("recordings that are cut off or run backwards are refused with their line, and nothing is logged")
func badRecordings() throws {
  let folder = try Folder()
  for (text, says) in [
    ("1000 0 F 1\n20", "a.edges:2: the file ends"), ("2 0 F\n1 0 F\n", "a.edges:2: time goes back"),
  ] {
    let path = try folder.write("# deadmill-edges: 1\n" + text, "a.edges").replacingOccurrences(
      of: "//", with: "/")
    let said = try Program.run("replay", path)
    #expect(said.status == 1)
    #expect(said.error.contains(says.replacingOccurrences(of: ":2:", with: ":3:")), "\(said.error)")
  }
}

@Test("a log of a newer version is refused and left as it is")
func newerLog() throws {
  let folder = try Folder()
  var header = Data("SQLite format 3\0".utf8) + Data(repeating: 0, count: 84)
  header[63] = 99
  let path = folder.path + "/sets.sqlite"
  try header.write(to: URL(fileURLWithPath: path))
  for arguments in [["demo", "--speedup", "5000"], ["sets"]] {
    let process = Program.process(arguments + ["--state", folder.path])
    let pipe = Pipe()
    process.standardError = pipe
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let error = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(error.contains("written by a newer deadmill"), "\(error)")
  }
  #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == header)
}

@Test("SIGTERM in mid-set closes the set and logs it")
func terminated() async throws {
  let folder = try Folder()
  let process = Program.process(["demo", "--speedup", "10", "--state", folder.path])
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  // Once its lines say that the set is well under way.
  var said = ""
  while said.firstMatch(of: /set 1 0:[1-4][0-9]/) == nil {
    let data = pipe.fileHandleForReading.availableData
    if data.isEmpty { break }
    said += String(decoding: data, as: UTF8.self)
  }
  process.terminate()
  _ = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  #expect(process.terminationStatus == 0)
  let logged = try sets(try Program.run("sets", "--json", "--state", folder.path).output)
  #expect(logged.count == 1)
  #expect(logged.first?.quality.endReason == .shutdown)
  #expect((logged.first?.durationS ?? 0) > 9)
}

@Test(
  "help and version are there for every command",
  arguments: [
    "", "demo", "run", "watch", "sets", "show", "replay", "simulate", "calibrate", "config", "progress",
    "walkers",
    "claim", "note", "machines", "backup",
  ])
func help(command: String) throws {
  let said = command.isEmpty ? try Program.run("--help") : try Program.run(command, "--help")
  #expect(said.status == 0 && said.output.contains("USAGE: deadmill"))
}

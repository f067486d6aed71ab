// SPDX-License-Identifier: Apache-2.0
//
// Owns: `accept`, `discard` and what other commands make of suspect sets, from outside.

import Foundation
import SetLog
import TestSupport
import Testing

private let hum = "equal gaps at 50.0 Hz, as mains hum makes them"

/// A log of nine sets whose farthest, the last one, is suspect.
private func logWithSuspect(_ folder: Folder) throws -> SetRecord {
  let last = try #require(try filled(folder, sets: 9).last)
  let log = try SetLog(directory: folder.path)
  var suspect = last
  suspect.id = "01ffffff" + last.id.dropFirst(8)
  suspect.distanceM = 400
  suspect.suspect = hum
  try log.insert(SetEntry(record: suspect, calibration: CalibrationRecord(json: "{}")))
  return suspect
}

private func run(_ folder: Folder, _ arguments: String...) throws -> Said {
  try Program.run(arguments + ["--state", folder.path])
}

private func decoded(_ said: Said) throws -> [String: Any] {
  try #require(try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [String: Any])
}

@Test("accept and discard change what counts, and each can be taken back")
func acceptAndDiscard() throws {
  let folder = try Folder()
  let suspect = try logWithSuspect(folder)
  let table = try run(folder, "sets").output
  #expect(table.contains("!3") && table.contains("suspect, not counted"))
  #expect(try run(folder, "show", "01ffffff").output.contains(hum))
  #expect(try decoded(run(folder, "show", "01ffffff", "--json"))["suspect"] as? String == hum)
  #expect(try run(folder, "progress", "--weeks", "520").output.contains("1 suspect set"))
  #expect(try !run(folder, "progress", "--weeks", "520").output.contains("400.0 m"))

  let accepted = try run(folder, "accept", "01ffffff", "--json")
  #expect(accepted.status == 0)
  let json = try decoded(accepted)
  #expect(json["suspect"] is NSNull && (json["accepted"] as? [String: Any])?["suspect"] as? String == hum)
  #expect(try run(folder, "progress", "--weeks", "520").output.contains("400.0 m"))
  #expect(try run(folder, "accept", "01ffffff").output.contains("nothing to accept"))
  #expect(try !run(folder, "sets").output.contains("suspect"))

  #expect(try run(folder, "discard", "01ffffff", "--yes").status == 0)
  #expect(try !run(folder, "sets").output.contains("400.0"))
  #expect(try run(folder, "sets", "--discarded").output.contains("400.0"))
  #expect(try run(folder, "show", "01ffffff").output.contains("discarded"))
  #expect(try !run(folder, "progress", "--weeks", "520").output.contains("400.0 m"))
  let export = try run(folder, "export", "01ffffff", "--format", "csv")
  #expect(export.status == 2 && export.error.contains("was discarded"))
  #expect(try run(folder, "accept", suspect.id).status == 0)
  #expect(try run(folder, "progress", "--weeks", "520").output.contains("400.0 m"))
}

@Test("a prefix that fits no set, or several, is refused")
func decisionsOnUnknownSets() throws {
  let folder = try Folder()
  _ = try logWithSuspect(folder)
  for command in ["accept", "discard"] {
    let none = try run(folder, command, "nothing")
    #expect(none.status == 2 && none.error.contains("no set"))
  }
  // `accept` asks for undecided sets only, of which there is one.
  let several = try run(folder, "discard", "0")
  #expect(several.status == 2 && several.error.contains("means "))
}

@Test("an upload leaves a suspect set out and says so", arguments: ["fit", "tcx", "strong", "fhir"])
func uploadsOfSuspects(format: String) throws {
  let folder = try Folder()
  _ = try logWithSuspect(folder)
  let file = folder.path + "/out"
  let all = try run(folder, "export", "--all", "--format", format, "-o", file)
  #expect(all.status == 0 && all.error.contains("1 suspect set left out"))
  let one = try run(folder, "export", "01ffffff", "--format", format, "-o", file + "1")
  #expect(one.status == 1 && one.error.contains("--include-suspect"))
  #expect(!FileManager.default.fileExists(atPath: file + "1"))
  let included = try run(
    folder, "export", "01ffffff", "--format", format, "--include-suspect", "-o", file + "1")
  #expect(included.status == 0 && !included.error.contains("left out"))
}

@Test("discard asks on a terminal, and anything but yes leaves the set")
func discardAsks() throws {
  let folder = try Folder()
  _ = try logWithSuspect(folder)
  for (answer, isDiscarded) in [("n\n", false), ("y\n", true)] {
    let terminal = try PseudoTerminal([Program.path, "discard", "01ffffff", "--state", folder.path])
    terminal.press(answer)
    #expect(terminal.end() == (isDiscarded ? 0 : 1))
    #expect(try run(folder, "sets", "--discarded").output.contains("400.0") == isDiscarded)
  }
}

@Test(
  "replay finds one set where the pauses are longer than the rests, by option or by the machine's file")
func replayWithPause() throws {
  let folder = try Folder()
  let edges = folder.path + "/walk.edges"
  #expect(
    try Program.run("simulate", "--scenario", "three-one-minute-sets", "--seed", "3", "-o", edges).status == 0
  )
  func sets(_ arguments: String...) throws -> Int {
    let said = try Program.run(["replay", edges, "--sets"] + arguments)
    #expect(said.status == 0, "\(said.error)")
    return try JSONDecoder().decode([SetRecord].self, from: Data(said.output.utf8)).count
  }
  #expect(try sets() == 3 && sets("--pause", "120") == 1)
  let header = try String(contentsOfFile: edges, encoding: .utf8).split(separator: "\n").prefix(12)
  func value(_ key: String) -> String {
    header.first { $0.contains(key) }.map { String($0.split(separator: ":")[1]) } ?? ""
  }
  let machine = try folder.write(
    """
    machine: { rollerCircumferenceM: \(value("circumference-m")), magnets: \(value("magnets")) }
    sets: { pauseS: 120 }
    """, "machine.yaml")
  #expect(try sets("--machine", machine) == 1 && sets("--machine", machine, "--pause", "6") == 3)
  let wrong = try Program.run("replay", edges, "--sets", "--pause", "0.1")
  #expect(wrong.status == 2 && wrong.error.contains("0.5 to 600"))
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: from outside, that sets are restored, merged, split, edited and entered, and that each change can be taken back; with
// a daemon and without one.

import Foundation
import SetLog
import TestSupport
import Testing

/// Two sets of a minute with their pulses, two minutes apart; the first is Ann's.
private func walked(_ folder: Folder) throws -> [SetRecord] {
  let log = try SetLog(directory: folder.path)
  try log.addWalker(name: "Änne", massKg: 62)
  return try (0..<2).map { number in
    var timeNs = Int64(number) * 180_000_000_000 + 1_000_000_000
    let times = (0..<1000).map { index -> Int64 in
      // The gaps swing as those of steps do.
      timeNs += 60_000_000 + Int64(9_000_000 * sin(Double(index) * 0.7)) + Int64(index * index % 37) * 40_000
      return timeNs
    }
    let entry = try #require(
      SetEntry(
        pulseTimesNs: times, wheel: PulseWheel(circumferenceM: 0.18, magnets: 4), machine: "Left",
        startedAt: Instant(unixMs: 1_772_359_200_000 + Int64(number) * 180_000), clockQuality: .synchronised,
        bootId: "b", sessionId: "s", indexInSession: number + 1, software: "test"))
    try log.insert(entry)
    return entry.record
  }
}

private func run(_ folder: Folder, _ arguments: [String]) throws -> Said {
  try Program.run(arguments + ["--state", folder.path])
}

/// Everything of the sets that a person sees.
private func picture(_ folder: Folder) throws -> String {
  try run(folder, ["sets", "--json"]).output + run(folder, ["progress", "--json"]).output
}

private func decoded(_ said: Said) throws -> [[String: Any]] {
  try #require(
    try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [[String: Any]], "\(said.error)")
}

/// Each change of sets, and what a person is shown of it.
private func commands(_ ids: [String]) -> [(arguments: [String], kind: String, shown: String)] {
  [
    (
      ["edit", ids[0], "--walker", "ÄNNE", "--protocol", "deadmill-3x60", "--pain", "2", "--text", "knee"],
      "edit", "Änne"
    ),
    (["claim", ids[1], "a\u{308}nne"], "claim", "belongs to Änne"),
    (["note", ids[1], "--rpe", "5"], "note", "RPE 5"),
    (["discard", ids[1], "--yes"], "discard", "deadmill restore"),
    (["restore", ids[1]], "restore", "restored"),
    (
      [
        "enter", "--at", "2026-03-02T09:00:00Z", "--duration", "5:00", "--distance", "250", "--machine",
        "left", "--walker", "änne",
      ],
      "enter", "entered by hand"
    ),
    (["split", ids[0], "0:30"], "split", "one of two sets"),
  ]
}

private func changeAndUndo(_ folder: Folder, _ ids: [String]) throws {
  var pictures: [String] = []
  for command in commands(ids) {
    pictures.append(try picture(folder))
    let said = try run(folder, command.arguments)
    #expect(
      said.status == 0 && said.output.contains(command.shown),
      "\(command.arguments): \(said.output)\(said.error)")
    // A restore of a discard gives what was before it.
    if command.kind != "restore" { #expect(try picture(folder) != pictures.last, "\(command.arguments)") }
  }
  let changes = try decoded(run(folder, ["changes", "--json"]))
  #expect(changes.compactMap { $0["kind"] as? String } == commands(ids).map(\.kind))
  #expect(changes.allSatisfy { $0["author"] as? String == NSUserName() })
  #expect(
    try run(folder, ["changes"]).output.contains(
      "walker none -> Änne, protocol none -> deadmill-3x60, pain none -> 2"))
  #expect(try decoded(run(folder, ["changes", ids[1], "--json"])).count == 4)
  #expect(try run(folder, ["sets"]).output.contains("+ entered by hand"))
  let early = try run(folder, ["undo", "1"])
  #expect(early.status == 1 && early.error.contains("deadmill undo"))
  for before in pictures.reversed() {
    let said = try run(folder, ["undo"])
    #expect(said.status == 0 && said.output.hasPrefix("Taken back: "), "\(said.error)")
    #expect(try picture(folder) == before, "\(said.output)")
  }
  #expect(try run(folder, ["undo"]).status == 1)
}

@Test("every change of a set can be taken back, without a daemon")
func changesWithoutADaemon() throws {
  let folder = try Folder()
  let records = try walked(folder)
  try changeAndUndo(folder, records.map(\.id))
}

@Test("every change of a set can be taken back while a daemon writes the log, which makes it")
func changesWithADaemon() throws {
  let folder = try Folder()
  let records = try walked(folder)
  let process = Program.process([
    "run", "--input", "simulated:retro-walk-5min", "--state", folder.path, "--socket",
    folder.path + "/deadmill.sock",
  ])
  let errors = folder.path + "/errors"
  try Data().write(to: URL(fileURLWithPath: errors))
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle(forWritingAtPath: errors)
  try process.run()
  defer {
    process.terminate()
    process.waitUntilExit()
  }
  for _ in 0..<1200 where !FileManager.default.fileExists(atPath: folder.path + "/control.sock") {
    Thread.sleep(forTimeInterval: 0.05)
  }
  try changeAndUndo(folder, records.map(\.id))
  let renamed = try run(folder, ["walkers", "rename", "änne", "Anna"])
  #expect(renamed.status == 0 && renamed.output == "Änne is called Anna now.\n")
  let journal = try String(contentsOfFile: errors, encoding: .utf8)
  for action in ["edit", "claim", "discard", "restore", "enter", "split", "undo", "walker-rename"] {
    #expect(journal.contains("\(action): ") || journal.contains("\n\(action), asked"), "\(action)")
  }
}

@Test("two sets that were one walk are merged, and what is wrong with a change is said")
func mergeByCommand() throws {
  let folder = try Folder()
  let ids = try walked(folder).map(\.id)
  let before = try picture(folder)
  let merged = try run(folder, ["merge", ids[0], ids[1], "--json"])
  let set = try #require(
    try JSONSerialization.jsonObject(with: Data(merged.output.utf8)) as? [String: Any], "\(merged.error)")
  #expect((set["quality"] as? [String: Any])?["pulses"] as? Int ?? 0 > 1900)
  #expect(try decoded(run(folder, ["sets", "--json"])).count == 1)
  #expect(
    try run(folder, ["export", "--all", "--format", "csv"]).output.split(whereSeparator: \.isNewline).count
      == 2)
  #expect(try run(folder, ["show", ids[0]]).output.contains("deadmill restore"))
  let claimed = try run(folder, ["claim", ids[0], "Änne"])
  #expect(claimed.status == 1 && claimed.error.contains("deadmill undo 1"))
  #expect(try run(folder, ["restore", ids[0]]).status == 0 && picture(folder) == before)
  let wrong: [([String], Int32, String)] = [
    (["merge", ids[0], ids[0]], 1, "same set"), (["merge", ids[0], "nothing"], 2, "no set"),
    (["split", ids[0], "5:00"], 1, "within"), (["split", ids[0], "soon"], 2, "1:30"),
    (["split", ids[0], "1:75"], 2, "1:30"),
    (["edit", ids[0]], 64, "nothing to change"),
    (["edit", ids[0], "--walker", "Nemo"], 2, "no walker \"Nemo\""),
    (["enter", "--at", "2026-03-01T10:00:10Z", "--duration", "30", "--distance", "10"], 1, "already"),
    (["enter", "--at", "2026-03-01T09:00:00Z", "--duration", "30", "--distance", "0"], 2, "above 0"),
    (["undo", "99"], 1, "no such change"), (["restore", "nothing"], 2, "no set"),
  ]
  for (arguments, status, text) in wrong {
    let said = try run(folder, arguments)
    #expect(
      said.status == (status == 64 ? 2 : status) && said.error.contains(text),
      "\(arguments): \(said.status) \(said.error)")
  }
  #expect(try picture(folder) == before)
}

@Test("a walker who is there already is not added again, and a machine is renamed and retired")
func walkersAndMachines() throws {
  let folder = try Folder()
  _ = try walked(folder)
  #expect(
    try run(folder, ["walkers", "add", "äNNE", "--mass", "95"]).output
      == "Änne is there already; the body mass is 95 kg now (was 62 kg).\n")
  #expect(try run(folder, ["walkers", "add", "Änne"]).output.contains("nothing was changed"))
  #expect(try decoded(run(folder, ["walkers", "list", "--json"])).count == 1)
  let long = try run(folder, ["walkers", "add", String(repeating: "x", count: 10_000)])
  #expect(long.status == 2 && long.error.count < 400 && long.error.contains("longer than 40 characters"))
  let hidden = try run(folder, ["walkers", "add", "Ada\u{202E}adA"])
  #expect(hidden.status == 2 && hidden.error.contains("U+202E") && !hidden.error.contains("\u{202E}"))
  #expect(try run(folder, ["machines", "rename", "LEFT", "Hall"]).output == "Left is called Hall now.\n")
  #expect(try decoded(run(folder, ["sets", "--machine", "left", "--json"])).count == 2, "by its former name")
  #expect(try run(folder, ["machines", "retire", "Hall"]).output == "Hall is retired now.\n")
  #expect(
    try run(folder, ["machines"]).output == "No machine is in use; --all lists retired ones.\n"
      && run(folder, ["machines", "--all"]).output.contains("retired"))
  #expect(try run(folder, ["machines", "retire", "Hall", "--back"]).output == "Hall is in use now.\n")
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the history's commands on a real pseudo-terminal: pages, colours, plots, and how far long work is.

import Foundation
import SetLog
import TestSupport
import Testing

/// What a command sends to a terminal of its own, and its status.
private func seen(
  _ folder: Folder, _ arguments: String..., rows: Int = 24, columns: Int = 80,
  environment: [String: String] = [:]
) throws -> (status: Int32, text: String) {
  let terminal = try PseudoTerminal(
    [Program.path] + arguments + ["--state", folder.path], rows: rows, columns: columns,
    environment: environment)
  return (terminal.end(), terminal.text)
}

/// Lines without what tells the terminal about colours.
private func plain(_ text: String) -> [String] {
  text.replacing(#/\u{1B}\[[0-9;]*[mK]/#, with: "").split(whereSeparator: \.isNewline).map(String.init)
}

@Test("what is longer than the screen goes through the pager, from its end; what is shorter does not")
func pages() throws {
  let folder = try Folder()
  _ = try filled(folder)
  let paged = folder.path + "/paged"
  let pager = try folder.write("#!/bin/sh\necho \"LESS=$LESS\" > \(paged)\ncat >> \(paged)\n", "pager")
  try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: pager)
  let environment = ["PAGER": pager, "LESS": ""]
  let long = try seen(folder, "sets", environment: environment)
  #expect(long.status == 0 && long.text.isEmpty)
  let text = try String(contentsOfFile: paged, encoding: .utf8)
  #expect(text.hasPrefix("LESS=") && text.contains("The newest 30 of 40 sets"))
  try FileManager.default.removeItem(atPath: paged)
  // Short, not wanted, no terminal, a terminal that has no cursor: straight to the screen.
  #expect(try seen(folder, "sets", "--limit", "3", environment: environment).text.contains("metres"))
  #expect(try seen(folder, "sets", rows: 80, environment: environment).text.contains("The newest 30"))
  #expect(try seen(folder, "sets", "--no-pager", environment: environment).text.contains("The newest 30"))
  #expect(
    try seen(folder, "sets", environment: environment.merging(["TERM": "dumb"]) { $1 }).text
      .contains("The newest 30"))
  #expect(try Program.run("sets", "--state", folder.path, environment: environment).output.contains("metres"))
  #expect(try seen(folder, "sets", environment: ["PAGER": "no-such-pager"]).text.contains("The newest 30"))
  #expect(!FileManager.default.fileExists(atPath: paged))
}

@Test("a pager that is left early is no mistake")
func pagerIsLeft() throws {
  let folder = try Folder()
  _ = try filled(folder, sets: 900)
  let said = try seen(folder, "sets", "--all", environment: ["PAGER": "head -2"])
  #expect(said.status == 0, "\(said.text)")
  #expect(plain(said.text).count == 2 && !said.text.contains("deadmill:"))
}

@Test("less begins at the end and gives the terminal back")
func less() throws {
  let folder = try Folder()
  _ = try filled(folder)
  let terminal = try PseudoTerminal(
    [Program.path, "sets", "--state", folder.path], environment: ["PAGER": "less"])
  #expect(terminal.wait(for: "The newest"))
  terminal.press("q")
  #expect(terminal.end() == 0, "\(terminal.text.suffix(300))")
  #expect(terminal.text.contains("The newest 30 of 40 sets"))
}

@Test(
  "colours only on a terminal that has them, unless they are switched off",
  arguments: [
    (["TERM": "xterm"], true), (["TERM": "xterm", "NO_COLOR": "1"], false), (["TERM": "dumb"], false),
  ])
func colours(environment: [String: String], areThere: Bool) throws {
  let folder = try Folder()
  let all = try filled(folder)
  for command in [["sets"], ["show", all[5].id], ["progress"]] {
    let terminal = try PseudoTerminal(
      [Program.path] + command + ["--state", folder.path], environment: environment)
    #expect(terminal.end() == 0)
    #expect(terminal.text.contains("\u{1B}[") == areThere, "\(command)")
    #expect(plain(terminal.text).allSatisfy { !$0.contains("\u{1B}") && $0.count <= 80 }, "\(command)")
    // Of 256 colours none.
    #expect(!terminal.text.contains("38;") && !terminal.text.contains("48;"))
  }
  #expect(try !Program.run("sets", "--state", folder.path).output.contains("\u{1B}"))
}

/// Logs the sets that are there as if they had been walked on the day before as well; their names.
private func logADayBefore(_ log: SetLog) throws -> [String] {
  try log.sets().map { set in
    var record = set
    for time in [\SetRecord.startedAt, \.endedAt] {
      record[keyPath: time] = Instant(unixMs: set[keyPath: time].unixMs - 86_400_000)
    }
    record.id = UUIDv7.make(unixMs: record.startedAt.unixMs, hashing: "before \(set.id)".utf8)
    record.sessionId = "the day before"
    try log.insert(SetEntry(record: record, calibration: CalibrationRecord(json: "{}")))
    return record.id
  }
}

@Test("show draws a walked set as wide as the terminal, with what its locale has")
func showsPlot() throws {
  let folder = try Folder()
  #expect(try Program.run("demo", "--speedup", "500", "--state", folder.path).status == 0)
  let ids = try SetLog(readingFrom: folder.path).sets().map(\.id)
  try #require(ids.count == 3)
  let dayBefore = try logADayBefore(SetLog(directory: folder.path))
  let length = try SetLog(readingFrom: folder.path).tailLength()
  for columns in [80, 120] {
    let lines = plain(try seen(folder, "show", ids[1], rows: 80, columns: columns).text)
    #expect(lines.allSatisfy { $0.count <= columns })
    #expect((lines.map(\.count).max() ?? 0) >= columns - 2)
    #expect(lines.contains { $0.contains("⣀") || $0.contains("⠉") || $0.contains("⠤") })
    #expect(lines.contains { $0.contains("└") && $0.contains("┴") })
    #expect(lines.contains { $0.contains("±") && $0.contains("km/h mean") })
    // Beside the set at the same place of the session before, as on the console.
    #expect(lines.contains { $0.contains("last time: \(dayBefore[1].suffix(length)), ") })
  }
  let ascii = try seen(folder, "show", ids[1], rows: 80, environment: ["LC_ALL": "C"]).text
  #expect(ascii.utf8.allSatisfy { $0 < 0x80 } && ascii.contains("####"))
  #expect(
    try Program.run("show", ids[0], "--state", folder.path).output.contains("nothing to compare") == false)
  // A set without a trace is shown all the same.
  let old = try Folder()
  let records = try filled(old, sets: 2)
  let told = try Program.run("show", records[0].id, "--state", old.path)
  #expect(told.status == 0 && told.output.contains("No course over time is stored"))
}

@Test(
  "every page fits on a narrow terminal, and says whose set it is and on which machine", arguments: [40, 60])
func narrowPages(columns: Int) throws {
  let folder = try Folder()
  let all = try filled(folder)
  let commands = [
    ["sets"], ["sets", "--all"], ["show", all[5].id], ["progress"],
    ["progress", "--protocol", "deadmill-3x60"],
    ["machines"], ["walkers"],
  ]
  for command in commands {
    let said = try seen(folder, command, columns)
    #expect(said.status == 0)
    for line in plain(said.text) { #expect(line.count <= columns, "\(command): \(line)") }
    #expect(said.text.contains("Left") || command[0] == "walkers", "\(command)")
  }
  let table = plain(try seen(folder, ["sets", "--limit", "12"], columns).text)
  #expect(table.contains { $0.contains("Bo") && $0.contains("Right") || $0.contains("  Bo, Right") })
}

private func seen(_ folder: Folder, _ arguments: [String], _ columns: Int) throws -> (
  status: Int32, text: String
) {
  let terminal = try PseudoTerminal(
    [Program.path] + arguments + ["--state", folder.path], rows: 200, columns: columns,
    environment: ["NO_COLOR": "1", "PAGER": "cat"])
  return (terminal.end(), terminal.text)
}

@Test("long work says how far it is on a terminal, and takes the line away; elsewhere it says nothing")
func progressIsShown() throws {
  let folder = try Folder()
  // Long sets, and many: the bar is drawn for what takes longer than half a second.
  let walk = ["demo", "--scenario", "retro-walk-5min", "--speedup", "2000", "--state", folder.path]
  for _ in 0..<24 { #expect(try Program.run(walk).status == 0) }
  let machine = try folder.write(
    "machine:\n  name: Simulated belt\n  rollerCircumferenceM: 0.2\n  magnets: 4\n", "machine.yaml")
  let arguments = ["recompute", "--all", "--machine", machine, "--dry-run"]
  let computed = try PseudoTerminal([Program.path] + arguments + ["--state", folder.path])
  #expect(computed.end() == 0)
  #expect(computed.text.contains("24 sets would change"), "\(computed.text.suffix(400))")
  #expect(computed.text.contains("Computing [") && computed.text.contains("left"))
  // What is left on the screen has no bar in it.
  let left = computed.text.components(separatedBy: "\r\n").map {
    $0.components(separatedBy: "\u{1B}[K").last ?? ""
  }
  #expect(left.count { $0.contains(" -> ") } == 24 && left.allSatisfy { !$0.contains("Computing") })
  let piped = try Program.run(arguments + ["--state", folder.path])
  #expect(piped.status == 0 && piped.error.isEmpty)
  // What is over at once shows nothing.
  let few = try Folder()
  _ = try filled(few, sets: 3)
  #expect(try !seen(few, "machines").text.contains("Opening"))
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the commands that ask and change the log, from outside.

import Foundation
import SetLog
import Synchronization
import TestSupport
import Testing

/// A log that was filled once: its files by name, and its sets.
private struct FilledLog {
  var files: [String: Data] = [:]
  var records: [SetRecord] = []

  init(sets count: Int) throws {
    let folder = try Folder()
    records = try fill(folder, sets: count)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      files[name] = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + name))
    }
  }
}

/// Logs that were filled once, by the number of their sets.
private let filledLogs = Mutex<[Int: FilledLog]>([:])

/// A log with a set a day, three a session, by two walkers and by no walker, on two machines.
func filled(_ folder: Folder, sets count: Int = 40) throws -> [SetRecord] {
  let log = try filledLogs.withLock { logs in
    let log = try logs[count] ?? FilledLog(sets: count)
    logs[count] = log
    return log
  }
  for (name, data) in log.files { try data.write(to: URL(fileURLWithPath: folder.path + "/" + name)) }
  return log.records
}

private func fill(_ folder: Folder, sets count: Int) throws -> [SetRecord] {
  let log = try SetLog(directory: folder.path)
  for name in ["Ann", "Bo"] { try log.addWalker(name: name, massKg: 70) }
  let calibration = CalibrationRecord(json: "{}")
  // Weeks that are over, whatever the day of the test is.
  let firstS = (Double(WallTime.nowMs) / 86_400_000).rounded(.down) * 86_400 - 60 * 86_400
  var records: [SetRecord] = []
  for number in 0..<count {
    let startS = firstS + Double(number / 3) * 2 * 86_400 + Double(number % 3) * 120 + 43_200
    let start = Instant(unixMs: Int64(startS * 1000))
    var record = SetRecord(
      id: UUIDv7.make(unixMs: start.unixMs, hashing: "filled \(number)".utf8),
      sessionId: "session \(number / 3)", indexInSession: number % 3 + 1, startedAt: start,
      endedAt: Instant(unixMs: start.unixMs + 60_000),
      clock: RecordClock(
        quality: .synchronised, bootId: "b", monotonicNs: Int64(number) * 120_000_000_000,
        monotonicEndNs: Int64(number) * 120_000_000_000 + 60_000_000_000),
      durationS: 60, movingTimeS: 60, distanceM: 40 + Double(number), distanceSdM: 0.1,
      meanSpeedMps: (40 + Double(number)) / 60, maxSpeedMps: 2, machine: number < 30 ? "Left" : "Right",
      quality: RecordQuality(pulses: 1, edges: 1), calibrationId: calibration.id, softwareVersion: "0")
    record.walker = number % 9 < 3 ? "Ann" : number % 9 < 6 ? "Bo" : nil
    record.meanPowerW = 100
    record.workJ = 6000
    try log.insert(SetEntry(record: record, calibration: calibration))
    records.append(record)
  }
  return records
}

/// What a command prints on a terminal of its own, given this input.
private func onTerminal(_ arguments: String..., typing: String? = nil) throws -> (status: Int32, text: String)
{
  try onTerminal(arguments, typing: typing)
}

private func onTerminal(_ arguments: [String], typing: String?) throws -> (status: Int32, text: String) {
  let terminal = try PseudoTerminal([Program.path] + arguments)
  if let typing { terminal.press(typing) }
  return (terminal.end(), terminal.text)
}

private func listed(_ folder: Folder, _ arguments: String...) throws -> [SetRecord] {
  let process = Program.process(["sets", "--json", "--state", folder.path] + arguments)
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  #expect(process.terminationStatus == 0, "\(arguments)")
  return try JSONDecoder().decode([SetRecord].self, from: data)
}

/// The short identifiers at the ends of a table's lines.
private func sets(in table: String) -> [String] {
  table.split(whereSeparator: \.isNewline).compactMap { line in
    line.split(separator: " ").last.map(String.init).flatMap { word in
      (4...6).contains(word.count) && word.allSatisfy(\.isHexDigit) ? word : nil
    }
  }
}

/// Identifiers as a table of this log shows them.
private func short(_ sets: some Sequence<SetRecord>, _ folder: Folder) throws -> [String] {
  let length = try SetLog(readingFrom: folder.path).tailLength()
  return sets.map { String($0.id.suffix(length)) }
}

@Test("sets by walker, machine, time and number, always the oldest first")
func setsByWhat() throws {
  let folder = try Folder()
  let all = try filled(folder)
  #expect(try listed(folder) == all)
  #expect(try listed(folder, "--limit", "5") == all.suffix(5))
  #expect(try listed(folder, "--limit", "500") == all)
  #expect(try listed(folder, "--walker", "ann") == all.filter { $0.walker == "Ann" })
  #expect(try listed(folder, "--anonymous", "--limit", "2") == all.filter { $0.walker == nil }.suffix(2))
  #expect(
    try listed(folder, "--machine", "Right", "--walker", "Bo")
      == all.filter { $0.machine == "Right" && $0.walker == "Bo" })
  let cut = "\(all[10].startedAt)"
  #expect(try listed(folder, "--since", cut, "--until", "\(all[20].startedAt)") == Array(all[10..<20]))
  #expect(try listed(folder, "--until", "2001-01-01").isEmpty)
  // Not on a terminal all are listed; on one the newest, and how to see more.
  let piped = try Program.run("sets", "--state", folder.path)
  // The heads, the sets, what the two marks mean, and the zone.
  #expect(piped.output.split(separator: "\n").count == 44)
  let seen = try onTerminal("sets", "--state", folder.path)
  #expect(seen.status == 0 && seen.text.contains("The newest 30 of 40 sets; --all or --limit N shows more."))
  #expect(try sets(in: seen.text) == short(all.suffix(30), folder))
  #expect(
    try sets(in: onTerminal("sets", "--all", "--state", folder.path).text)
      == short(all, folder))
}

@Test(
  "what cannot be asked of the log is refused with the remedy and the right status",
  arguments: [
    (["sets", "--walker", "Zoe"], 2 as Int32, "no walker \"Zoe\""),
    (["sets", "--machine", "X"], 2, "it has \"Left\", \"Right\""),
    (["sets", "--limit", "0"], 2, "expected 1 or more"), (["sets", "--all", "--limit", "3"], 2, "not both"),
    (["sets", "--walker", "Ann", "--anonymous"], 2, "not both"),
    (["sets", "--until", "soon"], 2, "--until soon: not a date or time; write 2026-03-01"),
    (
      ["progress", "--protocol", "x"], 2,
      "there are deadmill-3x60, retro-walk-10min, sled-pull-intervals, free"
    ),
    (["progress", "--weeks", "0"], 2, "expected 1 to 520"),
    (["progress", "--protocols", "/nowhere"], 2, "/nowhere: no such directory"),
    (["walkers", "add", "Cy", "--mass", "5"], 2, "expected 20 to 300"),
    (["walkers", "add", " "], 2, "the name is empty"),
    (["walkers", "use", "Ann"], 2, "name one with --machine"), (["walkers", "use"], 2, "name one walker"),
    (["walkers", "use", "Zoe", "--machine", "Left"], 2, "no walker \"Zoe\""),
    (["walkers", "erase", "Ann"], 2, "add --yes"), (["walkers", "erase", "Zoe", "--yes"], 2, "no walker"),
    (["claim", "zzzz", "Ann"], 2, "no set \"zzzz\""), (["claim", "0"], 2, "name one walker"),
    (["note", "0"], 2, "nothing to note"),
    (["note", "0", "--rpe", "11"], 2, "--rpe 11: expected 0 to 10 in halves"),
    (["machines", "serviced", "X"], 2, "no machine \"X\""),
    (["backup", "/tmp"], 2, "is a directory; name a file in it"),
  ])
func refused(arguments: [String], status: Int32, says: String) throws {
  let folder = try Folder()
  _ = try filled(folder, sets: 33)
  let process = Program.process(arguments + ["--state", folder.path])
  let pipe = Pipe()
  process.standardError = pipe
  process.standardOutput = FileHandle.nullDevice
  try process.run()
  let error = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  #expect(process.terminationStatus == status, "\(error)")
  #expect(error.contains(says), "\(error)")
}

@Test("walkers are added, put on a machine, given sets, and forgotten for good")
func walkers() throws {
  let folder = try Folder()
  let all = try filled(folder, sets: 6)
  let state = ["--state", folder.path]
  func say(_ arguments: String...) throws -> Said {
    try Program.run(
      arguments[0], arguments[1], arguments.dropFirst(2).joined(separator: "\u{1F}"), state: folder)
  }
  #expect(try say("walkers", "add", "Wilhelmina").status == 0)
  #expect(
    try say("walkers", "use", "Wilhelmina").output
      == "From the next set on, sets on \"Left\" belong to Wilhelmina.\n")
  #expect(try say("walkers", "list").output.contains("Wilhelmina  unknown  Left"))
  #expect(try say("claim", all[4].id, "Wilhelmina").output.contains("now belongs to Wilhelmina"))
  #expect(
    try say("note", all[4].id, "--rpe\u{1F}3\u{1F}--pain\u{1F}1\u{1F}--text\u{1F}fine, says Wilhelmina")
      .status == 0)
  #expect(
    try say("note", all[4].id, "--pain\u{1F}2").output.contains("RPE 3/10, pain 2/10, \"fine"))
  #expect(try listed(folder, "--walker", "Wilhelmina").map(\.rpe) == [3])
  // Asked for the name again: another answer changes nothing.
  let erase = ["walkers", "erase", "wilhelmina"] + state
  let wrong = try onTerminal(erase, typing: "no\r")
  #expect(wrong.status == 1 && wrong.text.contains("nothing was changed"))
  let right = try onTerminal(erase, typing: "Wilhelmina\r")
  #expect(right.status == 0 && right.text.contains("Wilhelmina is forgotten. 1 set is anonymous now."))
  for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
    let bytes = try #require(FileManager.default.contents(atPath: folder.path + "/" + name))
    #expect(bytes.range(of: Data("ilhelmina".utf8)) == nil, "\(name)")
  }
  #expect(
    try say("walkers", "use", "--none").output == "From the next set on, sets on \"Left\" have no walker.\n")
  #expect(try say("walkers", "erase", "Ann\u{1F}--yes\u{1F}--with-sets").output.contains("3 sets are gone"))
  #expect(try listed(folder).count == 3)
}

extension Program {
  /// A command on a folder's log; `more` is divided by the unit separator, so that it may be nothing.
  fileprivate static func run(_ command: String, _ what: String, _ more: String, state: Folder) throws -> Said
  {
    let arguments =
      [command, what] + more.split(separator: "\u{1F}").map(String.init) + ["--state", state.path]
    let process = process(arguments)
    let pipes = (Pipe(), Pipe())
    process.standardOutput = pipes.0
    process.standardError = pipes.1
    try process.run()
    let output = pipes.0.fileHandleForReading.readDataToEndOfFile()
    let error = pipes.1.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Said(
      status: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
      error: String(decoding: error, as: UTF8.self))
  }
}

@Test("machines tell what their belts ran, and since when; a backup is a log")
func machinesAndBackup() throws {
  let folder = try Folder()
  let all = try filled(folder, sets: 6)
  #expect(try Program.run("machines", "--state", folder.path).output.contains("Left"))
  #expect(try Program.run("machines", "serviced", "Left", "--state", folder.path).status == 0)
  let machines = try Program.run("machines", "--json", "--state", folder.path).output
  #expect(machines.contains("\"name\":\"Left\"") && !machines.contains("\"servicedAt\":null"))
  // The log is open for writing all the while.
  let open = try SetLog(directory: folder.path)
  let copy = folder.path + "/copy"
  try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
  let said = try Program.run("backup", copy + "/sets.sqlite", "--json", "--state", folder.path)
  #expect(said.status == 0 && said.output.contains("\"sets\":6,\"bytes\":"))
  #expect(try open.count() == 6)
  #expect(try SetLog(readingFrom: copy).sets() == all)
}

@Test("progress fits on 80 columns, counts sessions and knows the bests")
func progress() throws {
  let folder = try Folder()
  let all = try filled(folder, sets: 84)
  let said = try Program.run(
    "progress", "--protocol", "deadmill-3x60", "--weeks", "20", "--state", folder.path)
  #expect(said.status == 0, "\(said.error)")
  let lines = said.output.split(separator: "\n", omittingEmptySubsequences: false)
  #expect(lines.allSatisfy { $0.count <= 80 })
  for who in ["Ann ", "Bo ", "No walker "] { #expect(lines.contains { $0.hasPrefix(who) }, "\(who)") }
  #expect(said.output.contains("Three sets of a minute (deadmill-3x60)"))
  #expect(said.output.contains("3 to 4 sessions a week"))
  #expect(said.output.contains("stop on pain"))
  #expect(said.output.contains("trend       faster"))
  let json = try Program.run(
    "progress", "--walker", "ann", "--machine", "Left", "--json", "--state", folder.path)
  let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
  #expect(object["walker"] as? String == "Ann" && object["machine"] as? String == "Left")
  let bests = try #require(object["bests"] as? [[String: Any]])
  let farthest = all.filter { $0.walker == "Ann" && $0.machine == "Left" }.max { $0.distanceM < $1.distanceM }
  #expect(bests.first { $0["kind"] as? String == "farthest" }?["setId"] as? String == farthest?.id)
  #expect((object["weeks"] as? [Any])?.count == 12)
  #expect(
    object["people"] == nil
      && (object["trends"] as? [[String: Any]])?.map { $0["machine"] as? String } == ["Left"])
  // A protocol of one's own, and a mistake in one.
  _ = try folder.write(
    "name: mine\nsetDurationS: 60\nsets: 2\nrestS: 60\nweekly: { min: 1, max: 2 }\n", "mine.yaml")
  let mine = try Program.run(
    "progress", "--protocol", "mine", "--protocols", folder.path, "--state", folder.path)
  #expect(mine.status == 0 && mine.output.contains("2 sets of 1:00, 1:00 of rest between"))
  _ = try folder.write("name: wrong\nsetDurationS: 1\n", "wrong.yaml")
  let wrong = try Program.run(
    "progress", "--protocol", "wrong", "--protocols", folder.path, "--state", folder.path)
  #expect(
    wrong.status == 2 && wrong.error.contains("wrong.yaml:2: setDurationS: 1 is not within 5 to 7200 s"))
}

/// Runs the program as a user who may read a folder but not write there.
private func asReader(_ folder: Folder, mode: Int = 0o555, _ arguments: String...) throws -> Said {
  let reachable = try Folder()
  let out = reachable.path + "/out"
  // Others must reach the program too; it is large, so another name of it will do where the file system has both.
  do {
    try FileManager.default.linkItem(atPath: Program.path, toPath: reachable.path + "/deadmill")
  } catch {
    try FileManager.default.copyItem(atPath: Program.path, toPath: reachable.path + "/deadmill")
  }
  let process = Process()
  let isRoot = getuid() == 0
  process.executableURL = URL(fileURLWithPath: isRoot ? "/usr/bin/setpriv" : reachable.path + "/deadmill")
  let drop = ["--reuid=65534", "--regid=65534", "--clear-groups", reachable.path + "/deadmill"]
  process.arguments = (isRoot ? drop : []) + arguments + ["--state", folder.path]
  try Data().write(to: URL(fileURLWithPath: out))
  // Only its owner may read a personal log; this one is shared.
  for name in ["sets.sqlite", "sets.sqlite-wal", "sets.sqlite-shm"] {
    try? FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: folder.path + "/" + name)
  }
  let file = FileHandle(forWritingAtPath: out)
  process.standardOutput = file
  process.standardError = file
  try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path)
  defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
  try process.run()
  process.waitUntilExit()
  return Said(
    status: process.terminationStatus, output: try String(contentsOfFile: out, encoding: .utf8), error: "")
}

@Test("who may only read can ask everything, whether the daemon runs or not", arguments: [true, false])
func readers(isRunning: Bool) throws {
  let folder = try Folder()
  var daemon: SetLog?
  _ = try filled(folder)
  if isRunning {
    daemon = try SetLog(directory: folder.path)
    // Something in the write-ahead log.
    try daemon?.addWalker(name: "Cy")
  }
  #expect(try asReader(folder, "sets", "--json").output.contains("\"walker\":\"Ann\""))
  #expect(try asReader(folder, "progress").status == 0)
  #expect(try asReader(folder, "machines").output.contains("Right"))
  #expect(try asReader(folder, "walkers").output.contains("Cy") == isRunning)
  let refused = try asReader(folder, "walkers", "add", "Di")
  #expect(refused.status == 1 && refused.output.contains("cannot be written"))
  #expect((daemon == nil) == !isRunning)
}

@Test(
  "a log that may not be read is no log that is not there", .enabled(if: getuid() == 0, "needs another user"))
func hiddenLog() throws {
  let folder = try Folder()
  _ = try filled(folder, sets: 3)
  for command in ["sets", "progress", "machines", "verify"] {
    let said = try asReader(folder, mode: 0o700, command)
    #expect(
      said.status == 1 && said.output.contains("sets.sqlite: cannot be read (no permission); "), "\(said)")
    #expect(!said.output.contains("no log here"), "\(said)")
  }
  let noted = try asReader(folder, mode: 0o700, "note", "last", "--rpe", "3")
  #expect(noted.status == 1 && noted.output.contains("no permission"), "\(noted)")
  // The remedy is the group whose members may.
  try FileManager.default.setAttributes([.groupOwnerAccountID: 1], ofItemAtPath: folder.path)
  #expect(
    try asReader(folder, mode: 0o750, "sets").output.contains(
      "`sudo adduser $USER daemon`, then log in again"))
}

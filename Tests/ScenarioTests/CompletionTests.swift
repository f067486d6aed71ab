// SPDX-License-Identifier: Apache-2.0
//
// Owns: what shells offer: the generated script of bash as bash runs it, and words as each shell reads them.

import Foundation
import TestSupport
import Testing
import Training

@testable import SetLog
@testable import deadmill

/// Names that a shell must not take for anything else.
private let names = [
  "Ann", "Ann Lee", "O'Brien", "$(touch PLACE/harm)", "`touch PLACE/harm`", "a\\b\"c", "Zoë; ls *",
]

/// What bash offers at the end of a line, by the program's own script.
private func offered(_ words: [String], in folder: Folder) throws -> (words: [String], error: String) {
  let script = folder.path + "/deadmill.bash"
  if !FileManager.default.fileExists(atPath: script) {
    let said = try Program.run("--generate-completion-script", "bash")
    _ = try folder.write(said.output, "deadmill.bash")
  }
  let driver = try folder.write(
    """
    PATH=$1:$PATH
    source "$2"
    shift 2
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMP_LINE="$*"
    COMP_POINT=${#COMP_LINE}
    COMPREPLY=()
    found=$(complete -p deadmill)
    found=${found##*-F }
    ${found%% *} deadmill "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    [ "${#COMPREPLY[@]}" = 0 ] || printf '%s\\n' "${COMPREPLY[@]}"
    """, "driver.bash")
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/bash")
  let programs = URL(fileURLWithPath: Program.path).deletingLastPathComponent().path
  process.arguments = ["--norc", driver, programs, script] + words
  process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
  let pipes = (Pipe(), Pipe())
  (process.standardOutput, process.standardError) = (pipes.0, pipes.1)
  try process.run()
  let output = pipes.0.fileHandleForReading.readDataToEndOfFile()
  let error = pipes.1.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (
    String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init),
    String(decoding: error, as: UTF8.self)
  )
}

@Test(
  "bash offers sets, sessions, walkers, machines, protocols and formats of the log that the line names")
func bashOffers() throws {
  let folder = try Folder()
  let all = try filled(folder, sets: 33)
  let line = ["deadmill", "sets", "--state", folder.path]
  let ids = try offered(["deadmill", "show", "--state", folder.path, ""], in: folder)
  let short = try ShortIDs(SetLog(readingFrom: folder.path))
  #expect(ids.error.isEmpty && ids.words == ["last", "last-1"] + all.reversed().map { short.text($0.id) })
  let third = short.text(all[3].id)
  let some = try offered(["deadmill", "note", "--state", folder.path, String(third.prefix(2))], in: folder)
  #expect(some.words.contains(third) && some.words.allSatisfy { $0.hasPrefix(third.prefix(2)) })
  #expect(try offered(line + ["--walker", ""], in: folder).words == ["Ann", "Bo"])
  #expect(try offered(line + ["--walker", "B"], in: folder).words == ["Bo"])
  #expect(try offered(line + ["--machine", ""], in: folder).words == ["Left", "Right"])
  #expect(
    try offered(["deadmill", "claim", "--state", folder.path, all[0].id, ""], in: folder).words == [
      "Ann", "Bo",
    ])
  let sessions = try offered(["deadmill", "export", "--state", folder.path, "--session", ""], in: folder)
  #expect(sessions.words.prefix(3) == ["last", "last-1", short.text(all[30].id)])
  #expect(
    try offered(["deadmill", "export", "--format", "c"], in: folder).words == [
      "csv", "csv-trace", "csv-excel",
    ])
  #expect(
    try offered(["deadmill", "progress", "--protocol", ""], in: folder).words
      == TrainingProtocol.builtIn.map(\.name))
  _ = try folder.write(
    "name: mine\nsetDurationS: 60\nsets: 2\nrestS: 60\nweekly: { min: 1, max: 2 }\n", "mine.yaml")
  #expect(
    try offered(["deadmill", "progress", "--protocols", folder.path, "--protocol", "m"], in: folder).words
      == ["mine"])
}

@Test("a day is offered if it has sets, and every word that is offered names what it is offered for")
func offeredWords() throws {
  let folder = try Folder()
  let nowMs = WallTime.nowMs
  let all = try log(
    sets: [
      Sample(startMs: nowMs - 86_400_000 * 30, session: "a"), Sample(startMs: nowMs - 200_000, session: "b"),
      Sample(startMs: nowMs - 100_000, session: "b"),
    ], in: folder)
  let sets = try offered(["deadmill", "show", "--state", folder.path, ""], in: folder).words
  // One day, or both if midnight has just passed.
  #expect(sets.count { ["today", "yesterday"].contains($0) } >= 1)
  let resolver = SetResolver(log: try SetLog(readingFrom: folder.path))
  let ids = sets.filter { !["last", "last-1", "today", "yesterday"].contains($0) }
  #expect(try ids.map { try resolver.set($0).id } == all.reversed().map(\.id))
  let sessions = try offered(["deadmill", "show", "--state", folder.path, "--session", ""], in: folder).words
  #expect(
    try sessions.suffix(2).map { try resolver.session($0) } == [all[2].sessionId, all[0].sessionId])
}

@Test("bash takes names for names, whatever is in them")
func bashQuotes() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let given = names.map { $0.replacing("PLACE", with: folder.path) }
  for name in given { try log.addWalker(name: name) }
  let found = try offered(["deadmill", "sets", "--state", folder.path, "--walker", ""], in: folder)
  #expect(Set(found.words) == Set(given) && found.error.isEmpty)
  #expect(!FileManager.default.fileExists(atPath: folder.path + "/harm"))
}

@Test("nothing is offered and nothing said where there is no log, or one that cannot be read at once")
func nothingToOffer() throws {
  let folder = try Folder()
  func ask(_ state: String) throws -> (words: [String], error: String) {
    try offered(["deadmill", "show", "--state", state, ""], in: folder)
  }
  let none = try ask(folder.path + "/nowhere")
  #expect(none.words.isEmpty && none.error.isEmpty)
  for text in ["", "no log at all", String(repeating: "SQLite format 3\u{0}", count: 20)] {
    let broken = try Folder()
    _ = try broken.write(text, "sets.sqlite")
    let said = try ask(broken.path)
    #expect(said.words.isEmpty && said.error.isEmpty)
  }
  // A newer program's log: the schema's number stands in the header, four bytes from the 60th on.
  let newer = try Folder()
  _ = try filled(newer, sets: 3)
  let file = try #require(FileHandle(forUpdatingAtPath: newer.path + "/sets.sqlite"))
  try file.seek(toOffset: 60)
  try file.write(contentsOf: Data([0, 0, 0, 99]))
  try file.close()
  let said = try ask(newer.path)
  #expect(said.words.isEmpty && said.error.isEmpty)
  // The log is as it was: nothing is made beside it.
  #expect(
    try FileManager.default.contentsOfDirectory(atPath: newer.path).allSatisfy { !$0.hasSuffix(".json") })
}

@Test("a log that another program holds is not waited for, unlike by a command")
func lockedLog() async throws {
  let folder = try Folder()
  _ = try filled(folder, sets: 3)
  let holder = Process()
  holder.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
  holder.arguments = [
    "-c",
    """
    import sqlite3, sys
    log = sqlite3.connect(sys.argv[1], isolation_level=None)
    log.execute("PRAGMA locking_mode = EXCLUSIVE")
    log.execute("BEGIN EXCLUSIVE")
    print("held", flush=True)
    sys.stdin.read()
    """, folder.path + "/sets.sqlite",
  ]
  let (input, output) = (Pipe(), Pipe())
  (holder.standardInput, holder.standardOutput) = (input, output)
  try holder.run()
  defer {
    try? input.fileHandleForWriting.close()
    holder.waitUntilExit()
  }
  #expect(try output.fileHandleForReading.read(upToCount: 4) == Data("held".utf8))
  let clock = ContinuousClock()
  var said: (words: [String], error: String) = ([], "")
  // Once before, so that both are measured with the program in memory.
  _ = try offered(["deadmill", "show", "--state", folder.path, ""], in: folder)
  let took = try clock.measure {
    said = try offered(["deadmill", "show", "--state", folder.path, ""], in: folder)
  }
  #expect(said.words.isEmpty && said.error.isEmpty)
  var command: Said?
  let commandTook = try clock.measure { command = try Program.run("sets", "--state", folder.path) }
  #expect(command?.status == 1)
  #expect(took < commandTook)
}

@Test(
  "a word as each shell reads it",
  arguments: [
    ("Ann", "", "bash", "Ann"), ("Ann Lee", "x", "bash", "Ann\\ Lee"), ("a'b$c", "", nil, "a\\'b\\$c"),
    ("0199-ab", "2026-03-01, 4 m", "zsh", "0199-ab:2026-03-01, 4 m"), ("a:b\\", "", "zsh", "a\\:b\\\\"),
    ("0199-ab", "2026-03-01", "fish", "0199-ab\t2026-03-01"), ("a b", "", "fish", "a b"),
    ("a", "two\nlines", "fish", "a\ttwo lines"), ("two\nlines", "", "bash", ""), ("", "x", "zsh", ""),
  ] as [(String, String, String?, String)])
func offers(word: String, meaning: String, shell: String?, text: String) {
  #expect(Offer(word, meaning).text(for: shell) == text)
}

@Test(
  "an option is found in a line that is not finished",
  arguments: [
    (["deadmill", "sets", "--state", "/a"], "/a"), (["deadmill", "--state=/a", "x"], "/a"),
    (["deadmill", "--state", "=", "/a"], "/a"), (["deadmill", "--state", "\"/a b\""], "/a b"),
    (["deadmill", "--state", "/a\\ b"], "/a b"), (["deadmill", "--state"], nil),
    (["deadmill", "--state", ""], nil),
    (["deadmill", "--state", "="], nil), (["deadmill", "--states", "/a"], nil),
  ] as [([String], String?)])
func lineOptions(words: [String], value: String?) {
  #expect(Completions.value(of: "--state", in: words) == value)
}

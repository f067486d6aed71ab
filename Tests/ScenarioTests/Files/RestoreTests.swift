// SPDX-License-Identifier: Apache-2.0
//
// Owns: backups and the way back to one, with the real program and real SQLite.

import Foundation
import GRDB
import SetLog
import TestSupport
import Testing

@Suite("backup and restore")
struct RestoreTests {
  private let folder: Folder
  private var state: String { folder.path + "/state" }
  private var log: String { state + "/sets.sqlite" }
  private var copy: String { folder.path + "/copy.sqlite" }

  init() throws {
    folder = try Folder()
    try demo(seed: "1")
    let said = try Program.run("backup", copy, "--state", state)
    #expect(said.status == 0 && said.output.contains("copy.sqlite: 3 sets"), "\(said)")
  }

  private func demo(seed: String) throws {
    let said = try Program.run(
      "demo", "--scenario", "three-one-minute-sets", "--seed", seed, "--speedup", "3000", "--state", state)
    #expect(said.status == 0, "\(said.error)")
  }

  private func count(_ state: String) throws -> Int { try SetLog(readingFrom: state).sets().count }

  @Test("a copy is opened by its name, and never changed")
  func lookInto() throws {
    let shown = try Program.run("sets", "--json", "--state", copy)
    #expect(shown.output == (try Program.run("sets", "--json", "--state", state)).output && shown.status == 0)
    #expect(try Program.run("verify", "--state", copy).status == 0)
    let refused = try Program.run("walkers", "add", "Ada", "--state", copy)
    #expect(
      refused.status == 1 && refused.error.contains("is a copy of a log, which is only read"), "\(refused)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!names.contains { $0.hasSuffix("-wal") || $0.hasSuffix("-journal") }, "\(names)")
  }

  @Test("a backup takes the place of the log, which is kept beside it, numbered")
  func restores() throws {
    try demo(seed: "2")
    #expect(try count(state) == 6)
    for number in 1...2 {
      let said = try Program.run("restore", copy, "--state", state, "--json")
      #expect(said.status == 0 && said.output.contains("\"sets\":3"), "\(said)")
      #expect(try count(state) == 3)
      let aside = try FileManager.default.contentsOfDirectory(atPath: state).filter {
        // The write-ahead log of the first one goes along with it.
        $0.contains(".before-") && !$0.hasSuffix("-wal")
      }
      #expect(aside.count == number, "\(aside)")
    }
    let first = try #require(
      try FileManager.default.contentsOfDirectory(atPath: state).filter { $0.contains(".before-") }.min())
    #expect(try count(state + "/" + first) == 6)
    #expect(try Program.run("verify", "--state", state).status == 0)
    // And on it goes.
    try demo(seed: "3")
    #expect(try count(state) == 6)
  }

  @Test("into a directory without a log, and mode and owner of the one that was there stay")
  func placesAndModes() throws {
    let empty = folder.path + "/new"
    #expect(try Program.run("restore", copy, "--state", empty).status == 0)
    #expect(try count(empty) == 3)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: log)
    if getuid() == 0 { #expect(unsafe chown(log, 65534, 65533) == 0) }
    #expect(try Program.run("restore", copy, "--state", state).status == 0)
    let found = try FileManager.default.attributesOfItem(atPath: log)
    #expect((found[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    if getuid() == 0 { #expect((found[.ownerAccountID] as? NSNumber)?.intValue == 65534) }
  }

  @Test("what is no backup is refused, and the log stays as it is")
  func wrongFiles() throws {
    let before = try #require(FileManager.default.contents(atPath: log))
    let text = try folder.write("no database", "text.sqlite")
    let cut = folder.path + "/cut.sqlite"
    try (FileManager.default.contents(atPath: copy) ?? Data()).prefix(20_000).write(
      to: URL(fileURLWithPath: cut))
    let other = folder.path + "/other.sqlite"
    try DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE a(b)") }
    for (file, status, says) in [
      (text, 2, "is no backup of a log"), (folder.path + "/none.sqlite", 2, "no such file"),
      (log, 2, "is the log itself"), (state, 2, "is a directory"), (cut, 1, "damaged"),
      (other, 1, "other.sqlite"),
    ] as [(String, Int32, String)] {
      let said = try Program.run("restore", file, "--state", state)
      #expect(said.status == status && said.error.contains(says), "\(file): \(said)")
      #expect(FileManager.default.contents(atPath: log) == before, "\(file)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: state).allSatisfy { !$0.contains(".part") })
  }

  @Test("not while another program has the log open")
  func running() throws {
    let writer = try SetLog(directory: state)
    let said = try Program.run("restore", copy, "--state", state)
    #expect(said.status == 1 && said.error.contains("has it open"), "\(said)")
    #expect(try writer.sets().count == 3)
    let daemon = Program.process([
      "run", "--input", "simulated:retro-walk-5min", "--state", folder.path + "/second", "--socket",
      folder.path + "/s",
    ])
    daemon.standardError = FileHandle.nullDevice
    try daemon.run()
    defer {
      daemon.terminate()
      daemon.waitUntilExit()
    }
    for _ in 0..<600 where !FileManager.default.fileExists(atPath: folder.path + "/second/control.sock") {
      Thread.sleep(forTimeInterval: 0.05)
    }
    let refused = try Program.run("restore", copy, "--state", folder.path + "/second")
    #expect(refused.status == 1 && refused.error.contains("the daemon has it open"), "\(refused)")
  }

  @Test("a write-ahead log of another file is named by every command, and the copy is not harmed by any")
  func staleJournal() throws {
    try leaveJournal()
    try FileManager.default.removeItem(atPath: log)
    try FileManager.default.copyItem(atPath: copy, toPath: log)
    let bytes = try #require(FileManager.default.contents(atPath: log))
    for command in [["sets"], ["verify"], ["walkers", "add", "Ada"], ["run", "--input", "simulated:bump"]] {
      let said = try Program.run(
        command + ["--state", state] + (command[0] == "run" ? ["--socket", folder.path + "/s"] : []))
      #expect(said.status == 1 && said.error.contains("does not belong to this file"), "\(command): \(said)")
      #expect(
        said.error.contains("sets.sqlite-wal") && said.error.contains("deadmill restore"), "\(said.error)")
      #expect(FileManager.default.contents(atPath: log) == bytes, "\(command)")
    }
    // The right way does it, and keeps both.
    let said = try Program.run("restore", copy, "--state", state)
    #expect(said.status == 0, "\(said)")
    #expect(try count(state) == 3)
    let names = try FileManager.default.contentsOfDirectory(atPath: state)
    #expect(names.contains { $0.contains(".before-") && $0.hasSuffix("-wal") }, "\(names)")
  }

  @Test("a log with its own write-ahead log, as a power cut leaves it, is opened as ever")
  func ownJournal() throws {
    try leaveJournal()
    #expect(try count(state) == 3)
    #expect(try Program.run("sets", "--state", state).status == 0)
    #expect(try SetLog(readingFrom: state).sets().allSatisfy { $0.distanceM == 1 })
  }

  /// Changes the log so that all of the change is in the write-ahead log, as a power cut would leave it.
  private func leaveJournal() throws {
    let away = try Folder()
    do {
      let file = try DatabaseQueue(path: log)
      try file.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0")
        try db.execute(sql: "UPDATE finishedSet SET distanceM = 1")
        // Copied while it is open: closing would empty it.
        for ending in ["", "-wal"] {
          try FileManager.default.copyItem(atPath: log + ending, toPath: away.path + "/sets.sqlite" + ending)
        }
      }
    }
    for ending in ["", "-wal"] {
      try? FileManager.default.removeItem(atPath: log + ending)
      try FileManager.default.copyItem(atPath: away.path + "/sets.sqlite" + ending, toPath: log + ending)
    }
    try? FileManager.default.removeItem(atPath: log + "-shm")
  }

  @Test("copies of each night in a row: the newest stay, and files of other names")
  func rotation() throws {
    let row = folder.path + "/row"
    try FileManager.default.createDirectory(atPath: row, withIntermediateDirectories: true)
    let old = [
      "deadmill-2026-01-02.sqlite", "deadmill-2026-01-01.sqlite", "deadmill-2025-12-31-2.sqlite",
      "mine.sqlite",
    ]
    for name in old { try Data("x".utf8).write(to: URL(fileURLWithPath: row + "/" + name)) }
    for _ in 1...2 {
      #expect(try Program.run("backup", "--into", row, "--keep", "3", "--state", state).status == 0)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: row).sorted()
    #expect(
      names.count == 4 && names.contains("mine.sqlite") && names.contains("deadmill-2026-01-02.sqlite"),
      "\(names)")
    #expect(try count(row + "/" + (names.first { $0.hasSuffix("-2.sqlite") } ?? "")) == 3)
    for arguments in [["backup"], ["backup", "a", "--into", "b"], ["backup", "--into", row, "--keep", "0"]] {
      #expect(try Program.run(arguments + ["--state", state]).status == 2, "\(arguments)")
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: commands that change a log while a daemon writes it: the daemon does, by the rights of who asks.

import Foundation
import SetLog
import TestSupport
import Testing

/// A daemon on a simulated belt with a log of nine sets, until the block is left.
private func running(_ body: (Folder, [SetRecord]) throws -> Void) throws -> String {
  let folder = try Folder()
  let sets = try filled(folder, sets: 9)
  let process = Program.process([
    "run", "--input", "simulated:retro-walk-5min", "--state", folder.path, "--socket",
    folder.path + "/deadmill.sock",
  ])
  let errors = folder.path + "/errors"
  try Data().write(to: URL(fileURLWithPath: errors))
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle(forWritingAtPath: errors)
  try process.run()
  for _ in 0..<1200 where !FileManager.default.fileExists(atPath: folder.path + "/control.sock") {
    Thread.sleep(forTimeInterval: 0.05)
  }
  do {
    try body(folder, sets)
  } catch {
    process.terminate()
    throw error
  }
  process.terminate()
  process.waitUntilExit()
  #expect(process.terminationStatus == 0)
  return try String(contentsOfFile: errors, encoding: .utf8)
}

@Test("while a daemon runs it makes the changes of all commands, and its journal says who asked")
func commandsAskTheDaemon() throws {
  let journal = try running { folder, sets in
    func run(_ arguments: String...) throws -> Said { try Program.run(arguments + ["--state", folder.path]) }
    let id = sets[0].id
    let commands = [
      ["walkers", "add", "Zoe", "--mass", "62"], ["walkers", "use", "Zoe", "--machine", "Left"],
      ["claim", id, "Zoe"], ["note", id, "--rpe", "5"], ["discard", id, "--yes"], ["accept", id],
      ["machines", "serviced", "Left"], ["walkers", "erase", "Zoe", "--yes"],
    ]
    for command in commands {
      let said = try Program.run(command + ["--state", folder.path])
      #expect(said.status == 0, "\(command): \(said.error)")
    }
    let refused = try run("claim", id, "Nemo")
    #expect(refused.status == 2 && refused.error.contains("no walker \"Nemo\""))
    let log = try SetLog(readingFrom: folder.path)
    #expect(try log.set(id: id).walker == nil && log.set(id: id).discardedAt == nil)
  }
  for request in [
    "walker-add", "walker", "claim", "note", "discard", "accept", "service-mark", "walker-erase",
  ] {
    #expect(journal.contains("\n\(request): ") || journal.hasPrefix("\(request): "), "\(request)")
  }
  #expect(journal.contains("asked for by uid \(getuid()), pid "))
}

@Test(
  "a user who may look but not change is refused with the command that helps", .enabled(if: getuid() == 0))
func neededGroup() throws {
  _ = try running { folder, sets in
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where name.hasPrefix("sets.sqlite") {
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o666], ofItemAtPath: folder.path + "/" + name)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", Program.path]
    process.arguments? += ["claim", sets[0].id, "Ann", "--state", folder.path]
    let said = Pipe()
    process.standardError = said
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(text.contains("sudo usermod -aG deadmill-control $USER"), "\(text)")
    #expect(try SetLog(readingFrom: folder.path).set(id: sets[0].id).walker == sets[0].walker)
  }
}

@Test("a link that a crash left behind does not keep a command from changing the log itself")
func linkOfACrash() throws {
  let folder = try Folder()
  let sets = try filled(folder, sets: 3)
  try FileManager.default.createSymbolicLink(
    atPath: folder.path + "/control.sock", withDestinationPath: folder.path + "/gone.sock")
  let said = try Program.run("note", sets[0].id, "--rpe", "4", "--state", folder.path)
  #expect(said.status == 0, "\(said.error)")
  #expect(try SetLog(readingFrom: folder.path).set(id: sets[0].id).rpe == 4)
}

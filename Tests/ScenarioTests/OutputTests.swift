// SPDX-License-Identifier: Apache-2.0
//
// Owns: that output which cannot be written never crashes the program, and never costs a set.

import Foundation
import SetLog
import TestSupport
import Testing

/// Where a command's standard output goes.
enum Sink: String, CaseIterable, Sendable {
  case full = "> /dev/full"
  case closed = ">&-"
  case goneReader = "| true"
}

/// Runs a command by the shell, which can close streams and report the status of the first of a pipe.
private func shell(_ arguments: [String], _ sink: String, environment: [String: String] = [:]) throws -> Said
{
  let folder = try Folder()
  let error = try folder.write("", "err")
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/bash")
  let words = ([Program.path] + arguments).map { "'" + $0.replacing("'", with: "'\\''") + "'" }
  process.arguments = [
    "-c", "\(words.joined(separator: " ")) 2>> \(error) \(sink); exit ${PIPESTATUS[0]}",
  ]
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  let signal = process.terminationReason == .uncaughtSignal
  return Said(
    status: signal ? -process.terminationStatus : process.terminationStatus, output: "",
    error: try String(contentsOfFile: error, encoding: .utf8))
}

/// A log with sets of a simulated belt.
private func logged() throws -> (folder: Folder, id: String) {
  let folder = try Folder()
  #expect(try Program.run("demo", "--speedup", "500", "--state", folder.path).status == 0)
  let log = try SetLog(readingFrom: folder.path)
  return (folder, try #require(try log.sets().first).id)
}

@Suite("output that cannot be written")
struct OutputTests {
  @Test(
    "every command that prints ends with a reason, or quietly if its reader has gone",
    arguments: Sink.allCases)
  func everyCommand(_ sink: Sink) throws {
    let (folder, id) = try logged()
    let configuration = try folder.write(
      "gpio: { line: GPIO17 }\nmachine: { rollerCircumferenceM: 0.18, magnets: 4 }\n", "good.yaml")
    let recording = folder.path + "/a.edges"
    #expect(try Program.run("simulate", "--scenario", "coast-down", "-o", recording).status == 0)
    let state = ["--state", folder.path]
    let commands: [[String]] = [
      ["--help"], ["--version"], ["sets"] + state, ["sets", "--json"] + state, ["show", id] + state,
      ["show", id, "--json"] + state, ["progress"] + state, ["walkers", "list"] + state,
      ["machines"] + state, ["export", "--all", "--format", "csv"] + state, ["verify"] + state,
      ["backup", folder.path + "/\(sink).sqlite"] + state, ["note", id, "--rpe", "3"] + state,
      ["recompute", "--all", "--machine", configuration] + state, ["config", "check", configuration],
      ["config", "check", configuration, "--json"], ["replay", recording], ["replay", recording, "--sets"],
      ["calibrate", "coast-down", "--recording", recording],
      ["doctor", "--config", configuration, "--socket", "/nowhere/s"] + state,
    ]
    for command in commands {
      let said = try shell(command, sink.rawValue)
      switch sink {
      case .full:
        #expect(said.status == 1, "\(command): \(said)")
        #expect(said.error.contains("cannot be written (no room left)"), "\(command): \(said.error)")
      case .closed:
        #expect(said.status == 1, "\(command): \(said)")
        #expect(said.error.contains("standard output"), "\(command): \(said.error)")
      case .goneReader:
        // A short text may be in the pipe before its reader has gone; doctor's own status is 1 or 2.
        #expect(said.status >= 0 && said.status <= 141, "\(command): \(said)")
        #expect(!said.error.contains("standard output"), "\(command): \(said.error)")
      }
    }
  }

  @Test("a reader that has seen enough ends a long output quietly, as SIGPIPE would")
  func head() throws {
    let folder = try Folder()
    let recording = folder.path + "/a.edges"
    #expect(try Program.run("simulate", "--scenario", "three-one-minute-sets", "-o", recording).status == 0)
    let said = try shell(["replay", recording, "--rate", "2000"], "| head -n 1")
    #expect(said.status == 141 && said.error.isEmpty, "\(said)")
    let exported = try logged()
    let export = try shell(
      ["export", "--all", "--format", "json", "--state", exported.folder.path], "| true")
    #expect([0, 141].contains(export.status) && export.error.isEmpty, "\(export)")
  }

  @Test("a file that is opened later never takes the number of a closed stream")
  func closedStreams() throws {
    let (folder, _) = try logged()
    // With all three closed, the log would be opened as descriptor 0 to 2, and written to as if it were a terminal.
    for command in [["sets"], ["walkers", "add", "Ada"], ["verify"], ["sets", "--limit", "0"]] {
      _ = try shell(command + ["--state", folder.path], "<&- >&- 2>&-")
    }
    let verified = try Program.run("verify", "--state", folder.path)
    #expect(verified.status == 0, "\(verified.error)")
    #expect(try SetLog(readingFrom: folder.path).walkers().map(\.name) == ["Ada"])
  }

  @Test("a demo whose output fails ends in order, and keeps the set in progress", arguments: Sink.allCases)
  func demo(_ sink: Sink) throws {
    let folder = try Folder()
    let said = try shell(["demo", "--speedup", "20", "--state", folder.path], sink.rawValue)
    #expect([1, 141].contains(said.status), "\(said)")
    #expect(SetJournal.left(in: folder.path).isEmpty)
    let verified = try Program.run("verify", "--state", folder.path)
    #expect(verified.status == 0, "\(verified.error)")
  }

  @Test(
    "a daemon without a standard error goes on counting", arguments: ["2>&-", "2> /dev/full", "2>&1 | true"])
  func daemonWithoutError(_ sink: String) throws {
    let folder = try Folder()
    let recording = folder.path + "/a.edges"
    #expect(try Program.run("simulate", "--scenario", "sprint", "-o", recording).status == 0)
    let said = try shell(
      ["run", "--input", "replay:\(recording)", "--speedup", "30", "--state", folder.path], sink)
    #expect(said.status == 0, "\(said)")
    #expect(try SetLog(readingFrom: folder.path).sets().count == 1)
  }
}

@Suite("a terminal that hangs up")
struct HangupTests {
  /// Waits until the set in progress has a journal.
  private func waitForSet(in folder: Folder) -> Bool {
    for _ in 0..<1200 {
      // One that is written is locked, and so it is none that was left.
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      if names.contains(where: { $0.hasSuffix(".journal") }) { return true }
      Thread.sleep(forTimeInterval: 0.05)
    }
    return false
  }

  @Test("ends a daemon that runs in it, and keeps the set in progress")
  func run() throws {
    let folder = try Folder()
    let terminal = try PseudoTerminal([
      Program.path, "run", "--input", "simulated:retro-walk-5min", "--state", folder.path, "--socket",
      folder.path + "/s",
    ])
    try #require(waitForSet(in: folder))
    #expect(terminal.hangUp() == 0)
    #expect(SetJournal.left(in: folder.path).isEmpty)
    #expect(try SetLog(readingFrom: folder.path).sets().count == 1)
  }

  @Test("ends a demo that draws on it, and keeps the set in progress")
  func demo() throws {
    let folder = try Folder()
    let terminal = try PseudoTerminal([Program.path, "demo", "--speedup", "2", "--state", folder.path])
    #expect(terminal.wait(for: "SIMULATED"))
    try #require(waitForSet(in: folder))
    // Its last words can be written nowhere: that is no crash.
    #expect([0, 1].contains(terminal.hangUp()))
    #expect(SetJournal.left(in: folder.path).isEmpty)
    #expect(try SetLog(readingFrom: folder.path).sets().count == 1)
  }

  @Test("SIGHUP reloads a daemon that no terminal runs")
  func reload() throws {
    let folder = try Folder()
    let configuration = try folder.write(
      "gpio: { line: GPIO17 }\nmachine: { rollerCircumferenceM: 0.18, magnets: 4 }\n", "a.yaml")
    let process = Program.process([
      "run", "--config", configuration, "--input", "simulated:retro-walk-5min", "--state", folder.path,
      "--socket",
      folder.path + "/s",
    ])
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    var text = ""
    func wait(for wanted: String) -> Bool {
      while !text.contains(wanted) {
        let data = pipe.fileHandleForReading.availableData
        if data.isEmpty { return false }
        text += String(decoding: data, as: UTF8.self)
      }
      return true
    }
    #expect(wait(for: "log in"))
    try #require(waitForSet(in: folder))
    kill(process.processIdentifier, SIGHUP)
    #expect(wait(for: "configuration reloaded"), "\(text)")
    _ = try folder.write("machine: { magnets: many }\n", "a.yaml")
    kill(process.processIdentifier, SIGHUP)
    #expect(wait(for: "new configuration rejected, keeping the old one"), "\(text)")
    #expect(process.isRunning)
  }
}

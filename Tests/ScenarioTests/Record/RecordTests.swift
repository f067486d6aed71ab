// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill record` against a running daemon. Must not know: how edges are delivered.

import Foundation
import Pulses
import Simulation
import TestSupport
import Testing

/// A daemon on a simulated belt.
private final class WalkingDaemon {
  let socket: String
  private let process: Process

  init(_ folder: Folder) throws {
    socket = folder.path + "/s"
    process = Program.process([
      "run", "--input", "simulated:retro-walk-5min", "--state", folder.path, "--socket", socket,
    ])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    for _ in 0..<600 where !FileManager.default.fileExists(atPath: socket) {
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  deinit { stop() }

  func stop() {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }
}

/// A recording that runs, and what it says.
private func recording(_ arguments: [String]) throws -> Process {
  let process = Program.process(["record"] + arguments)
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle.nullDevice
  try process.run()
  return process
}

/// Until a file holds so many edges.
private func wait(for count: Int, in path: String) -> Recording? {
  for _ in 0..<1200 {
    if let found = try? EdgesFile.read(path), found.edges.count >= count { return found }
    Thread.sleep(forTimeInterval: 0.05)
  }
  return nil
}

@Suite("record")
struct RecordTests {
  @Test("records from a running daemon for the time asked, with what replay needs, and the daemon goes on")
  func fromDaemon() throws {
    let folder = try Folder()
    let daemon = try WalkingDaemon(folder)
    let path = folder.path + "/walk.edges"
    let said = try Program.run("record", "--socket", daemon.socket, "-o", path, "--for", "12s")
    #expect(said.status == 0 && said.error.contains("edges in 1"), "\(said)")
    let recording = try EdgesFile.read(path)
    // The recording is a part of the simulated belt's, with nothing missing.
    let whole = SimulatedRun(try ScenarioCatalogue.scenario("retro-walk-5min"), seed: 1).recording
    let earliest = try #require(recording.edges.first)
    let first = try #require(whole.edges.firstIndex(of: earliest))
    #expect(Array(whole.edges[first...].prefix(recording.edges.count)) == recording.edges)
    let lengthS = Double(recording.endNs - recording.startNs) / 1e9
    #expect(lengthS >= 12 && lengthS < 20 && recording.edges.count > 20)
    #expect(recording.header.machine == "Simulated belt" && recording.header.magnets != nil)
    let replayed = try Program.run("replay", path, "--rate", "1")
    #expect(replayed.status == 0 && replayed.output.split(separator: "\n").count >= 12)
    // A file that exists is refused; a pipe takes the same text.
    let again = try Program.run("record", "--socket", daemon.socket, "-o", path, "--for", "1")
    #expect(again.status == 2 && again.error.contains("--force"), "\(again)")
    #expect(try EdgesFile.read(path) == recording)
    let piped = try Program.run("record", "--socket", daemon.socket, "-o", "-", "--for", "1")
    #expect(piped.status == 0 && piped.output.hasPrefix("# deadmill-edges: 1\n"), "\(piped)")
  }

  @Test("ends cleanly with Ctrl-C, and leaves a file that can be read when it is killed")
  func interrupted() throws {
    let folder = try Folder()
    let daemon = try WalkingDaemon(folder)
    let (first, second) = (folder.path + "/first.edges", folder.path + "/second.edges")
    let ended = try recording(["--socket", daemon.socket, "-o", first])
    let killed = try recording(["--socket", daemon.socket, "-o", second])
    #expect(wait(for: 20, in: first) != nil && wait(for: 20, in: second) != nil)
    ended.interrupt()
    kill(killed.processIdentifier, SIGKILL)
    ended.waitUntilExit()
    killed.waitUntilExit()
    #expect(ended.terminationStatus == 0)
    let (whole, cut) = (try EdgesFile.read(first), try EdgesFile.read(second))
    #expect(whole.header.endNs != nil && cut.header.endNs == nil)
    #expect(whole.edges.count >= 20 && cut.edges.count >= 20)
  }

  @Test("a daemon that ends finishes the recording; without one the message says what to do")
  func daemonEnds() throws {
    let folder = try Folder()
    let daemon = try WalkingDaemon(folder)
    let path = folder.path + "/walk.edges"
    let process = try recording(["--socket", daemon.socket, "-o", path])
    #expect(wait(for: 5, in: path) != nil)
    daemon.stop()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try EdgesFile.read(path).header.endNs != nil)
    let none = try Program.run("record", "--socket", daemon.socket, "-o", folder.path + "/none.edges")
    #expect(none.status == 1 && none.error.contains("no daemon answers"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/none.edges"))
  }

  @Test("a machine that there is not, and a length that is none, are refused before anything is written")
  func refused() throws {
    let folder = try Folder()
    let daemon = try WalkingDaemon(folder)
    let path = folder.path + "/a.edges"
    let unknown = try Program.run("record", "--socket", daemon.socket, "--machine", "Other", "-o", path)
    #expect(unknown.status == 2 && unknown.error.contains("\"Simulated belt\""), "\(unknown)")
    for length in ["0", "-5", "10x", "s", "9999999"] {
      let said = try Program.run("record", "--socket", daemon.socket, "-o", path, "--for=\(length)")
      #expect(said.status == 2, "\(length): \(said)")
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}

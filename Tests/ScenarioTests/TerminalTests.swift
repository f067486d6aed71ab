// SPDX-License-Identifier: Apache-2.0
//
// Owns: the console on a real pseudo-terminal: drawn while it runs, given back when it ends, however it ends.

import Foundation
import Testing

/// What the terminal got from a run of the program on a pseudo-terminal of 80x24.
/// - Parameters:
///   - signal: sent to the program once it has drawn something.
///   - typing: what is typed, with its line ends.
func onTerminal(
  _ command: String, terminal: String = "xterm", signal: Int32? = nil, typing: String? = nil
) throws -> (status: Int32, text: String) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  // `exec`, so that a signal meets the program and not a shell.
  let line = "stty rows 24 cols 80; exec \(Program.path) \(command)"
  process.arguments = ["script", "--quiet", "--return", "--command", line, "/dev/null"]
  process.environment = ProcessInfo.processInfo.environment.merging(["TERM": terminal, "LC_ALL": "C.UTF-8"]) {
    $1
  }
  let input = Pipe()
  let output = Pipe()
  process.standardInput = input
  process.standardOutput = output
  try process.run()
  if let typing { try input.fileHandleForWriting.write(contentsOf: Data(typing.utf8)) }
  var bytes = Data()
  if let signal {
    while bytes.range(of: Data("km/h".utf8)) == nil {
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { break }
      bytes += more
    }
    for child in children(of: process.processIdentifier) { kill(child, signal) }
  }
  bytes += output.fileHandleForReading.readDataToEndOfFile()
  let text = String(decoding: bytes, as: UTF8.self)
  try input.fileHandleForWriting.close()
  process.waitUntilExit()
  return (process.terminationStatus, text)
}

/// xterm's other screen, taken and given back.
private let takes = "\u{1B}[?1049h"
private let returns = "\u{1B}[?1049l"

@Test("301 the console draws on its own screen, gives the terminal back and says what was logged")
func drawsAndReturns() throws {
  let folder = try Folder()
  let seen = try onTerminal("demo --speedup 200 --state \(folder.path)")
  #expect(seen.status == 0)
  let screens = seen.text.components(separatedBy: takes)
  try #require(screens.count == 2)
  let parts = screens[1].components(separatedBy: returns)
  try #require(parts.count == 2)
  #expect(parts[0].contains("SIMULATED") && parts[0].contains("█") && parts[0].contains("SET"))
  #expect(parts[1].contains("3 set(s) of a simulated belt logged"))
}

@Test("302 signals close the set and give the terminal back", arguments: [SIGTERM, SIGINT, SIGHUP])
func signalsReturn(signal: Int32) throws {
  let folder = try Folder()
  let seen = try onTerminal("demo --speedup 5 --state \(folder.path)", signal: signal)
  #expect(seen.status == 0, "\(seen.text.suffix(300))")
  #expect(seen.text.contains(takes) && seen.text.contains(returns))
}

/// The processes that a process started.
private func children(of parent: Int32) -> [Int32] {
  let path = "/proc/\(parent)/task/\(parent)/children"
  let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  return text.split(separator: " ").compactMap { Int32($0) }
}

@Test("303 a terminal that cannot place a cursor gets lines")
func dumbTerminal() throws {
  let folder = try Folder()
  let seen = try onTerminal("demo --speedup 300 --state \(folder.path)", terminal: "dumb")
  #expect(seen.status == 0)
  #expect(!seen.text.contains("\u{1B}["))
  #expect(seen.text.contains("km/h") && seen.text.contains("3 set(s)"))
}

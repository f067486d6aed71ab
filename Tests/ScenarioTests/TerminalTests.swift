// SPDX-License-Identifier: Apache-2.0
//
// Owns: the console on a real pseudo-terminal: drawn while it runs, given back when it ends, however it ends.

import Foundation
import TestSupport
import Testing

/// The demo on a terminal.
private func demo(
  _ folder: Folder, _ options: [String] = ["--speedup", "5"], rows: Int = 24, columns: Int = 80,
  environment: [String: String] = [:]
) throws -> PseudoTerminal {
  try PseudoTerminal(
    [Program.path, "demo", "--state", folder.path] + options, rows: rows, columns: columns,
    environment: environment)
}

@Test("the console draws on its own screen, gives the terminal back and says what was logged")
func drawsAndReturns() throws {
  let folder = try Folder()
  let terminal = try demo(folder, ["--scenario", "sprint", "--speedup", "60"])
  #expect(terminal.end() == 0)
  let screens = terminal.text.components(separatedBy: PseudoTerminal.takes)
  try #require(screens.count == 2)
  let parts = screens[1].components(separatedBy: PseudoTerminal.returns)
  try #require(parts.count == 2)
  #expect(parts[0].contains("SIMULATED") && parts[0].contains("█") && parts[0].contains("SET"))
  #expect(parts[1].contains("1 set of a simulated belt logged"))
  #expect(terminal.isRestored)
}

@Test("signals close the set and give the terminal back", arguments: [SIGTERM, SIGINT, SIGHUP])
func signalsReturn(signal: Int32) throws {
  let folder = try Folder()
  let terminal = try demo(folder)
  #expect(terminal.wait(for: "SIMULATED") && !terminal.isRestored)
  terminal.signal(signal)
  #expect(terminal.end() == 0, "\(terminal.text.suffix(300))")
  #expect(terminal.text.contains(PseudoTerminal.takes) && terminal.text.contains(PseudoTerminal.returns))
  #expect(terminal.isRestored)
}

@Test("a terminal that cannot place a cursor gets lines")
func dumbTerminal() throws {
  let folder = try Folder()
  let terminal = try demo(
    folder, ["--scenario", "sprint", "--speedup", "100"], environment: ["TERM": "dumb"])
  #expect(terminal.end() == 0)
  #expect(!terminal.text.contains("\u{1B}["))
  #expect(terminal.text.contains("km/h") && terminal.text.contains("1 set of"))
}

@Test(
  "a crash gives the terminal back before it ends the program by the same signal",
  arguments: [SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS])
func crashReturns(signal: Int32) throws {
  let folder = try Folder()
  let terminal = try demo(folder)
  #expect(terminal.wait(for: "SIMULATED") && !terminal.isRestored)
  terminal.signal(signal)
  #expect(terminal.end() == -signal)
  #expect(terminal.text.contains(PseudoTerminal.returns) && terminal.isRestored)
  // The cursor is seen again.
  #expect(terminal.text.suffix(200).contains("\u{1B}[?25h"))
}

@Test("keys change what is shown, sizes are followed at once, nothing is drawn outside")
func keysAndSizes() throws {
  let folder = try Folder()
  let terminal = try demo(folder, ["--view", "big"])
  #expect(terminal.wait(for: "SIMULATED"))
  for (key, answer) in [
    ("2", "view: detail"), ("4", "view: coach"), ("u", "speed in m/s"), ("m", "sound"),
  ] {
    let before = terminal.bytes.count
    // A full redraw: otherwise only the characters that differ are sent.
    terminal.press(key + "\u{0C}")
    #expect(terminal.wait(for: answer, after: before), "\(key)")
  }
  terminal.press("?")
  #expect(terminal.wait(for: "redraw"))
  terminal.press("?1")
  for (rows, columns) in [(5, 20), (80, 300), (1, 1), (24, 80)] {
    terminal.listen(seconds: 0.1)
    let before = terminal.bytes.count
    terminal.resize(rows: rows, columns: columns)
    // A whole screen is sent at a new size; what was sent before is skipped.
    #expect(terminal.wait(for: "\u{1B}[", after: before))
    terminal.listen(seconds: 0.5)
    let settled = terminal.bytes.count
    terminal.press("v\u{0C}")
    terminal.listen(seconds: 0.6)
    let farthest = terminal.farthest(after: settled)
    #expect(farthest.row <= rows && farthest.column <= columns, "\(columns)x\(rows): \(farthest)")
    #expect(rows < 5 || farthest.row > rows / 2, "\(columns)x\(rows): \(farthest)")
  }
  terminal.press("q")
  #expect(terminal.end() == 0, "\(terminal.text.suffix(300))")
  #expect(terminal.isRestored)
}

@Test("the key w lists the walkers, letters choose one, and the name comes into the heading")
func walkerIsChosen() throws {
  let folder = try Folder()
  // The first set makes the log; the walkers are there before the next one.
  #expect(
    try Program.run(["demo", "--scenario", "sprint", "--speedup", "60", "--state", folder.path]).status == 0)
  for name in ["Ada", "Ben"] {
    #expect(try Program.run(["walkers", "add", name, "--state", folder.path]).status == 0)
  }
  let terminal = try demo(folder, ["--scenario", "retro-walk-5min", "--speedup", "2", "--view", "big"])
  #expect(terminal.wait(for: "SIMULATED"))
  terminal.press("w\u{0C}")
  #expect(terminal.wait(for: "WHO WALKS?") && terminal.wait(for: "Ben"))
  terminal.press("be\u{0C}")
  let typed = terminal.bytes.count
  terminal.press("\r")
  // The name comes into the heading; until then it was in the list only.
  #expect(terminal.wait(for: "Ben", after: typed))
  let before = terminal.bytes.count
  terminal.press("w\u{0C}")
  #expect(terminal.wait(for: "WHO WALKS?", after: before))
  terminal.press("\u{1B}")
  terminal.press("q")
  #expect(terminal.end() == 0 && terminal.isRestored)
}

@Test("Ctrl-Z gives the terminal to the shell, and the screen comes back with the program")
func stopsAndGoesOn() throws {
  let folder = try Folder()
  let terminal = try PseudoTerminal(["bash", "--norc", "--noprofile", "-i"])
  terminal.press("\(Program.path) demo --speedup 5 --state \(folder.path)\n")
  #expect(terminal.wait(for: "SIMULATED"))
  terminal.press("\u{1A}")
  #expect(terminal.wait(for: "Stopped"))
  #expect(terminal.text.contains(PseudoTerminal.returns))
  let stopped = terminal.bytes.count
  terminal.press("stty -a | grep -o ' icanon'; fg\n")
  #expect(terminal.wait(for: " icanon\r", after: stopped))
  #expect(
    terminal.wait(for: PseudoTerminal.takes, after: stopped)
      && terminal.wait(for: "SIMULATED", after: stopped))
  let back = terminal.bytes.count
  terminal.press("q")
  #expect(terminal.wait(for: PseudoTerminal.returns, after: back))
  terminal.press("exit 7\n")
  #expect(terminal.end() == 7)
}

@Test("few colours, few glyphs, another language: each terminal gets what it can show")
func otherTerminals() throws {
  let folder = try Folder()
  let console = try demo(folder, environment: ["TERM": "linux"])
  #expect(console.wait(for: "SIMULATED") && console.wait(for: "█"))
  console.listen(seconds: 0.3)
  #expect(!console.text.contains { "▀▄▁▂▃▅▆▇".contains($0) })
  let ascii = try demo(folder, environment: ["LC_ALL": "C"])
  #expect(ascii.wait(for: "SIMULATED") && ascii.wait(for: "####"))
  #expect(ascii.bytes.allSatisfy { $0 < 0x80 })
  let plain = try demo(folder, environment: ["NO_COLOR": "1"])
  #expect(plain.wait(for: "SIMULATED"))
  for colour in 30...37 {
    #expect(!plain.text.contains("[\(colour)m") && !plain.text.contains(";\(colour)m"))
  }
  let german = try demo(folder, environment: ["LC_ALL": "", "LANG": "de_DE.UTF-8"])
  #expect(german.wait(for: "SIMULIERT") && german.wait(for: "█"))
  for terminal in [console, ascii, plain, german] {
    terminal.press("q")
    #expect(terminal.end() == 0 && terminal.isRestored)
  }
}

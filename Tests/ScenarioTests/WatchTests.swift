// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill watch` on a terminal while its daemon comes, goes and changes.

import Foundation
import TestSupport
import Testing

/// A daemon on a simulated belt, which ends when it is deallocated.
private final class SimulatedDaemon {
  private let process: Process

  init(_ folder: Folder) throws {
    process = Program.process([
      "run", "--input", "simulated:retro-walk-5min", "--state", folder.path, "--socket", folder.path + "/s",
    ])
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    for _ in 0..<600 where !FileManager.default.fileExists(atPath: folder.path + "/s") {
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  deinit { stop() }

  func stop() {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }
}

/// A socket that greets every reader and, the first time, goes away again at once.
private func greeter(_ path: String, protocols: [Int]) throws -> Process {
  let code = """
    import socket, sys, os
    for number in sys.argv[2:]:
      listener = socket.socket(socket.AF_UNIX)
      listener.bind(sys.argv[1] + ".new")
      listener.listen(4)
      os.rename(sys.argv[1] + ".new", sys.argv[1])
      for _ in range(1):
        reader = listener.accept()[0]
        try:
          reader.sendall(b'{"type":"hello","protocol":{"major":%s,"minor":0},"software":"9","capabilities":[],"machines":[]}\\n' % number.encode())
        except OSError:
          pass
        reader.close()
      listener.close()
    """
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["python3", "-c", code, path] + protocols.map { "\($0)" }
  try process.run()
  for _ in 0..<600 where !FileManager.default.fileExists(atPath: path) { Thread.sleep(forTimeInterval: 0.05) }
  return process
}

@Test("watch waits for a daemon that went, says so, and goes on when there is one again")
func waitsForReturn() throws {
  let folder = try Folder()
  var daemon = try SimulatedDaemon(folder)
  let terminal = try PseudoTerminal([Program.path, "watch", "--socket", folder.path + "/s"])
  #expect(terminal.wait(for: "Simulated belt"))
  daemon.stop()
  #expect(terminal.wait(for: "NO SERVICE"))
  #expect(terminal.wait(for: "waiting for the deadmill service (\(folder.path)/s)"))
  let away = terminal.bytes.count
  daemon = try SimulatedDaemon(folder)
  #expect(terminal.wait(for: "OK", after: away))
  terminal.press("q")
  #expect(terminal.end() == 0 && terminal.isRestored)
  daemon.stop()
}

@Test("a daemon of another protocol is named, first or later, and the terminal is given back")
func otherProtocol() throws {
  let folder = try Folder()
  let path = folder.path + "/s"
  let first = try greeter(path, protocols: [3])
  let refused = try PseudoTerminal([Program.path, "watch", "--socket", path])
  #expect(refused.end() == 1)
  #expect(refused.text.contains("the daemon speaks protocol 3, this program 2; use the same version"))
  #expect(refused.isRestored)
  first.terminate()
  first.waitUntilExit()
  try? FileManager.default.removeItem(atPath: path)
  let second = try greeter(path, protocols: [2, 3])
  let later = try PseudoTerminal([Program.path, "watch", "--socket", path])
  #expect(later.wait(for: PseudoTerminal.takes))
  #expect(later.end() == 1)
  #expect(later.text.contains(PseudoTerminal.returns) && later.text.contains("use the same version"))
  #expect(later.isRestored)
  second.terminate()
  second.waitUntilExit()
}

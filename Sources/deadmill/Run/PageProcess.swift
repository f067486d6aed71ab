// SPDX-License-Identifier: Apache-2.0
//
// Owns: the page's program beside a demo: finding it, starting it, ending it. Must not know: the page.

import Foundation
import Settings
import Synchronization

/// `deadmill-connect web` as a child of this process.
final class PageProcess: Sendable {
  private static let program = "deadmill-connect"
  /// How long it may take until it answers, seconds.
  private static let patienceS = 20

  /// Where the page is, with a slash at its end.
  let address: String
  private let process: Mutex<Process>

  /// A socket for a demo, in a folder of this user's own: paths of sockets are short.
  static func socket(in directory: String) -> String {
    let own = directory + "/demo.sock"
    return own.utf8.count <= 90 ? own : NSTemporaryDirectory() + "deadmill-demo-\(getpid()).sock"
  }

  /// Starts it and waits until it answers.
  init(socket: String, state: String) throws {
    guard let path = Self.path else {
      throw PageProblem(
        "--web: \(Self.program) is not installed; it is a package of its own, or `make web` builds it")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [
      "web", "--demo", "--socket", socket, "--state", state, "--data", state + "/web",
    ]
    let pipe = Pipe()
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    guard let address = Self.address(pipe.fileHandleForReading) else {
      process.terminate()
      throw PageProblem("--web: the page did not start; run `\(path) web --demo` to see why")
    }
    self.address = address
    self.process = Mutex(process)
  }

  func end() {
    process.withLock { process in
      guard process.isRunning else { return }
      process.terminate()
      process.waitUntilExit()
    }
  }

  /// Beside this program, else where programs are.
  private static var path: String? {
    let own = Bundle.main.executableURL?.deletingLastPathComponent().path
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":").map(
      String.init)
    return ([own].compactMap { $0 } + folders).map { $0 + "/" + program }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// Reads what it says until it names its address; what comes later is read and left, so that it never waits for us.
  private static func address(_ output: FileHandle) -> String? {
    let found = Mutex<String?>(nil)
    let isOver = DispatchSemaphore(value: 0)
    let text = Mutex("")
    output.readabilityHandler = { handle in
      let data = handle.availableData
      let whole = text.withLock { text in
        text = String((text + String(decoding: data, as: UTF8.self)).suffix(4096))
        return text
      }
      let address = whole.firstMatch(of: /the page is at (\S+)/).map { String($0.1) }
      if let address { found.withLock { $0 = address } }
      if address != nil || data.isEmpty { isOver.signal() }
      if data.isEmpty { handle.readabilityHandler = nil }
    }
    _ = isOver.wait(timeout: .now() + .seconds(patienceS))
    return found.withLock { $0 }
  }
}

/// Why there is no page.
struct PageProblem: Error, CustomStringConvertible {
  let description: String

  init(_ text: String) { description = text }
}

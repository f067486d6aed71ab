// SPDX-License-Identifier: Apache-2.0
//
// Owns: a child process that reports its progress and is killed at an instant. Must not know: what it does.

import Foundation

/// A process whose lines are read, and that can be killed without warning.
final class Child {
  private let process = Process()
  private let pipe = Pipe()
  private var pending: [UInt8] = []
  private var isAtEnd = false

  /// - Parameter errors: a file for what it says on standard error; nil throws that away.
  init(_ program: String, _ arguments: [String], errors: String? = nil) throws {
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    if let errors {
      _ = FileManager.default.createFile(atPath: errors, contents: nil)
      process.standardError = FileHandle(forWritingAtPath: errors)
    } else {
      process.standardError = FileHandle.nullDevice
    }
    try process.run()
  }

  /// This program again, in another role.
  static func own(_ arguments: [String], errors: String? = nil) throws -> Child {
    try Child(Bundle.main.executablePath ?? CommandLine.arguments[0], ["child"] + arguments, errors: errors)
  }

  /// The next line; nil when it has ended.
  func line() -> String? {
    while true {
      if let end = pending.firstIndex(of: 10) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeFirst(end + 1)
        return line
      }
      guard !isAtEnd else { return nil }
      let data = pipe.fileHandleForReading.availableData
      if data.isEmpty { isAtEnd = true }
      pending += data
    }
  }

  /// The rest of its output, without an incomplete last line.
  func rest() -> [String] {
    var lines: [String] = []
    while let line = line() { lines.append(line) }
    return lines
  }

  var isRunning: Bool { process.isRunning }

  /// SIGKILL after a time, to the microsecond. Nothing happens to a process that has ended.
  func kill(afterS seconds: Double) {
    let due = ContinuousClock.now + .seconds(seconds)
    if seconds > 0.001 { Thread.sleep(forTimeInterval: seconds - 0.0005) }
    while ContinuousClock.now < due {}
    if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
  }

  /// A signal at once.
  func send(_ signal: Int32) { if process.isRunning { Glibc.kill(process.processIdentifier, signal) } }

  /// Waits for its end.
  /// - Returns: whether a signal ended it.
  func wasKilled() -> Bool {
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
  }

  /// Waits for its end; its exit status, or 128 and the signal's number.
  var status: Int32 {
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: a real pseudo-terminal with a program on it, and what it was sent.

import Foundation

/// Parts of a terminal's mode that a full-screen program changes.
struct TerminalMode: Equatable {
  var input: tcflag_t
  var output: tcflag_t
  var local: tcflag_t

  init(_ descriptor: Int32) {
    var mode = termios()
    _ = unsafe tcgetattr(descriptor, &mode)
    (input, output, local) = (mode.c_iflag, mode.c_oflag, mode.c_lflag)
  }
}

/// A pseudo-terminal. The test keeps the program's side open, so that its mode can be looked at afterwards.
final class PseudoTerminal {
  /// xterm's other screen, taken and given back.
  static let takes = "\u{1B}[?1049h"
  static let returns = "\u{1B}[?1049l"

  private var master: Int32
  private let slave: Int32
  private let process = Process()
  private let first: TerminalMode
  /// Everything the program has sent.
  private(set) var bytes = Data()

  /// Starts a program on a terminal of its own, as its session's leader.
  init(_ command: [String], rows: Int = 24, columns: Int = 80, environment: [String: String] = [:]) throws {
    var ends: (master: Int32, slave: Int32) = (-1, -1)
    guard unsafe openpty(&ends.master, &ends.slave, nil, nil, nil) == 0 else { throw POSIXError(.ENOTTY) }
    (master, slave) = ends
    for descriptor in [master, slave] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    first = TerminalMode(slave)
    resize(rows: rows, columns: columns)
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
    process.arguments = ["--ctty", "--wait"] + command
    let usual = [
      "TERM": "xterm", "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no", "NO_COLOR": "", "PAGER": "cat",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging(usual) { $1 }.merging(environment) {
      $1
    }
    let side = FileHandle(fileDescriptor: slave)
    process.standardInput = side
    process.standardOutput = side
    process.standardError = side
    try process.run()
  }

  deinit {
    if process.isRunning {
      signal(SIGKILL)
      process.terminate()
    }
    if master >= 0 { close(master) }
    close(slave)
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether the terminal's mode is as it was before the program.
  var isRestored: Bool { TerminalMode(slave) == first }

  func resize(rows: Int, columns: Int) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = unsafe ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Presses keys.
  func press(_ keys: String) {
    let bytes = Array(keys.utf8)
    _ = unsafe write(master, bytes, bytes.count)
  }

  /// Reads until something was sent, after so many bytes; whether it was. Bounded, for a machine that has much to do.
  @discardableResult
  func wait(for wanted: String, after: Int = 0, seconds: Double = 60) -> Bool {
    let end = Date.now.addingTimeInterval(seconds)
    let pattern = Data(wanted.utf8)
    while Date.now < end {
      if bytes.dropFirst(after).range(of: pattern) != nil { return true }
      if !read(milliseconds: 100), !process.isRunning {
        return bytes.dropFirst(after).range(of: pattern) != nil
      }
    }
    return false
  }

  /// Takes what is there; whether there was anything.
  @discardableResult
  private func read(milliseconds: Int32) -> Bool {
    var watched = [pollfd(fd: master, events: Int16(POLLIN), revents: 0)]
    guard unsafe poll(&watched, 1, milliseconds) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe Foundation.read(master, &buffer, buffer.count)
    if count > 0 { bytes.append(contentsOf: buffer.prefix(count)) }
    return count > 0
  }

  /// Reads what comes for a while.
  func listen(seconds: Double) {
    let end = Date.now.addingTimeInterval(seconds)
    while Date.now < end { read(milliseconds: 20) }
  }

  /// Sends a signal to the program itself, which setsid(1) waits for.
  func signal(_ number: Int32) {
    let path = "/proc/\(process.processIdentifier)/task/\(process.processIdentifier)/children"
    let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let children = text.split(separator: " ").compactMap { Int32($0) }
    for child in children.isEmpty ? [process.processIdentifier] : children { kill(child, number) }
  }

  /// Closes this side, as a terminal does whose window is closed; the program's status once it has ended, or minus the
  /// signal that ended it.
  func hangUp(seconds: Double = 90) -> Int32 {
    close(master)
    master = -1
    let limit = Date.now.addingTimeInterval(seconds)
    while process.isRunning, Date.now < limit { Thread.sleep(forTimeInterval: 0.02) }
    guard !process.isRunning else { return Int32.min }
    return process.terminationReason == .uncaughtSignal
      ? -process.terminationStatus : process.terminationStatus
  }

  /// Reads to the end of the program; its status, or minus the signal that ended it.
  func end(seconds: Double = 90) -> Int32 {
    let limit = Date.now.addingTimeInterval(seconds)
    while process.isRunning, Date.now < limit { read(milliseconds: 50) }
    guard !process.isRunning else { return Int32.min }
    while read(milliseconds: 50) {}
    let status = process.terminationStatus
    if process.terminationReason == .uncaughtSignal { return -status }
    // setsid(1) reports a signal like this.
    return text.contains("did not exit normally") ? -(status & 0x7F) : status
  }

  /// The highest row and column that a cursor was sent to, after so many bytes.
  func farthest(after: Int) -> (row: Int, column: Int) {
    var farthest = (row: 0, column: 0)
    for piece in String(decoding: bytes.dropFirst(after), as: UTF8.self).components(separatedBy: "\u{1B}[")
      .dropFirst()
    {
      let digits = piece.prefix { $0.isNumber || $0 == ";" }
      guard let command = piece.dropFirst(digits.count).first else { continue }
      let numbers = digits.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 1 }
      if command == "H" {
        farthest.row = max(farthest.row, numbers.first ?? 1)
        farthest.column = max(farthest.column, numbers.count > 1 ? numbers[1] : 1)
      }
      if command == "d" { farthest.row = max(farthest.row, numbers.first ?? 1) }
      if command == "G" { farthest.column = max(farthest.column, numbers.first ?? 1) }
    }
    return farthest
  }
}

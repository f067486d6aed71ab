// SPDX-License-Identifier: Apache-2.0
//
// Owns: everything that the program writes to its standard output and standard error. Must not know: what it says.
//
// Output that cannot be written never crashes a program, and never ends one that counts a belt:
//
//     a command that prints     ends at once: quietly if its reader has gone, as `| head` has, else with the reason
//     a live display            asks its services to end in order, so that the set in progress is kept
//     standard error, logs      dropped; nothing is left to report it to

import Files
import Foundation
import Synchronization

enum Output {
  /// What a shell shows for a program that SIGPIPE ended: scripts know it from other tools.
  static let readerHasGone: Int32 = 141

  private static let isEnding = Mutex(false)

  static func line(_ text: String) { self.text(text + "\n") }

  /// Writes text at once. Ends the program if that is impossible: a command has nothing else to do.
  static func text(_ text: String) {
    guard let number = write(text, to: STDOUT_FILENO) else { return }
    if number == EPIPE { exit(readerHasGone) }
    error("deadmill: standard output: \(reason(number))")
    exit(1)
  }

  /// A line of a display that runs beside a belt. If it cannot be written, the services are asked to end, as by SIGTERM.
  static func liveLine(_ line: String) {
    guard write(line + "\n", to: STDOUT_FILENO) != nil else { return }
    let isFirst = isEnding.withLock { isEnding in
      defer { isEnding = true }
      return !isEnding
    }
    if isFirst { kill(getpid(), SIGTERM) }
  }

  /// A line on standard error. What it quotes from outside may hold anything: characters that control a terminal, or turn
  /// the direction of what follows, are replaced.
  static func error(_ text: String) { draw(plain(text) + "\n") }

  private static func plain(_ text: String) -> String {
    let isHarmless = { (scalar: Unicode.Scalar) in
      switch scalar.value {
      case 0x09, 0x0A: true
      case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F: false
      default: true
      }
    }
    guard !text.unicodeScalars.allSatisfy(isHarmless) else { return text }
    var plain = String.UnicodeScalarView()
    plain.append(contentsOf: text.unicodeScalars.map { isHarmless($0) ? $0 : "\u{FFFD}" })
    return String(plain)
  }

  /// Text on standard error as it is, such as a line that is written over again.
  static func draw(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  /// - Returns: the system's error number; nil if all was written.
  private static func write(_ text: String, to descriptor: Int32) -> Int32? {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      // SAFETY: the pointer is used only within the call, for as many bytes as there are.
      let count = unsafe rest.withUnsafeBytes {
        unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Another program that shares this terminal has made it non-blocking.
        var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        // SAFETY: one structure, which poll(2) fills within the call.
        _ = unsafe poll(&ready, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }

  private static func reason(_ number: Int32) -> String {
    switch number {
    case ENOSPC, EDQUOT: "cannot be written (no room left); free some space"
    case EBADF: "is closed; give the command one, or name a file if it has an option for that"
    case EIO: "cannot be written (the terminal or the device has gone)"
    default: "cannot be written (\(SystemReason.text(number)))"
    }
  }
}

/// The three standard streams, made safe before anything else is opened.
enum StandardStreams {
  /// Gives each stream that is closed a descriptor that fails as a closed one does, so that no file which is opened later
  /// can take its number and be written to by mistake. And a reader that has gone is an error of the write, not a signal.
  static func prepare() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
      // open(2) gives the lowest number that is free, which is this one. Written to, a descriptor for reading fails.
      // SAFETY: open(2) reads the path within the call.
      _ = unsafe open("/dev/null", O_RDONLY)
    }
    ignorePipeSignal()
  }

  /// By a handler that does nothing, since a program started by this one would inherit that the signal is ignored.
  static func ignorePipeSignal() { signal(SIGPIPE) { _ in } }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: text that may be longer than the screen, shown in the user's pager. Must not know: its content.

import ArgumentParser
import Foundation

struct PagerOption: ParsableArguments {
  @Flag(help: "Do not use a pager for text longer than the screen ($PAGER, default: less).")
  var noPager = false

  /// Writes text as it is produced, paged if it is longer than the screen; ends when the user quits the pager.
  /// - Parameter atEnd: whether what matters is at the end.
  func paging(
    _ look: TerminalLook, atEnd: Bool = false, _ body: (_ write: (String) throws -> Void) throws -> Void
  ) throws {
    let command = noPager ? nil : Pager.command(ProcessInfo.processInfo.environment)
    guard let command, look.isTerminal, var rows = look.rows else { return try body(Output.text) }
    var waiting = ""
    var lines = 0
    var pager: Pager?
    defer { pager?.end() }
    do {
      try body { text in
        if let pager { return try pager.write(text) }
        waiting += text
        lines += text.count { $0 == "\n" }
        // The last row is the shell's.
        guard lines >= rows else { return }
        pager = Pager(command, atEnd: atEnd)
        if let pager { try pager.write(waiting) } else { Output.text(waiting) }
        waiting = ""
        // One that cannot be started is not tried again.
        rows = .max
      }
      Output.text(waiting)
    } catch is Pager.Left {}
  }
}

/// A pager that runs.
@safe final class Pager {
  /// The pager was closed.
  struct Left: Error {}

  // SAFETY: popen's stream, open from `init` to `end`.
  private let stream: UnsafeMutablePointer<FILE>

  /// The pager to run; nil if none is wanted or it does not exist.
  static func command(_ environment: [String: String]) -> String? {
    let wanted = environment["PAGER"] ?? "less"
    guard let program = wanted.split(separator: " ").first.map(String.init), program != "cat" else {
      return nil
    }
    // A terminal that cannot place a cursor has no pager that could use it.
    if ["", "dumb"].contains(environment["TERM"] ?? "") { return nil }
    if program.contains("/") { return FileManager.default.isExecutableFile(atPath: program) ? wanted : nil }
    let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
      ? wanted : nil
  }

  /// The behaviour of less unless the user has configured it: colours are shown, what was seen stays on the screen. Its `F`
  /// (leave what fits) does not go together with beginning at the end.
  static func lessOptions(atEnd: Bool) -> String { atEnd ? "RX+G" : "FRX" }

  /// Nil if it cannot be started.
  init?(_ command: String, atEnd: Bool) {
    // SAFETY: both texts are copied within the call.
    unsafe setenv("LESS", Self.lessOptions(atEnd: atEnd), 0)
    // SAFETY: popen(3) reads the texts within the call; its stream is closed once, by `end`.
    guard let stream = unsafe popen(command, "w") else { return nil }
    unsafe self.stream = stream
    // Ctrl-C is the pager's, which ends in its own time. A pager that was left is an error of the next write.
    signal(SIGINT, SIG_IGN)
  }

  func write(_ text: String) throws {
    let bytes = Array(text.utf8)
    // SAFETY: the bytes are read within the call, as many as there are; the stream is open.
    guard unsafe fwrite(bytes, 1, bytes.count, stream) == bytes.count else { throw Left() }
  }

  /// Waits until the pager has ended.
  func end() {
    // SAFETY: the stream is not used after.
    _ = unsafe pclose(stream)
    signal(SIGINT, SIG_DFL)
  }
}

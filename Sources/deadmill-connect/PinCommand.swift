// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill-connect pin`: the staff's password as the configuration keeps it. Must not know: the configuration.

import ArgumentParser
import Foundation
import Web

struct PinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin", abstract: "Make the staff's password for web.yaml.",
    discussion: """
      Asks for the password twice without showing it, or reads one line of standard input, and prints the line for \
      web.yaml. Only a hash is printed: the password itself is stored nowhere.
      """)

  func run() throws {
    let password = try isatty(STDIN_FILENO) == 1 ? asked() : (readLine() ?? "")
    guard password.count >= PasswordHash.shortestPassword else {
      throw Failure(
        "the password has \(password.count) characters; \(PasswordHash.shortestPassword) at least are needed",
        status: 2)
    }
    guard let hash = PasswordHash.make(password) else {
      throw Failure("the password cannot be used: it is too long, or has a NUL in it", status: 2)
    }
    ConnectLog.output("staff: \"\(hash)\"")
  }

  private func asked() throws -> String {
    let first = hidden("Password for the staff: ")
    guard first == hidden("Once more: ") else {
      throw Failure("the two are not the same; nothing was made", status: 2)
    }
    return first
  }

  /// A line that is not shown while it is typed.
  private func hidden(_ question: String) -> String {
    var settings = termios()
    // SAFETY: the structure is filled by tcgetattr(3), and only then given back.
    unsafe tcgetattr(STDIN_FILENO, &settings)
    var silent = settings
    silent.c_lflag &= ~tcflag_t(ECHO)
    unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    defer { unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) }
    try? FileHandle.standardError.write(contentsOf: Data(question.utf8))
    let line = readLine() ?? ""
    try? FileHandle.standardError.write(contentsOf: Data("\n".utf8))
    return line
  }
}

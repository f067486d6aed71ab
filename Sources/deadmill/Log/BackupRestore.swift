// SPDX-License-Identifier: Apache-2.0
//
// Owns: restoring a backup: not while another program has the log, and only if a person agrees. Must not know: SQLite.

import Daemon
import Files
import Foundation
import LiveFeed
import SetLog
import Text

struct BackupRestore {
  let file: String
  let state: StateOption
  let yes: Bool
  let json: Bool

  /// Whether a word names a file and not a set: it is one, or is written like a path.
  static func isMeant(_ word: String) -> Bool {
    word.contains("/") || word.hasSuffix(".sqlite") || FileStatus(word) != nil
  }

  func run() throws {
    let directory = state.chosen
    let log = directory + "/" + SetLog.fileName
    try refuseWrongFile(log)
    try refuseUnreadable()
    try refuseRunning(directory, log)
    try confirm(log)
    try make(directory)
    let restored = try SetLog.restore(file, into: directory) { path in
      KeptCopy.name(of: path, day: KeptCopy.today, endings: ["", "-wal", "-shm"])
    }
    if restored.damages > 0 {
      Output.error(
        "warning: \(CountText.of(restored.damages, "damage")) in the backup; `deadmill verify` lists them")
    }
    if json {
      let aside = restored.aside.map(JSONText.quoted) ?? "null"
      return Output.line("{\"sets\":\(restored.sets),\"bytes\":\(restored.bytes),\"aside\":\(aside)}")
    }
    Output.line("\(log): restored from \(file), \(CountText.of(restored.sets, "set")).")
    if let aside = restored.aside {
      Output.line(
        "The log that was there is \(aside); `deadmill sets --state \(ShellWord.quoted(aside))` shows it.")
    }
    if directory == StateOption.service {
      Output.line("Start the daemon again: `sudo systemctl start deadmill`.")
    }
  }

  private func refuseWrongFile(_ log: String) throws {
    guard let status = FileStatus(file) else {
      throw UsageError("\(file): no such file; name a backup, such as those of `deadmill backup`")
    }
    if status.kind == .directory {
      throw UsageError("\(file): is a directory; name the file in it, such as \(file)/\(SetLog.fileName)")
    }
    if FilePath.isSame(file, log) { throw UsageError("\(file): is the log itself; name a backup") }
    guard FilePath.isDatabase(file) else {
      throw UsageError("\(file): is no backup of a log; `deadmill import` reads exports (JSON)")
    }
  }

  private func refuseUnreadable() throws {
    do throws(SetLogError) {
      _ = try SetLog(readingFrom: file)
    } catch {
      switch error.code {
      case .notReadable:
        throw CommandFailure("\(file): is no backup of a log (\(error.reason)); name another file")
      case .damaged: throw CommandFailure("\(file): the backup is damaged (\(error.reason)); use another one")
      default: throw error
      }
    }
  }

  /// No program may have the log open: it would go on writing to the file that is put aside.
  private func refuseRunning(_ directory: String, _ log: String) throws {
    var holder = LogLock.holder(log).map { "process \($0)" }
    if let socket = ControlLink.target(in: directory), Self.answers(socket) { holder = "the daemon" }
    guard let holder else { return }
    let remedy =
      directory == StateOption.service
      ? "stop it first: `sudo systemctl stop deadmill`" : "end it first, and then restore again"
    throw CommandFailure("\(log): \(holder) has it open; \(remedy)")
  }

  private static func answers(_ socket: String) -> Bool {
    do {
      _ = try ControlClient.connect(to: socket)
      return true
    } catch {
      return false
    }
  }

  private func confirm(_ log: String) throws {
    guard FileStatus(log) != nil, !yes, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return }
    let now =
      (try? SetLog.opened(reading: state.chosen).count()).map { CountText.of($0, "set") }
      ?? "a log that cannot be read"
    let then = try SetLog.opened(reading: file).count()
    Output.text("Replace \(log) (\(now)) by \(file) (\(CountText.of(then, "set")))? [y/N] ")
    guard let answer = readLine()?.lowercased(), ["y", "yes"].contains(answer) else {
      throw CommandFailure("not restored")
    }
  }

  private func make(_ directory: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700 as NSNumber])
    } catch {
      throw OutputFileError(path: directory, problem: .system(errno == 0 ? EACCES : errno))
    }
    guard FileManager.default.isWritableFile(atPath: directory) else {
      throw OutputFileError(path: directory, problem: .system(EACCES))
    }
  }
}

/// A command that came to nothing, with the reason: exit status 1.
struct CommandFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

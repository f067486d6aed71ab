// SPDX-License-Identifier: Apache-2.0
//
// Owns: the program's one entry, its subcommands and its exit status:
// 0 done, 1 failed, 2 usage or configuration.

import ArgumentParser
import Daemon
import Foundation
import SetKeeping
import Settings

struct Deadmill: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deadmill",
    abstract: "Measures a treadmill that is switched off: distance, speed, power, and every set by itself.",
    version: SoftwareVersion.current,
    subcommands: [
      DemoCommand.self, RunCommand.self, WatchCommand.self, SetsCommand.self, ShowCommand.self,
      ExportCommand.self, ImportCommand.self, ProgressCommand.self, WalkersCommand.self, ClaimCommand.self,
      NoteCommand.self, AcceptCommand.self, DiscardCommand.self,
      MachinesCommand.self, BackupCommand.self, VerifyCommand.self, DoctorCommand.self, SetupCommand.self,
      ConfigCommand.self, CalibrateCommand.self, RecomputeCommand.self, ReplayCommand.self,
      RecordCommand.self, SimulateCommand.self,
    ])
}

/// The user asked for something that cannot be: exit status 2.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

@main
enum Main {
  static func main() async {
    do {
      var command = try Deadmill.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      end(with: error)
    }
  }

  /// Tells what went wrong in plain words, and leaves.
  private static func end(with error: any Error) -> Never {
    switch error {
    case is UsageError, is ConfigurationError:
      Output.error("deadmill: \(error)")
      exit(2)
    default: break
    }
    let code = Deadmill.exitCode(for: error)
    if code == .success {
      Output.line(Deadmill.fullMessage(for: error))
      exit(0)
    }
    if code == .validationFailure {
      Output.error(Deadmill.fullMessage(for: error))
      exit(2)
    }
    if let status = error as? ExitCode { exit(status.rawValue) }
    Output.error("deadmill: \(error)")
    exit(1)
  }
}

/// Lines to the terminal or a file, each at once.
enum Output {
  static func line(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

  static func text(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

  static func error(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

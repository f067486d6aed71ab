// SPDX-License-Identifier: Apache-2.0
//
// Owns: the program's one entry and its subcommands.

import ArgumentParser
import Files
import Foundation
import Settings
import Simulation

struct Deadmill: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deadmill",
    abstract: "Measures an unpowered treadmill: distance, speed, power. Sets are detected automatically.",
    discussion: """
      Exit status: 0 done; 1 could not be done; 2 the command line or the configuration has to be changed, also if \
      it names a set, walker, machine or file that is not there. doctor: 1 warnings, 2 faults.
      """,
    version: SoftwareVersion.current,
    subcommands: [
      DemoCommand.self, RunCommand.self, WatchCommand.self, SetsCommand.self, ShowCommand.self,
      ExportCommand.self, ImportCommand.self, ProgressCommand.self, WalkersCommand.self, ClaimCommand.self,
      NoteCommand.self, EditCommand.self, AcceptCommand.self, DiscardCommand.self, RestoreCommand.self,
      MergeCommand.self, SplitCommand.self, EnterCommand.self, UndoCommand.self, ChangesCommand.self,
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
    StandardStreams.prepare()
    do {
      let arguments = Array(CommandLine.arguments.dropFirst())
      var command = try Deadmill.parseAsRoot(CommandLineCheck.prepared(arguments, Deadmill.self))
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      end(with: error)
    }
  }

  /// Reports what went wrong in plain words, and ends the program.
  private static func end(with error: any Error) -> Never {
    let code = Deadmill.exitCode(for: error)
    if code == .success {
      Output.line(Deadmill.fullMessage(for: error))
      exit(0)
    }
    if code == .validationFailure {
      let misspelt = UnknownOption.message(Array(CommandLine.arguments.dropFirst()), Deadmill.self)
      Output.draw(UsageMessage(full: Deadmill.fullMessage(for: error), misspelt: misspelt).text)
      exit(ExitStatus.usage)
    }
    if let status = error as? ExitCode { exit(status.rawValue) }
    if hasLostReader(error) { exit(Output.readerHasGone) }
    Output.error("deadmill: \(error)")
    exit(ExitStatus.of(error))
  }

  /// Whether a write failed since the reader of a pipe has gone.
  private static func hasLostReader(_ error: any Error) -> Bool {
    switch error {
    case let error as OutputFileError: error.number == EPIPE
    case let error as RecordingError: error.problem == .readerHasGone
    default: false
    }
  }
}

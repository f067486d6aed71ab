// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill import`: a JSON export into a log.

import ArgumentParser
import Foundation
import SetLog

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import a log that `deadmill export --format json` has written.",
    discussion: """
      Sets that are there already are left alone, so importing twice changes nothing. A set that is damaged is named \
      and left out; the exit status is then 1.
      """)

  @Argument(help: "The JSON file.", completion: .file(extensions: ["json"]))
  var file: String

  @OptionGroup var state: StateOption

  @Flag(help: "Only check the file and tell what would be imported.")
  var dryRun = false

  func run() throws {
    let summary =
      try dryRun
      ? LogImport.rehearse(file, into: present()) : LogImport.run(file, into: SetLog(directory: state.chosen))
    for line in summary.refused { Output.error(line) }
    let verb = dryRun ? "would be added" : "added"
    let refused = summary.refused.isEmpty ? "" : ", \(summary.refused.count) refused"
    Output.line("\(summary.added) sets \(verb), \(summary.present) there already\(refused).")
    if !summary.refused.isEmpty { throw ExitCode(1) }
  }

  /// The log to compare with; a rehearsal makes none.
  private func present() throws -> SetLog? {
    do {
      return try SetLog(readingFrom: state.chosen)
    } catch {
      // No pattern at the catch: compilers of the 6.2 series crash on one that lets other errors through.
      if case .noLog = error { return nil }
      throw error
    }
  }
}

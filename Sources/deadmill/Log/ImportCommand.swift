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
      Sets that are there already are left alone, so importing twice changes nothing. A line that is damaged is named \
      and left out; the exit status is then 1.
      """)

  @Argument(help: "The file.", completion: .file(extensions: ["jsonl"]))
  var file: String

  @OptionGroup var state: StateOption

  @Flag(help: "Only check the file and say what would be imported.")
  var dryRun = false

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let bytes = (try? FileManager.default.attributesOfItem(atPath: file))?[.size] as? Int
    let bar = ProgressBar("Importing", total: bytes)
    let summary =
      try dryRun
      ? LogImport.rehearse(file, into: present()) { bar.show($0) }
      : LogImport.run(file, into: { try SetLog.opened(making: state.chosen) }) { bar.show($0) }
    bar.end()
    tell(summary)
    if summary.refusedLines > 0 { throw ExitCode(1) }
  }

  private func tell(_ summary: ImportSummary) {
    if json {
      let refused = JSONText.array(summary.refused.map(JSONText.string))
      let counts =
        "\"added\":\(summary.added),\"present\":\(summary.present),\"refusedLines\":\(summary.refusedLines)"
      return Output.line("{\(counts),\"dryRun\":\(dryRun),\"refused\":\(refused)}")
    }
    for line in summary.refused { Output.error(line) }
    let verb = dryRun ? "would be added" : "added"
    let refused = summary.refusedLines == 0 ? "" : ", \(summary.refusedLines) lines refused"
    Output.line("\(summary.added) sets \(verb), \(summary.present) there already\(refused).")
  }

  /// The log to compare with; a rehearsal makes none.
  private func present() throws -> SetLog? {
    do {
      return try SetLog.opened(reading: state.chosen)
    } catch {
      // No pattern at the catch: compilers of the 6.2 series crash on one that lets other errors through.
      if (error as? SetLogError)?.code == .noLog { return nil }
      throw error
    }
  }
}

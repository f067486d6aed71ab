// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill import`: a JSON export into a log.

import ArgumentParser
import Foundation
import SetLog
import Text

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import a log that `deadmill export --format json` wrote.",
    discussion: """
      Sets that the log already has are skipped, so importing twice changes nothing. A damaged line is named and \
      skipped; the exit status is then 1.
      """)

  @Argument(help: "JSON Lines file to import.", completion: .file(extensions: ["jsonl"]))
  var file: String

  @OptionGroup var state: StateOption

  @Flag(help: "Only check the file and report what would be imported.")
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
    report(summary)
    if summary.refusedLines > 0 { throw ExitCode(1) }
  }

  private func report(_ summary: ImportSummary) {
    if json {
      let refused = JSONText.array(summary.refused.map(JSONText.string))
      let counts =
        "\"added\":\(summary.added),\"present\":\(summary.present),\"refusedLines\":\(summary.refusedLines)"
      return Output.line("{\(counts),\"dryRun\":\(dryRun),\"refused\":\(refused)}")
    }
    for line in summary.refused { Output.error(line) }
    let verb = dryRun ? "would be added" : "added"
    let refused = summary.refusedLines == 0 ? "" : ", \(CountText.of(summary.refusedLines, "line")) refused"
    Output.line(
      "\(CountText.of(summary.added, "set")) \(verb), \(summary.present) already in the log\(refused).")
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

// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill export`: sets from the log into files that others read. Must not know: formats.

import ArgumentParser
import Daemon
import Foundation
import SetExport
import SetKeeping
import SetLog
import Settings

extension ExportFormat: ExpressibleByArgument {}

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write sets for other programs: FIT, TCX, CSV, JSON, Strong, FHIR or HTML.",
    discussion: """
      Without -o the export goes to standard output. With a directory, one file per session is written, as upload sites \
      expect for FIT and TCX. The log is only read.
      """)

  @Argument(help: "Id of one set, or enough of its beginning.", completion: Completions.sets)
  var id: String?

  @Option(help: "Id of one session, or enough of its beginning.", completion: Completions.sessions)
  var session: String?

  @Flag(help: "All sets, or those that the next four options select.")
  var all = false

  @Option(help: "Only sets of this walker.", completion: Completions.walkers)
  var walker: String?

  @Option(help: "Only sets of this machine.", completion: Completions.machines)
  var machine: String?

  @Option(
    help: "Only sets that started on or after this date or time, such as 2026-03-01 or 2026-03-01T18:00:00Z.")
  var since: String?

  @Option(help: "Only sets that started before this date or time (the day itself is not included).")
  var until: String?

  @Option(help: "Format of the export.")
  var format: ExportFormat

  @OptionGroup var choices: ExportChoices

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: "File to write, or a directory for one file per session.",
    completion: .file())
  var output: String?

  @Flag(
    help: "Write suspect sets to FIT, TCX, Strong and FHIR too; the other formats always have them, marked.")
  var includeSuspect = false

  @Flag(help: "Overwrite existing files.")
  var force = false

  @OptionGroup var state: StateOption

  func validate() throws {
    let chosen = (id == nil ? 0 : 1) + (session == nil ? 0 : 1) + (all ? 1 : 0)
    guard chosen == 1 else { throw ValidationError("name one set, or say --session ID, or --all") }
    guard all || (walker == nil && machine == nil && since == nil && until == nil) else {
      throw ValidationError("--walker, --machine, --since and --until go with --all")
    }
  }

  func run() throws {
    if output == nil, format.isBinary, isatty(STDOUT_FILENO) == 1 {
      throw UsageError(
        "\(format.rawValue) is no text for a terminal: give a file with -o, or redirect the output")
    }
    let log = try SetLog.opened(reading: state.chosen)
    let filter = try filter(in: log)
    var options = try choices.options(environment: ProcessInfo.processInfo.environment)
    options.includesSuspectSets = includeSuspect
    let progress = ProgressBar(
      "Exporting", total: try log.sessionCount(filter),
      sharesTerminal: output == nil && isatty(STDOUT_FILENO) == 1)
    defer { progress.end() }
    if let output, ExportFile.isFolder(output) {
      try writeFolder(output, log, filter, options, progress)
    } else {
      try writeFile(log, filter, options, progress)
    }
    let count = try leftOut(log, filter)
    if count > 0 {
      progress.end()
      Output.error(
        "\(Self.suspects(count)) left out; --include-suspect writes \(count == 1 ? "it" : "them") too")
    }
  }

  private static func suspects(_ count: Int) -> String {
    count == 1 ? "1 suspect set" : "\(count) suspect sets"
  }

  private func filter(in log: SetLog) throws -> SetFilter {
    var filter = try ArgumentResolver.filter(walker: walker, anonymous: false, machine: machine, log)
    filter.id = try id.map { try kept($0, log).id }
    filter.sessionId = try session.map { try log.sessionId(beginning: $0) }
    filter.since = try since.map { try ArgumentResolver.instant($0, option: "--since") }
    filter.until = try until.map { try ArgumentResolver.instant($0, option: "--until") }
    return filter
  }

  private func kept(_ id: String, _ log: SetLog) throws -> SetRecord {
    let set = try log.set(id: id)
    guard set.discardedAt == nil else {
      throw UsageError(
        "set \(SetTable.short(set)) was discarded; `deadmill restore \(set.id.prefix(SetTable.idLength))` brings it back"
      )
    }
    return set
  }

  /// Suspect sets of the selection that the format leaves out.
  private func leftOut(_ log: SetLog, _ filter: SetFilter) throws -> Int {
    format.leavesOutSuspectSets && !includeSuspect ? try log.suspectCount(filter) : 0
  }

  private func writeFile(
    _ log: SetLog, _ filter: SetFilter, _ options: ExportOptions, _ progress: ProgressBar
  ) throws {
    // The file is created with the first bytes: without anything to export there is none.
    var file: ExportFile?
    do {
      let count = try log.export(
        filter, as: format, options: options, progress: { progress.show($0.sessions) }
      ) {
        if file == nil { file = try output.map { try ExportFile(path: $0, force: force) } ?? .standardOutput }
        try file?.write($0)
      }
      try refuseNothing(count, log, filter)
      try file?.finish()
    } catch {
      file?.discard()
      throw error
    }
  }

  private func writeFolder(
    _ folder: String, _ log: SetLog, _ filter: SetFilter, _ options: ExportOptions,
    _ progress: ProgressBar
  ) throws {
    var names: [String: Int] = [:]
    var written = 0
    let count = try log.exportEachSession(filter, as: format, options: options) { name, write in
      if written == 0 { try ExportFile.makeFolder(folder) }
      // Two sessions may begin in the same minute on machines of one name.
      let same = names[name, default: 0] + 1
      names[name] = same
      let path = "\(folder)/\(name)\(same > 1 ? "-\(same)" : "").\(format.fileExtension)"
      let file = try ExportFile(path: path, force: force)
      do {
        try write { try file.write($0) }
        try file.finish()
      } catch {
        file.discard()
        throw error
      }
      written += 1
      progress.show(written)
    }
    try refuseNothing(count, log, filter)
    progress.end()
    Output.error("\(written) file\(written == 1 ? "" : "s") in \(folder)")
  }

  private func refuseNothing(_ count: ExportCount, _ log: SetLog, _ filter: SetFilter) throws {
    guard count.sets == 0 else { return }
    let suspects = try leftOut(log, filter)
    if suspects > 0 {
      Output.error(
        "deadmill: nothing to export: \(Self.suspects(suspects)) left out; accept \(suspects == 1 ? "it" : "them") "
          + "(deadmill accept ID), or say --include-suspect")
      throw ExitCode(1)
    }
    Output.error("deadmill: nothing to export: no set in the log matches")
    throw ExitCode(1)
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill export`: sets from the log into files that others read. Must not know: formats.

import ArgumentParser
import Daemon
import Files
import Foundation
import SetExport
import SetKeeping
import SetLog
import Settings
import Text

extension ExportFormat: ExpressibleByArgument {}

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write sets for other programs: FIT, TCX, CSV, JSON, Strong, FHIR or HTML.",
    discussion: """
      Without -o the export goes to standard output. With a directory, one file per session is written, as upload sites \
      expect for FIT and TCX. The log is only read.
      """)

  @Argument(
    help: "The sets: \(SetReference.forms). A day means all of its sets.", completion: Completions.sets)
  var id: String?

  @Option(
    help: "One session: `last`, a day, a time, an id, or a set of it.", completion: Completions.sessions)
  var session: String?

  @Flag(help: "All sets, or those that the next four options select; each of them implies it.")
  var all = false

  @Option(help: "Only sets of this walker.", completion: Completions.walkers)
  var walker: String?

  @Option(help: "Only sets of this machine.", completion: Completions.machines)
  var machine: String?

  @Option(
    help: "Only sets that started on or after this day or time: 2026-03-01, \"2026-03-01 18:00\", today, 7d.")
  var since: String?

  @Option(help: "Only sets up to this day, which is included, or before this time.")
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
    let named = (id == nil ? 0 : 1) + (session == nil ? 0 : 1) + (all ? 1 : 0)
    guard named <= 1 else {
      throw ValidationError("name a set, or a session, or say --all: only one of them")
    }
    let hasTimes = since != nil || until != nil
    guard named == 1 || hasTimes || walker != nil || machine != nil else {
      throw ValidationError("nothing is chosen; name a set such as `last`, or say --session last, or --all")
    }
    if choices.exercise != nil, ![.fit, .tcx, .strong, .strongOld].contains(format) {
      throw ValidationError("--exercise: \(format.rawValue) names no exercise; leave it out")
    }
    if hasTimes, id != nil || session != nil {
      throw ValidationError("--since and --until go with --all, not with a set or a session")
    }
  }

  func run() throws {
    if output == nil, format.isBinary, isatty(STDOUT_FILENO) == 1 {
      throw UsageError(
        "\(format.rawValue) is no text for a terminal: give a file with -o, or redirect the output")
    }
    let log = try SetLog.opened(reading: state.chosen)
    if let output {
      let inputs = ["", "-wal", "-shm"].map { (what: "the log", path: log.path + $0) }
      try OutputTarget.distinct(outputs: [("-o", output)], inputs: inputs)
    }
    let filter = try filter(in: log)
    var options = try choices.options(for: format, environment: ProcessInfo.processInfo.environment)
    options.includesSuspectSets = includeSuspect
    let progress = ProgressBar(
      "Exporting", total: try log.sessionCount(filter),
      sharesTerminal: output == nil && isatty(STDOUT_FILENO) == 1)
    defer { progress.end() }
    if let output, ExportFolder.isMeant(output) {
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

  private static func words(_ count: ExportCount) -> String {
    "\(CountText.of(count.sets, "set")) of \(CountText.of(count.sessions, "session"))"
  }

  private static func suspects(_ count: Int) -> String {
    count == 1 ? "1 suspect set" : "\(count) suspect sets"
  }

  private func filter(in log: SetLog) throws -> SetFilter {
    var filter = try ArgumentResolver.filter(walker: walker, anonymous: false, machine: machine, log)
    if let session { filter.sessionId = try SetResolver(log: log, filter: filter).session(session) }
    if let id { try choose(id, &filter, log) }
    try ArgumentResolver.limit(&filter, since: since, until: until)
    return filter
  }

  /// A day or longer is all of its sets; every other name is one set.
  private func choose(_ name: String, _ filter: inout SetFilter, _ log: SetLog) throws {
    if case .time(let time) = try? SetReference(name), time.moment == nil {
      filter.since = time.start
      filter.until = time.end
      return
    }
    let set = try SetResolver(log: log, filter: filter).set(name)
    guard set.discardedAt == nil else {
      let ids = try ShortIDs(log)
      throw UsageError(
        "set \(SetTable.short(set, ids)) was discarded; `deadmill restore \(ids.text(set.id))` brings it back"
      )
    }
    filter.id = set.id
  }

  /// Suspect sets of the selection that the format leaves out.
  private func leftOut(_ log: SetLog, _ filter: SetFilter) throws -> Int {
    format.leavesOutSuspectSets && !includeSuspect ? try log.suspectCount(filter) : 0
  }

  private func writeFile(
    _ log: SetLog, _ filter: SetFilter, _ options: ExportOptions, _ progress: ProgressBar
  ) throws {
    // The file is created with the first bytes: without anything to export there is none.
    var file: OutputFile?
    do {
      let count = try log.export(
        filter, as: format, options: options, progress: { progress.show($0.sessions) }
      ) {
        if file == nil {
          file = try output.map { try OutputFile($0, OutputRights(force: force)) } ?? .standardOutput
        }
        try file?.write($0)
      }
      try refuseNothing(count, log, filter)
      try file?.finish()
      progress.end()
      if let output { Output.error("\(output): \(Self.words(count))") }
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
    var present = 0
    let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    let count = try log.exportEachSession(filter, as: format, options: options) { name, write in
      if written == 0 { try ExportFolder.make(folder) }
      // Two sessions may begin in the same minute on machines of one name.
      let same = names[name, default: 0] + 1
      names[name] = same
      let path = ExportFolder.path(folder, "\(name)\(same > 1 ? "-\(same)" : "").\(format.fileExtension)")
      // A later export of the same sessions leaves what is there already, as a monthly one wants it.
      if !force, FilePresence.of(path) == .there {
        present += 1
        return
      }
      let file = try OutputFile(path, OutputRights(force: force))
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
    let left =
      present == 0
      ? ""
      : "; \(present) there already and left as \(present == 1 ? "it was" : "they were") (--force writes again)"
    Output.error("\(CountText.of(written, "file")) written to \(folder)\(left)")
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

// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill sets` and `deadmill show`: the log at the terminal.

import ArgumentParser
import Foundation
import SetLog

struct SetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sets", abstract: "List the sets in the log, the newest last.")

  /// As many as a terminal shows without scrolling far.
  private static let shownOnTerminal = 30

  @OptionGroup var state: StateOption

  @OptionGroup var choice: SetChoice

  @Option(help: "Only sets that started then or later: 2026-03-01, or 2026-03-01T18:00:00Z.")
  var since: String?

  @Option(help: "Only sets that started before.")
  var until: String?

  @Option(help: "Only the newest N; on a terminal \(shownOnTerminal) where it is not said.")
  var limit: Int?

  @Flag(help: "All of them, also on a terminal.")
  var all = false

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit \(limit): expected 1 or more") }
    if all, limit != nil { throw ValidationError("give either --all or --limit, not both") }
  }

  func run() throws {
    let log = try SetLog(readingFrom: state.chosen)
    var filter = try choice.filter(log)
    filter.since = try since.map { try Choice.instant($0, option: "--since") }
    filter.until = try until.map { try Choice.instant($0, option: "--until") }
    let isShort = limit == nil && !all && !json && isatty(STDOUT_FILENO) == 1
    let newest = isShort ? Self.shownOnTerminal : limit
    if json {
      try printJSON(log, filter, newest)
    } else {
      try printTable(log, filter, newest, isShort: isShort)
    }
  }

  private func printJSON(_ log: SetLog, _ filter: SetFilter, _ newest: Int?) throws {
    var count = 0
    try log.forEachSet(filter, newest: newest) { record in
      Output.text((count == 0 ? "[\n  " : ",\n  ") + record.json)
      count += 1
    }
    Output.line(count == 0 ? "[]" : "\n]")
  }

  private func printTable(_ log: SetLog, _ filter: SetFilter, _ newest: Int?, isShort: Bool) throws {
    var count = 0
    var isEstimated = false
    // Some lines at a time: one by one they would be a call to the kernel each.
    var text = SetTable.head
    try log.forEachSet(filter, newest: newest) { record in
      text += SetTable.line(record)
      isEstimated = isEstimated || record.quality.powerEstimated
      count += 1
      if count % 100 == 0 {
        Output.text(text)
        text = ""
      }
    }
    if count == 0 { return Output.line(filter == SetFilter() ? "No sets yet." : "No such sets.") }
    if isEstimated { text += SetTable.estimated }
    if isShort, count == newest {
      let total = try log.summary(filter).sets
      if total > count { text += "The newest \(count) of \(total) sets; --all or --limit N shows more.\n" }
    }
    Output.text(text)
  }
}

/// Whose sets, and on which machine.
struct SetChoice: ParsableArguments {
  @Option(help: "Only sets of this walker.")
  var walker: String?

  @Flag(help: "Only sets of nobody.")
  var anonymous = false

  @Option(help: "Only sets of this machine.")
  var machine: String?

  func validate() throws {
    if anonymous, walker != nil { throw ValidationError("give either --walker or --anonymous, not both") }
  }

  func filter(_ log: SetLog) throws -> SetFilter {
    try Choice.filter(walker: walker, anonymous: anonymous, machine: machine, log)
  }
}

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one set.")

  @Argument(help: "The set's id, or enough of its beginning.")
  var id: String

  @OptionGroup var state: StateOption

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Print what the set said before it was computed anew, as JSON, the oldest first.")
  var former = false

  func run() throws {
    let log = try SetLog(readingFrom: state.chosen)
    let record = try log.set(id: id)
    if former {
      let records = try log.formerFigures(of: record.id)
      Output.line(records.isEmpty ? "[]" : "[\n  " + records.joined(separator: ",\n  ") + "\n]")
      return
    }
    Output.line(json ? record.json : SetTable.details(record))
  }
}

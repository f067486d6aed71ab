// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill sets` and `deadmill show`: the log at the terminal.

import ArgumentParser
import Foundation
import SetLog

struct SetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sets", abstract: "List the sets in the log, newest last.")

  /// As many as a terminal shows without scrolling far.
  private static let shownOnTerminal = 30

  @OptionGroup var state: StateOption

  @OptionGroup var choice: SetChoice

  @Option(
    help: "Only sets that started on or after this date or time, such as 2026-03-01 or 2026-03-01T18:00:00Z.")
  var since: String?

  @Option(help: "Only sets that started before this date or time (the day itself is not included).")
  var until: String?

  @Option(help: "Show only the newest N sets (default: \(shownOnTerminal) on a terminal, all otherwise).")
  var limit: Int?

  @Flag(help: "Show all sets, even on a terminal.")
  var all = false

  @Flag(help: "Only discarded sets; `deadmill restore ID` brings one back.")
  var discarded = false

  @OptionGroup var pager: PagerOption

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit \(limit): expected 1 or more") }
    if all, limit != nil { throw ValidationError("give either --all or --limit, not both") }
  }

  func run() throws {
    let log = try SetLog.opened(reading: state.chosen)
    var filter = try choice.filter(log)
    filter.since = try since.map { try ArgumentResolver.instant($0, option: "--since") }
    filter.until = try until.map { try ArgumentResolver.instant($0, option: "--until") }
    if discarded { filter.standing = .discarded }
    let look = TerminalLook.standardOutput
    let isShort = limit == nil && !all && !json && look.isTerminal
    let newest = isShort ? Self.shownOnTerminal : limit
    if json {
      try printJSON(log, filter, newest)
    } else {
      try pager.paging(look, atEnd: true) { write in
        try printTable(log, filter, newest, isShort: isShort, look, write)
      }
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

  private func printTable(
    _ log: SetLog, _ filter: SetFilter, _ newest: Int?, isShort: Bool, _ look: TerminalLook,
    _ write: (String) throws -> Void
  ) throws {
    var table = SetTable(look: look, names: try SetNames(log, filter), bests: try log.standingBests())
    // Some lines at a time: one by one they would be a call to the kernel each.
    var text = table.head
    try log.forEachSet(filter, newest: newest) { record in
      text += table.add(record)
      if table.count % 100 == 0 {
        try write(text)
        text = ""
      }
    }
    let count = table.count
    if count == 0 { return Output.line(filter == SetFilter() ? "No sets yet." : "No sets match.") }
    text += table.end()
    let total = isShort && count == newest ? try log.setCount(filter) : count
    if total > count {
      text += "The newest \(count) of \(total) sets; --all or --limit N shows more.\n"
    }
    try write(text)
  }
}

/// Whose sets, and on which machine.
struct SetChoice: ParsableArguments {
  @Option(help: "Only sets of this walker.", completion: Completions.walkers)
  var walker: String?

  @Flag(help: "Only sets without a walker.")
  var anonymous = false

  @Option(help: "Only sets of this machine.", completion: Completions.machines)
  var machine: String?

  func validate() throws {
    if anonymous, walker != nil { throw ValidationError("give either --walker or --anonymous, not both") }
  }

  func filter(_ log: SetLog) throws -> SetFilter {
    try ArgumentResolver.filter(walker: walker, anonymous: anonymous, machine: machine, log)
  }
}

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one set: its results, its speed over time, and how it compares.",
    discussion: """
      It is compared with the walker's set before it and with the best, both on the same machine with the same \
      calibration. The figure after ± is one standard uncertainty.
      """)

  @Argument(help: "Id of the set, or enough of its beginning.", completion: Completions.sets)
  var id: String

  @OptionGroup var state: StateOption

  @OptionGroup var pager: PagerOption

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Print the results before each recomputation as JSON, oldest first.")
  var former = false

  func run() throws {
    let log = try SetLog.opened(reading: state.chosen)
    let record = try log.set(id: id)
    if former {
      let records = try log.revisions(of: record.id)
      Output.line(records.isEmpty ? "[]" : "[\n  " + records.joined(separator: ",\n  ") + "\n]")
      return
    }
    if json { return Output.line(record.json) }
    let look = TerminalLook.standardOutput
    let details = SetDetails(
      record: record, trace: try log.trace(of: record), comparison: try SetComparison(record, in: log),
      look: look)
    try pager.paging(look) { write in try write(details.text) }
  }
}

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
    help: "Only sets that started on or after this day or time: 2026-03-01, \"2026-03-01 18:00\", today, 7d.")
  var since: String?

  @Option(help: "Only sets up to this day, which is included, or before this time.")
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
    try ArgumentResolver.limit(&filter, since: since, until: until)
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

  /// The sets of a page, by identifier; nil for more than a page.
  private func shown(_ log: SetLog, _ filter: SetFilter, _ newest: Int?) throws -> [String]? {
    guard let newest, newest <= 1000 else { return nil }
    var ids: [String] = []
    try log.forEachSet(filter, newest: newest) { ids.append($0.id) }
    return ids
  }

  private func printTable(
    _ log: SetLog, _ filter: SetFilter, _ newest: Int?, isShort: Bool, _ look: TerminalLook,
    _ write: (String) throws -> Void
  ) throws {
    var table = SetTable(
      look: look, names: try SetNames(log, filter, newest: newest),
      bests: try log.standingBests(among: shown(log, filter, newest)),
      ids: try ShortIDs(log))
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
      text += look.wrapped("The newest \(count) of \(total) sets; --all or --limit N shows more.") + "\n"
    }
    try write(text + ZoneOption.remark)
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

  @OptionGroup var selection: SetSelection

  @OptionGroup var state: StateOption

  @OptionGroup var pager: PagerOption

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Print the results before each recomputation as JSON, oldest first.")
  var former = false

  func validate() throws { try selection.required() }

  func run() throws {
    let log = try SetLog.opened(reading: state.chosen)
    let sets = try selection.sets(log)
    if former {
      let records = try sets.flatMap { try log.revisions(of: $0.id) }
      Output.line(records.isEmpty ? "[]" : "[\n  " + records.joined(separator: ",\n  ") + "\n]")
      return
    }
    if json { return Output.line(selection.session == nil ? sets[0].json : SetRecord.json(sets)) }
    let look = TerminalLook.standardOutput
    let ids = try ShortIDs(log)
    try pager.paging(look) { write in
      for (number, record) in sets.enumerated() {
        let details = SetDetails(
          record: record, trace: try log.trace(of: record), comparison: try SetComparison(record, in: log),
          look: look, ids: ids)
        try write((number > 0 ? "\n" : "") + details.text)
      }
    }
  }
}

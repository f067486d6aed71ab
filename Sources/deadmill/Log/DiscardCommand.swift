// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill discard`. Must not know: why a set is suspect, who writes the log.

import ArgumentParser
import Foundation
import LiveFeed
import SetLog

struct DiscardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "discard",
    abstract: "Discard a set that no person walked: no list, best, week, total or export has it.",
    discussion: """
      Nothing is deleted: raw pulses and figures stay in the log. `deadmill sets --discarded` lists discarded sets and \
      `deadmill restore ID` brings one back as it was. Any set can be discarded, suspect or not.
      """)

  @OptionGroup var selection: SetSelection

  @Flag(help: "Do not ask.")
  var yes = false

  @OptionGroup var state: StateOption

  @Flag(help: "Print the set as JSON.")
  var json = false

  func validate() throws { try selection.required() }

  func run() throws {
    let log = try SetLog.opened(reading: state.chosen)
    let ids = try ShortIDs(log)
    let sets = try selection.sets(log)
    if !yes { try confirm(sets.filter { $0.discardedAt == nil }, ids) }
    var discarded: [SetRecord] = []
    for set in sets {
      var request = ControlRequest(.discard)
      request.set = set.id
      let isNew = try LogChanging.carryOut(request, in: state.chosen).changed ?? true
      let record = try SetLog.opened(reading: state.chosen).set(id: set.id)
      discarded.append(record)
      guard !json else { continue }
      let short = SetTable.short(record, ids)
      Output.line(
        isNew
          ? "\(short): discarded; `deadmill restore \(ids.text(record.id))` brings it back."
          : "\(short): was discarded already.")
    }
    if json { Output.line(selection.session == nil ? discarded[0].json : SetRecord.json(discarded)) }
  }

  /// Asks on a terminal. Without one it proceeds, since a discard can be undone.
  private func confirm(_ sets: [SetRecord], _ ids: ShortIDs) throws {
    guard !sets.isEmpty, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return }
    if sets.count == 1 {
      Output.text("Discard \(SetTable.short(sets[0], ids))? [y/N] ")
    } else {
      Output.text(
        sets.map { SetTable.short($0, ids) + "\n" }.joined() + "Discard these \(sets.count) sets? [y/N] ")
    }
    guard let answer = readLine()?.lowercased(), ["y", "yes"].contains(answer) else {
      Output.error("deadmill: not discarded")
      throw ExitCode(1)
    }
  }
}

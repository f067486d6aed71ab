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

  @Argument(help: "The set's id, or enough of its beginning.", completion: Completions.sets)
  var id: String

  @Flag(help: "Do not ask.")
  var yes = false

  @OptionGroup var state: StateOption

  @Flag(help: "Print the set as JSON.")
  var json = false

  func run() throws {
    let set = try SetLog.opened(reading: state.chosen).set(id: id)
    if set.discardedAt == nil, !yes { try confirm(set) }
    var request = ControlRequest(.discard)
    request.set = set.id
    let isNew = try LogChanging.carryOut(request, in: state.chosen).changed ?? true
    let discarded = try SetLog.opened(reading: state.chosen).set(id: set.id)
    if json { return Output.line(discarded.json) }
    let short = SetTable.short(discarded)
    Output.line(
      isNew
        ? "\(short): discarded; `deadmill restore \(discarded.id.prefix(SetTable.idLength))` brings it back."
        : "\(short): was discarded already.")
  }

  /// Asks on a terminal. Without one it proceeds, since a discard can be undone.
  private func confirm(_ set: SetRecord) throws {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return }
    Output.text("Discard \(SetTable.short(set))? [y/N] ")
    guard let answer = readLine()?.lowercased(), ["y", "yes"].contains(answer) else {
      Output.error("deadmill: not discarded")
      throw ExitCode(1)
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill accept`. Must not know: why a set is suspect, who writes the log.

import ArgumentParser
import LiveFeed
import SetLog

struct AcceptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept",
    abstract: "Accept a suspect set, or bring back one that was discarded: it counts again.",
    discussion: """
      A set is suspect if its pulses do not look like a person's walk, such as mains hum on the sensor's cable. It \
      counts for no best, week, streak, protocol or total until it is accepted. `deadmill show ID` says why. A later \
      recompute does not make an accepted set suspect again.
      """)

  @Argument(help: "The set's id, or enough of its beginning.", completion: Completions.undecidedSets)
  var id: String

  @OptionGroup var state: StateOption

  @Flag(help: "Print the set as JSON.")
  var json = false

  func run() throws {
    var request = ControlRequest(.accept)
    request.set = id
    let answer = try LogChanging.carryOut(request, in: state.chosen)
    let isNew = answer.changed ?? true
    let accepted = try SetLog.opened(reading: state.chosen).set(id: answer.set ?? id)
    if json { return Output.line(accepted.json) }
    Output.line(
      "\(SetTable.short(accepted)): "
        + (isNew ? "accepted, it counts now." : "counts already, nothing to accept."))
  }
}

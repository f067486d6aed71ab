// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill merge`: one set of two that were one walk. Must not know: how it is computed, who writes the log.

import ArgumentParser
import LiveFeed
import SetLog

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Make one set of two that were one walk.",
    discussion: """
      The raw pulses of both are put together and computed as one set, with the time between them as a pause. Both stay \
      in the log as discarded sets; `deadmill undo` brings them back.
      """)

  @Argument(help: "One set: \(SetReference.forms).", completion: Completions.sets)
  var id: String

  @Argument(help: "The other set.", completion: Completions.sets)
  var other: String

  @OptionGroup var state: StateOption

  @Flag(help: "Print the new set as JSON.")
  var json = false

  func run() throws {
    var request = ControlRequest(.merge)
    request.set = try SetResolver.id(id, in: state)
    request.other = try SetResolver.id(other, in: state)
    let answer = try LogChanging.carryOut(request, in: state.chosen)
    try MadeSets.report(answer, "one set of two", in: state, json: json)
  }
}

/// Sets that a change has made.
enum MadeSets {
  static func report(_ answer: FeedAnswer, _ what: String, in state: StateOption, json: Bool) throws {
    let log = try SetLog.opened(reading: state.chosen)
    let sets = try (answer.made ?? []).map { try log.set(id: $0) }
    let ids = try ShortIDs(log)
    if json { return Output.line(sets.count == 1 ? sets[0].json : SetRecord.json(sets)) }
    for set in sets { Output.line("\(SetTable.short(set, ids)): \(what).") }
    if let number = answer.number { Output.line("`deadmill undo \(number)` takes it back.") }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill undo`: taking back a change of sets. Must not know: what it was, who writes the log.

import ArgumentParser
import LiveFeed
import SetLog

struct UndoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Take back a change of sets: of walker, note or protocol, a discard, merge or split.",
    discussion: """
      Without a number it is the newest change that holds. Changes of one set are taken back in order, the latest first. \
      `deadmill changes` lists them with their numbers.
      """)

  @Argument(help: "The number of the change, as `deadmill changes` lists it.")
  var number: Int64?

  @OptionGroup var state: StateOption

  @Flag(help: "Print the change as JSON.")
  var json = false

  func run() throws {
    var request = ControlRequest(.undo)
    request.number = number
    let answer = try LogChanging.carryOut(request, in: state.chosen)
    let log = try SetLog.opened(reading: state.chosen)
    let undone = try log.edits(limit: Int(Int32.max)).first { $0.number == answer.number }
    guard let undone else { return }
    if json { return Output.line(undone.json) }
    Output.line("Taken back: \(ChangesCommand.line(undone))")
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill claim`: assigning a set to a walker. Must not know: who writes the log.

import ArgumentParser
import LiveFeed
import SetLog

struct ClaimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claim", abstract: "Assign a set to a walker.",
    discussion: """
      Power and work were computed with the body mass of the walker on the machine at that time; `deadmill recompute` \
      updates them. While the daemon runs it makes the change, and a running session counts the set at once.
      """)

  @Argument(help: "The set's id, or enough of its beginning.", completion: Completions.sets)
  var id: String

  @Argument(help: "The walker.", completion: Completions.walkers)
  var walker: String?

  @Flag(help: "No walker: the set is anonymous again.")
  var none = false

  @OptionGroup var state: StateOption

  @Flag(help: "Print the set as JSON.")
  var json = false

  func validate() throws {
    guard none != (walker != nil) else { throw ValidationError("name one walker, or say --none") }
  }

  func run() throws {
    var request = ControlRequest(.claim)
    request.set = id
    request.walker = ControlValue(walker)
    let answer = try LogChanging.carryOut(request, in: state.chosen)
    let claimed = try SetLog.opened(reading: state.chosen).set(id: answer.set ?? id)
    if json { return Output.line(claimed.json) }
    let owner = claimed.walker.map { "now belongs to \($0)" } ?? "has no walker any more"
    Output.line("\(SetTable.short(claimed)): \(owner).")
  }
}

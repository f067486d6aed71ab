// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill claim`: whose set it was.

import ArgumentParser
import SetLog

struct ClaimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claim", abstract: "Say whose set it was.",
    discussion: """
      Power and work were computed with the body mass of whoever was on the machine; `deadmill recompute` computes \
      them anew.
      """)

  @Argument(help: "The set's id, or enough of its beginning.", completion: Completions.sets)
  var id: String

  @Argument(help: "The walker.", completion: Completions.walkers)
  var walker: String?

  @Flag(help: "Nobody: the set is anonymous again.")
  var nobody = false

  @OptionGroup var state: StateOption

  @Flag(help: "Print the set as JSON.")
  var json = false

  func validate() throws {
    guard nobody != (walker != nil) else { throw ValidationError("name one walker, or say --nobody") }
  }

  func run() throws {
    let log = try SetLog.opened(forWriting: state.chosen)
    let set = try log.set(id: id)
    try log.claim(set: set.id, for: walker)
    let claimed = try log.set(id: set.id)
    if json { return Output.line(claimed.json) }
    Output.line("\(SetTable.short(claimed)): \(claimed.walker.map { "\($0)'s" } ?? "anonymous") now.")
  }
}

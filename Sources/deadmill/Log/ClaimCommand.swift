// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill claim`: assigning sets to a walker. Must not know: who writes the log.

import ArgumentParser
import LiveFeed
import SetLog

struct ClaimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claim", abstract: "Assign a set to a walker.",
    usage: """
      deadmill claim SET WALKER
      deadmill claim SET --none
      deadmill claim --session SESSION WALKER
      """,
    discussion: """
      Power and work were computed with the body mass of the walker on the machine at that time; `deadmill recompute` \
      updates them. While the daemon runs it makes the change, and a running session counts the set at once.
      """)

  @Argument(help: "The set: \(SetReference.forms).", completion: Completions.sets)
  var set: String?

  @Argument(help: "The walker.", completion: Completions.walkers)
  var name: String?

  @Option(
    help: "All sets of a session: `last`, a day, a time, an id, or a set of it.",
    completion: Completions.sessions)
  var session: String?

  @Flag(help: "No walker: the set is anonymous again.")
  var none = false

  @OptionGroup var narrowing: SetNarrowing

  @OptionGroup var state: StateOption

  @Flag(help: "Print the set as JSON.")
  var json = false

  /// The walker's name: with `--session` it is the only argument.
  private var walker: String? { session == nil ? name : set }

  func validate() throws {
    guard set != nil || session != nil else {
      throw ValidationError("name a set, such as `last`, or a session with --session last")
    }
    if session != nil, name != nil { throw ValidationError("name a set or a session, not both") }
    guard none != (walker != nil) else { throw ValidationError("name one walker, or say --none") }
  }

  func run() throws {
    let log = try SetLog.opened(reading: state.chosen)
    let ids = try ShortIDs(log)
    let walker = try walker.map { try ArgumentResolver.walker($0, log) }
    var claimed: [SetRecord] = []
    for set in try chosen(log) {
      var request = ControlRequest(.claim)
      request.set = set.id
      request.walker = ControlValue(walker)
      try LogChanging.carryOut(request, in: state.chosen)
      let record = try SetLog.opened(reading: state.chosen).set(id: set.id)
      claimed.append(record)
      guard !json else { continue }
      let owner = record.walker.map { "now belongs to \($0)" } ?? "has no walker any more"
      Output.line("\(SetTable.short(record, ids)): \(owner).")
    }
    if json { Output.line(session == nil ? claimed[0].json : SetRecord.json(claimed)) }
  }

  private func chosen(_ log: SetLog) throws -> [SetRecord] {
    let resolver = try narrowing.resolver(log)
    if let session { return try resolver.sets(ofSession: session) }
    return [try resolver.set(set ?? "")]
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill edit`: what people may change of a set. Must not know: who writes the log.

import ArgumentParser
import LiveFeed
import SetLog
import Training

struct EditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Change a set's walker, protocol, exertion, pain or remark; the rest is kept.",
    discussion: """
      What was measured is not changed by hand: `deadmill merge`, `split` and `recompute` compute it again. \
      `deadmill undo` takes an edit back.
      """)

  @Argument(help: "The set: \(SetReference.forms).", completion: Completions.sets)
  var id: String

  @Option(help: "Its walker.", completion: Completions.walkers)
  var walker: String?

  @Flag(help: "No walker.")
  var anonymous = false

  @Option(help: "The training protocol that it belongs to; an empty one removes it.")
  var `protocol`: String?

  @OptionGroup var note: NoteOptions

  @OptionGroup var state: StateOption

  @Flag(help: "Print the set as JSON.")
  var json = false

  func validate() throws {
    if walker != nil, anonymous { throw ValidationError("give either --walker or --anonymous, not both") }
    guard walker != nil || anonymous || `protocol` != nil || note.isGiven else {
      throw ValidationError("nothing to change: give --walker, --protocol, --rpe, --pain or --text")
    }
  }

  func run() throws {
    var request = ControlRequest(.edit)
    request.set = try SetResolver.id(id, in: state)
    if anonymous { request.walker = .null }
    if let walker { request.walker = .value(walker) }
    if let name = `protocol` {
      request.protocol = name.isEmpty ? .null : .value(try ProtocolChoice.named(name).name)
    }
    note.fill(&request)
    let answer = try LogChanging.carryOut(request, in: state.chosen)
    let log = try SetLog.opened(reading: state.chosen)
    let edited = try log.set(id: answer.set ?? id)
    let ids = try ShortIDs(log)
    if json { return Output.line(edited.json) }
    guard let number = answer.number, let edit = try log.edits(of: edited.id, limit: 1).first else {
      return Output.line("\(SetTable.short(edited, ids)): nothing to change.")
    }
    Output.line("\(SetTable.short(edited, ids)): \(edit.what); `deadmill undo \(number)` takes it back.")
  }
}

/// What a walker says of a set.
struct NoteOptions: ParsableArguments {
  @Option(help: "Perceived exertion, 0 (rest) to 10, in halves.", transform: NumberText.exertion)
  var rpe: Double?

  @Option(help: "Pain, 0 (none) to 10 (the worst).", transform: NumberText.pain)
  var pain: Int?

  @Option(help: "A remark; an empty one removes it.")
  var text: String?

  var isGiven: Bool { rpe != nil || pain != nil || text != nil }

  func fill(_ request: inout ControlRequest) {
    if let rpe { request.rpe = .value(Double(rpe)) }
    if let pain { request.pain = .value(pain) }
    if let text { request.text = text.isEmpty ? .null : .value(text) }
  }
}

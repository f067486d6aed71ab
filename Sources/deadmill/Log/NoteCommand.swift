// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill note`: what somebody says of a set afterwards.

import ArgumentParser
import SetLog

struct NoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Note exertion, pain or a remark to a set; what is not given stays.")

  @Argument(help: "The set's id, or enough of its beginning.", completion: Completions.sets)
  var id: String

  @Option(help: "Perceived exertion, 0 (rest) to 10.")
  var rpe: Int?

  @Option(help: "Pain, 0 (none) to 10 (the worst).")
  var pain: Int?

  @Option(help: "A remark; an empty one removes it.")
  var text: String?

  @Flag(help: "Remove everything that was noted before.")
  var clear = false

  @OptionGroup var state: StateOption

  @Flag(help: "Print the set as JSON.")
  var json = false

  func validate() throws {
    guard clear || rpe != nil || pain != nil || text != nil else {
      throw ValidationError("nothing to note: give --rpe, --pain or --text, or --clear")
    }
    for (option, value) in [("--rpe", rpe), ("--pain", pain)] {
      if let value, !SetNote.scale.contains(value) {
        throw ValidationError("\(option) \(value): expected 0 to 10")
      }
    }
  }

  func run() throws {
    let log = try SetLog.opened(forWriting: state.chosen)
    let set = try log.set(id: id)
    var note = clear ? SetNote() : set.said
    note.rpe = rpe ?? note.rpe
    note.pain = pain ?? note.pain
    note.text = text ?? note.text
    do {
      try log.put(note, on: set.id)
    } catch {
      if error.code == .unusableNote { throw UsageError("--text: \(error.reason)") }
      throw error
    }
    let noted = try log.set(id: set.id)
    if json { return Output.line(noted.json) }
    var parts: [String] = []
    if let rpe = noted.rpe { parts.append("exertion \(rpe) of 10") }
    if let pain = noted.pain { parts.append("pain \(pain) of 10") }
    if let text = noted.note { parts.append("\"\(text)\"") }
    Output.line(
      "\(SetTable.short(noted)): \(parts.isEmpty ? "nothing noted" : parts.joined(separator: ", ")).")
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill note`: what a walker says about a set afterwards. Must not know: who writes the log.

import ArgumentParser
import LiveFeed
import SetLog
import Text

struct NoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note",
    abstract: "Record exertion, pain or a remark for a set or a whole session; values not given are kept.")

  @OptionGroup var selection: SetSelection

  @Option(help: "Perceived exertion, 0 (rest) to 10, in halves.", transform: NumberText.exertion)
  var rpe: Double?

  @Option(help: "Pain, 0 (none) to 10 (the worst).", transform: NumberText.pain)
  var pain: Int?

  @Option(help: "A remark; an empty one removes it.")
  var text: String?

  @Flag(help: "Remove everything that was noted before.")
  var clear = false

  @OptionGroup var state: StateOption

  @Flag(help: "Print the set as JSON.")
  var json = false

  func validate() throws {
    try selection.required()
    guard clear || rpe != nil || pain != nil || text != nil else {
      throw ValidationError("nothing to note: give --rpe, --pain or --text, or --clear")
    }
  }

  func run() throws {
    let log = try SetLog.opened(reading: state.chosen)
    let ids = try ShortIDs(log)
    var noted: [SetRecord] = []
    for set in try selection.sets(log) {
      try note(set)
      let record = try SetLog.opened(reading: state.chosen).set(id: set.id)
      noted.append(record)
      if !json { Output.line("\(SetTable.short(record, ids)): \(Self.words(record)).") }
    }
    if json { Output.line(selection.session == nil ? noted[0].json : SetRecord.json(noted)) }
  }

  /// What is noted about a set.
  static func words(_ record: SetRecord) -> String {
    var parts: [String] = []
    if let rpe = record.rpe { parts.append("RPE \(DecimalText.plain(rpe))/10") }
    if let pain = record.pain { parts.append("pain \(pain)/10") }
    if let text = record.note { parts.append("\"\(text)\"") }
    return parts.isEmpty ? "nothing noted" : parts.joined(separator: ", ")
  }

  private func note(_ set: SetRecord) throws {
    var request = ControlRequest(.note)
    request.set = set.id
    request.rpe = Self.value(rpe, clear)
    request.pain = Self.value(pain, clear)
    request.text = Self.value(text, clear)
    do {
      try LogChanging.carryOut(request, in: state.chosen)
    } catch let error as SetLogError where error.code == .unusableNote {
      throw UsageError("--text: \(error.reason)")
    } catch let fault as FeedFault where fault.code == FeedFault.Code.unusableNote.rawValue {
      throw UsageError("--text: \(fault.text)")
    }
  }

  private static func value<Value>(_ given: Value?, _ clear: Bool) -> ControlValue<Value> {
    given.map { .value($0) } ?? (clear ? .null : .absent)
  }
}

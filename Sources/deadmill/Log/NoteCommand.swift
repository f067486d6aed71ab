// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill note`: what a walker says about a set afterwards. Must not know: who writes the log.

import ArgumentParser
import LiveFeed
import SetLog

struct NoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note", abstract: "Record exertion, pain or a remark for a set; values not given are kept.")

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
    let answer = try carryOut()
    let noted = try SetLog.opened(reading: state.chosen).set(id: answer.set ?? id)
    if json { return Output.line(noted.json) }
    var parts: [String] = []
    if let rpe = noted.rpe { parts.append("RPE \(rpe)/10") }
    if let pain = noted.pain { parts.append("pain \(pain)/10") }
    if let text = noted.note { parts.append("\"\(text)\"") }
    Output.line(
      "\(SetTable.short(noted)): \(parts.isEmpty ? "nothing noted" : parts.joined(separator: ", ")).")
  }

  private func carryOut() throws -> FeedAnswer {
    var request = ControlRequest(.note)
    request.set = id
    request.rpe = Self.value(rpe, clear)
    request.pain = Self.value(pain, clear)
    request.text = Self.value(text, clear)
    do {
      return try LogChanging.carryOut(request, in: state.chosen)
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

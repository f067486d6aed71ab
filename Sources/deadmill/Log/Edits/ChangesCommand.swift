// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill changes`: what people changed in sets. Must not know: how a change is taken back.

import ArgumentParser
import SetLog
import Text

struct ChangesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "changes", abstract: "List what people changed in sets, newest last.",
    discussion: """
      Walker, notes, protocol, accepted, discarded and restored sets, merges, splits, and sets entered by hand. \
      `deadmill undo NUMBER` takes one back.
      """)

  @Argument(
    help: "Only changes of this set: \(SetReference.forms).", completion: Completions.sets)
  var id: String?

  @Option(help: "Only the newest N changes.")
  var limit = 30

  @OptionGroup var state: StateOption

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit \(limit): expected 1 or more") }
  }

  func run() throws {
    let log = try SetLog.opened(reading: state.chosen)
    var resolver = SetResolver(log: log)
    resolver.filter.scope = .any
    let set = try id.map { try resolver.set($0).id }
    let ids = try ShortIDs(log)
    let edits = Array(try log.edits(of: set, limit: limit).reversed())
    if json { return Output.line(JSONText.array(edits.map(\.json))) }
    if edits.isEmpty { return Output.line("No changes.") }
    var rows = [["number", "time", "by", "kind", "set", "what"]]
    for edit in edits {
      rows.append([
        "\(edit.number)", String(LocalTime.text(edit.at).prefix(16)),
        edit.author.map { VisibleText.shown($0, longest: 40) } ?? "", edit.kind.rawValue,
        Self.sets(edit, ids),
        VisibleText.shown(edit.what, longest: 200) + (edit.undoneAt == nil ? "" : " (taken back)"),
      ])
    }
    Output.text(TextTable.text(rows, right: [0]))
  }

  /// One change on one line.
  static func line(_ edit: SetEdit, _ ids: ShortIDs = .usual) -> String {
    "\(edit.number), \(edit.kind.rawValue) of \(sets(edit, ids)): \(VisibleText.shown(edit.what, longest: 200))"
  }

  private static func sets(_ edit: SetEdit, _ short: ShortIDs) -> String {
    let ids = edit.sets.map(short.text)
    switch (edit.kind, ids.count) {
    case (.merge, 3): return "\(ids[0]) + \(ids[1]) -> \(ids[2])"
    case (.split, 3): return "\(ids[0]) -> \(ids[1]) + \(ids[2])"
    default: return ids.joined(separator: " ")
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a change did, in words. Must not know: how changes are recorded.

import Foundation
import GRDB

/// A change in words.
struct EditWords {
  private let kind: SetEdit.Kind
  private let sets: [(id: String, before: State?, after: State?)]
  private let names: [String: String]

  /// What people may change of a set.
  private struct State: Decodable {
    var walkerId: String?
    var `protocol`: String?
    var rpe: Double?
    var pain: Double?
    var note: String?
  }

  init(_ kind: SetEdit.Kind, _ rows: [Row], _ db: Database) throws {
    self.kind = kind
    sets = try rows.map { row in
      func state(_ column: String) throws -> State? {
        try row.value(column, String?.self).map { try JSONDecoder().decode(State.self, from: Data($0.utf8)) }
      }
      return (try row.value("setId"), try state("before"), try state("after"))
    }
    let ids = Set(sets.flatMap { [$0.before?.walkerId, $0.after?.walkerId] }.compactMap { $0 })
    var names: [String: String] = [:]
    for id in ids {
      names[id] = try String.fetchOne(db, sql: "SELECT name FROM walker WHERE id = ?", arguments: [id])
    }
    self.names = names
  }

  var text: String {
    switch kind {
    case .merge: return "two sets became one"
    case .split: return "one set became two"
    case .enter: return "entered by hand"
    case .accept: return "accepted"
    case .discard: return "discarded"
    case .restore: return "restored"
    default: return differences
    }
  }

  private var differences: String {
    guard let set = sets.first, let before = set.before, let after = set.after else { return kind.rawValue }
    var parts: [String] = []
    func add(_ name: String, _ old: String?, _ new: String?) {
      if old != new { parts.append("\(name) \(old ?? "none") -> \(new ?? "none")") }
    }
    add("walker", walker(before), walker(after))
    add("protocol", before.protocol, after.protocol)
    add("exertion", number(before.rpe), number(after.rpe))
    add("pain", number(before.pain), number(after.pain))
    add("note", before.note.map { "\"\($0)\"" }, after.note.map { "\"\($0)\"" })
    return parts.isEmpty ? kind.rawValue : parts.joined(separator: ", ")
  }

  private func walker(_ state: State) -> String? { state.walkerId.map { names[$0] ?? "an erased walker" } }

  private func number(_ value: Double?) -> String? {
    value.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }
  }
}

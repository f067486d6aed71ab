// SPDX-License-Identifier: Apache-2.0
//
// Owns: from a set's or session's name as it is typed to what the log has. Must not know: commands.
//
// Every command that takes a set asks here, so that each understands the same names.

import SetLog

/// Finds sets and sessions by the names that people type.
struct SetResolver {
  let log: SetLog
  /// Narrows what is meant: whose sets, on which machine, in which scope.
  var filter = SetFilter()
  var reader = TimeText()

  /// More are not listed where a name means several.
  private static let mostListed = 8

  /// The identifier of the one set that a name means, in the log of a command.
  static func id(_ text: String, in state: StateOption, standing: SetStanding = .kept) throws -> String {
    var resolver = SetResolver(log: try SetLog.opened(reading: state.chosen))
    resolver.filter.standing = standing
    return try resolver.set(text).id
  }

  /// The one set that a name means.
  func set(_ text: String) throws -> SetRecord {
    let found = try sets(text)
    guard let first = found.first else {
      throw UnknownReference(text: text, isSession: false, isNarrowed: isNarrowed)
    }
    guard found.count == 1 else { throw try AmbiguousReference(text: text, sets: found, log: log) }
    return first
  }

  /// All sets that a name means: several for a day or an ambiguous identifier.
  func sets(_ text: String) throws -> [SetRecord] {
    switch try reference(text) {
    case .last(let back): return try history(back + 1).dropFirst(back).map { $0 }
    case .identifier(let id): return try log.sets(identifiedBy: id, in: filter, atMost: Self.mostListed + 1)
    case .time(let time):
      let started = try log.sets(since: time, filter)
      guard started.isEmpty, time.moment != nil else { return started }
      return try log.sets(underWay: time.start, time.end, in: filter)
    }
  }

  /// The one session that a name means; a set's name means its session.
  func session(_ text: String) throws -> String {
    var found: [String] = []
    switch try reference(text) {
    case .last(let back):
      found = try log.newestSessions(filter, atMost: back + 1).dropFirst(back).map { $0 }
    case .identifier(let id):
      // Sets are shown by the end of their identifiers, which by chance may be that of another session's.
      let sessions = try log.sessionIds(identifiedBy: id, atMost: Self.mostListed + 1)
      found = sessions.filter { $0.lowercased().replacing("-", with: "") == id }
      if found.isEmpty { found = try distinct(sets(text)) }
      if found.isEmpty { found = sessions }
    case .time: found = try distinct(sets(text))
    }
    guard let first = found.first else {
      throw UnknownReference(text: text, isSession: true, isNarrowed: isNarrowed)
    }
    guard found.count == 1 else {
      let firsts = try found.compactMap { id in try firstSet(of: id) }
      throw try AmbiguousReference(text: text, sets: firsts, log: log, isSession: true)
    }
    return first
  }

  /// The sets of a session, the earliest first, as far as the filter takes them.
  func sets(ofSession text: String) throws -> [SetRecord] {
    var filter = filter
    filter.sessionId = try session(text)
    return try log.sets(matching: filter)
  }

  private func reference(_ text: String) throws -> SetReference {
    do {
      return try SetReference(text, reader)
    } catch {
      throw UsageError("\(text): \(error)")
    }
  }

  private var isNarrowed: Bool { filter.walker != nil || filter.machine != nil || filter.isAnonymous }

  private func history(_ count: Int) throws -> [SetRecord] {
    try log.history(filter, limit: count).sets
  }

  private func distinct(_ sets: [SetRecord]) -> [String] {
    sets.map(\.sessionId).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private func firstSet(of session: String) throws -> SetRecord? {
    var filter = SetFilter()
    filter.sessionId = session
    return try log.sets(matching: filter).first
  }
}

extension SetLog {
  /// All sets of a filter, the earliest first.
  func sets(matching filter: SetFilter) throws -> [SetRecord] {
    var sets: [SetRecord] = []
    try forEachSet(filter) { sets.append($0) }
    return sets
  }

  fileprivate func sets(since time: NamedTime, _ filter: SetFilter) throws -> [SetRecord] {
    var filter = filter
    filter.since = time.start
    filter.until = time.end
    return try sets(matching: filter)
  }
}

/// A name that no set or session has.
struct UnknownReference: Error, CustomStringConvertible {
  let text: String
  let isSession: Bool
  let isNarrowed: Bool

  var description: String {
    let what = isSession ? "session" : "set"
    let among = isNarrowed ? " with --walker and --machine as given" : ""
    return
      "no \(what) \"\(text)\" in the log\(among); `deadmill sets` lists them, or say \(SetReference.forms)"
  }
}

/// A name that several sets or sessions have.
struct AmbiguousReference: Error, CustomStringConvertible {
  let text: String
  let isSession: Bool
  private let lines: [String]
  private let count: Int
  private static let mostListed = 8

  init(text: String, sets: [SetRecord], log: SetLog, isSession: Bool = false) throws {
    self.text = text
    self.isSession = isSession
    let ids = try ShortIDs(log)
    lines = sets.prefix(Self.mostListed).map { "  " + SetLine.text($0, ids) }
    count = sets.count
  }

  var description: String {
    let many = count > Self.mostListed ? "more than \(Self.mostListed)" : "\(count)"
    let what = isSession ? "sessions, which begin with these sets" : "sets"
    return "\"\(text)\" means \(many) \(what); name one by its id or time:\n" + lines.joined(separator: "\n")
  }
}

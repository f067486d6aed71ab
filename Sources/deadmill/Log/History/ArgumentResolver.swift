// SPDX-License-Identifier: Apache-2.0
//
// Owns: turning the arguments that name a machine, a walker or a date into what the log has.

import SetLog
import Settings
import Text

/// Resolves arguments against the log; names that the log does not have are refused.
enum ArgumentResolver {
  /// A machine of the log: the one of that name, or the only one.
  static func machine(_ name: String?, _ log: SetLog) throws -> String {
    if let name, let known = try log.machine(named: name) { return known.name }
    let names = try log.machines().map(\.name)
    let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
    if let name {
      let hint = NearestName.of(name, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
      throw UsageError(
        "no machine \"\(VisibleText.shown(name))\" in the log; it has \(names.isEmpty ? "none" : list)\(hint)"
      )
    }
    if let only = names.first, names.count == 1 { return only }
    throw UsageError(
      names.isEmpty
        ? "the log has no machine yet; name one with --machine after its first set"
        : "the log has several machines; name one with --machine: \(list)")
  }

  /// A walker of the log by name.
  static func walker(_ name: String, _ log: SetLog) throws -> String {
    let names = try log.walkers().map(\.name)
    let key = FoldedName.key(name)
    if let known = names.first(where: { $0 == name }) ?? names.first(where: { FoldedName.key($0) == key }) {
      return known
    }
    guard let meant = NearestName.of(name, among: names) else { throw SetLogError.noSuchWalker(name: name) }
    throw UsageError(
      "no walker \"\(name)\"; did you mean \"\(meant)\"? `deadmill walkers list` has the names")
  }

  /// A filter by options; names that the log does not know are refused, for they are misspelt.
  static func filter(walker: String?, anonymous: Bool, machine: String?, _ log: SetLog) throws -> SetFilter {
    var filter = SetFilter()
    filter.walker = try walker.map { try Self.walker($0, log) }
    filter.isAnonymous = anonymous
    if let machine { filter.machine = try Self.machine(machine, log) }
    return filter
  }

  /// Puts `--since` and `--until` into a filter. A day that is named as the end belongs to it; a time of day does not.
  static func limit(_ filter: inout SetFilter, since: String?, until: String?) throws {
    let reader = TimeText()
    if let since { filter.since = try time(since, "--since", reader).start }
    if let until {
      let time = try time(until, "--until", reader)
      filter.until = time.moment ?? time.end
    }
    if let first = filter.since, let end = filter.until, first >= end {
      throw UsageError(
        "--since \(since ?? "\(first)") --until \(until ?? "\(end)"): the end is not after the beginning; exchange them"
      )
    }
  }

  /// A time of day, on a day or today.
  static func moment(_ text: String, option: String) throws -> Instant {
    guard let moment = try time(text, option, TimeText()).moment else {
      throw UsageError("\(option) \(text): has no time of day; write \"2026-03-01 18:00\"")
    }
    return moment
  }

  private static func time(_ text: String, _ option: String, _ reader: TimeText) throws(UsageError)
    -> NamedTime
  {
    do {
      return try reader.time(text)
    } catch {
      throw UsageError("\(option) \(text): \(error)")
    }
  }
}

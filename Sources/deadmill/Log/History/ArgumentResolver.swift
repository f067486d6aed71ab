// SPDX-License-Identifier: Apache-2.0
//
// Owns: turning the arguments that name a machine, a walker or a date into what the log has.

import SetLog
import Text

/// Resolves arguments against the log; names that the log does not have are refused.
enum ArgumentResolver {
  /// A machine of the log: the one of that name, or the only one.
  static func machine(_ name: String?, _ log: SetLog) throws -> String {
    let names = try log.machines().map(\.name)
    let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
    if let name {
      if let known = try log.machine(named: name) { return known.name }
      throw UsageError(
        "no machine \"\(VisibleText.shown(name))\" in the log; it has \(names.isEmpty ? "none" : list)")
    }
    if let only = names.first, names.count == 1 { return only }
    throw UsageError(
      names.isEmpty
        ? "the log has no machine yet; name one with --machine after its first set"
        : "the log has several machines; name one with --machine: \(list)")
  }

  /// A filter by options; names that the log does not know are refused, for they are misspelt.
  static func filter(walker: String?, anonymous: Bool, machine: String?, _ log: SetLog) throws -> SetFilter {
    var filter = SetFilter()
    if let walker {
      filter.walker = try Self.walker(walker, log)
    }
    filter.isAnonymous = anonymous
    if let machine { filter.machine = try Self.machine(machine, log) }
    return filter
  }

  /// A walker's name as it is written in the log.
  static func walker(_ name: String, _ log: SetLog) throws -> String {
    let key = FoldedName.key(name)
    guard let known = try log.walkers().first(where: { FoldedName.key($0.name) == key }) else {
      throw SetLogError.noSuchWalker(name: name)
    }
    return known.name
  }

  /// A date or a time. A day begins at midnight of this place.
  static func instant(_ text: String, option: String) throws -> Instant {
    if let instant = Instant(text) { return instant }
    if let day = LocalDay(text) { return day.start }
    throw UsageError("\(option) \(text): expected a date such as 2026-03-01 or 2026-03-01T18:00:00Z")
  }
}

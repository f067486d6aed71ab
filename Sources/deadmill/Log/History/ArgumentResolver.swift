// SPDX-License-Identifier: Apache-2.0
//
// Owns: turning the arguments that name a machine, a walker or a date into what the log has.

import SetLog

/// Resolves arguments against the log; names that the log does not have are refused.
enum ArgumentResolver {
  /// A machine of the log: the one of that name, or the only one.
  static func machine(_ name: String?, _ log: SetLog) throws -> String {
    let names = try log.machines().map(\.name)
    let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
    if let name {
      if names.contains(name) { return name }
      throw UsageError("no machine \"\(name)\" in the log; it has \(names.isEmpty ? "none" : list)")
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
      guard let known = try log.walkers().first(where: { $0.name.lowercased() == walker.lowercased() }) else {
        throw SetLogError.noSuchWalker(name: walker)
      }
      filter.walker = known.name
    }
    filter.isAnonymous = anonymous
    if let machine { filter.machine = try Self.machine(machine, log) }
    return filter
  }

  /// A date or a time. A day begins at midnight of this place.
  static func instant(_ text: String, option: String) throws -> Instant {
    if let instant = Instant(text) { return instant }
    if let day = LocalDay(text) { return day.start }
    throw UsageError("\(option) \(text): expected a date such as 2026-03-01 or 2026-03-01T18:00:00Z")
  }
}

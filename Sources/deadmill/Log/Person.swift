// SPDX-License-Identifier: Apache-2.0
//
// Owns: whose sets are told together. Must not know: how they are told.

import SetLog

/// Somebody whose sets belong together: a walker, or nobody in particular.
struct Person: Equatable {
  /// Nil for the sets that nobody claimed.
  var walker: String?

  /// Their sets among those of a filter.
  func filter(within filter: SetFilter) -> SetFilter {
    var filter = filter
    filter.walker = walker
    filter.isAnonymous = walker == nil
    return filter
  }

  /// Everybody whose sets a filter may have: walkers by name, then nobody in particular.
  static func all(_ log: SetLog, _ filter: SetFilter) throws -> [Person] {
    if let walker = filter.walker { return [Person(walker: walker)] }
    if filter.isAnonymous { return [Person(walker: nil)] }
    return try log.walkers().map { Person(walker: $0.name) } + [Person(walker: nil)]
  }
}

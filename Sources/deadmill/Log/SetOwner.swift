// SPDX-License-Identifier: Apache-2.0
//
// Owns: the owner by which sets are grouped. Must not know: how they are shown.

import SetLog

/// The owner of a group of sets: a walker, or no walker.
struct SetOwner: Equatable {
  /// Nil for sets without a walker.
  var walker: String?

  /// Their sets among those of a filter.
  func filter(within filter: SetFilter) -> SetFilter {
    var filter = filter
    filter.walker = walker
    filter.isAnonymous = walker == nil
    return filter
  }

  /// Every owner whose sets a filter may match: walkers by name, then no walker.
  static func all(_ log: SetLog, _ filter: SetFilter) throws -> [SetOwner] {
    if let walker = filter.walker { return [SetOwner(walker: walker)] }
    if filter.isAnonymous { return [SetOwner(walker: nil)] }
    return try log.walkers().map { SetOwner(walker: $0.name) } + [SetOwner(walker: nil)]
  }
}

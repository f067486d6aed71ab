// SPDX-License-Identifier: Apache-2.0
//
// Owns: which sets are meant. Must not know: what is done with them.

import GRDB

/// A selection of sets by what was decided about them.
public enum SetStanding: Sendable, Equatable {
  /// All that were not discarded; suspect ones are among them.
  case kept
  /// Only those that count: neither suspect nor discarded.
  case counted
  /// Only those that were discarded.
  case discarded
}

/// Sets that a person may mean by a name.
package enum SetScope: Sendable, Equatable {
  /// All, discarded ones too.
  case any
  /// Suspect and discarded ones, about which something may be decided.
  case undecided
}

/// Which sets are meant; every condition that is given must hold.
///
///     var filter = SetFilter()
///     filter.walker = "Ada"
///     filter.since = Instant("2026-03-01T00:00:00Z")
///     let sum = try log.summary(filter)
///
/// A walker or machine that the log does not know has no sets; that is no error.
public struct SetFilter: Sendable, Equatable {
  /// One set, by its whole identifier.
  public var id: String?
  /// The sets of one session.
  public var sessionId: String?
  /// The sets of one walker, by name; upper and lower case do not matter.
  public var walker: String?
  /// Only sets without a walker.
  public var isAnonymous = false
  /// The sets of one machine.
  public var machine: String?
  /// Sets that started then or later.
  public var since: Instant?
  /// Sets that started before.
  public var until: Instant?
  /// Which sets, by what was decided about them. Totals, bests and weeks always use counted sets only.
  public var standing = SetStanding.kept
  /// Takes the place of `standing` where a person names a set.
  package var scope: SetScope?

  /// All sets that were not discarded.
  public init() {}

  /// The sets, in no order.
  var request: QueryInterfaceRequest<LoggedSet> {
    var request = LoggedSet.all()
    if let id { request = request.filter(Column("id") == id) }
    if let sessionId { request = request.filter(Column("sessionId") == sessionId) }
    if let walker {
      // By the identifier: the index of walkers and times is on that.
      request = request.filter(literal: "walkerId = \(WalkerName.idSQL(walker))")
    }
    if isAnonymous { request = request.filter(Column("walkerId") == nil) }
    if let machine { request = request.filter(literal: "machineId = \(MachineName.idSQL(machine))") }
    if let since { request = request.filter(Column("startedAt") >= since) }
    if let until { request = request.filter(Column("startedAt") < until) }
    switch scope {
    case .any: return request
    case .undecided: return request.filter(literal: "NOT counts")
    case nil: break
    }
    switch standing {
    case .kept: request = request.filter(Column("discardedAt") == nil)
    case .counted: request = request.filter(literal: "counts")
    case .discarded: request = request.filter(Column("discardedAt") != nil)
    }
    return request
  }

  /// The same conditions on `countedSet` or `sessionTotal`, without those on time. A session has no set's identifier:
  /// who asks for sessions must look at that before.
  /// - Parameter table: which of the two.
  func conditions(on table: FilteredTable) -> SQL {
    var conditions: [SQL] = ["1"]
    if let id, table == .sets { conditions.append("id = \(id)") }
    if let sessionId { conditions.append("sessionId = \(sessionId)") }
    if let walker {
      let walkerId = WalkerName.idSQL(walker)
      conditions.append(table == .sets ? "walkerId = \(walkerId)" : "walker = \(walkerId)")
    }
    if isAnonymous { conditions.append(table == .sets ? "walkerId IS NULL" : "walker = ''") }
    if let machine { conditions.append("machineId = \(MachineName.idSQL(machine))") }
    return conditions.joined(separator: " AND ")
  }

  /// Whether sets are meant one by one, so that totals of days do not help.
  var isOfFew: Bool { id != nil || sessionId != nil || (isAnonymous && walker != nil) }
}

/// A table that a filter applies to.
enum FilteredTable {
  case sets
  case sessions
}

extension SetLog {
  /// Goes through sets in the order of their start, one at a time: as many as there are, in little memory.
  ///
  /// The body sees the log as it was at the beginning, whatever is logged meanwhile; it must not write to the log.
  /// - Parameters:
  ///   - filter: which sets.
  ///   - newest: only so many, the newest; nil for all.
  ///   - body: takes one set; an error of it ends the walk and is thrown on.
  public func forEachSet(
    _ filter: SetFilter, newest: Int? = nil, _ body: (SetRecord) throws -> Void
  ) throws {
    // Errors of the body are the caller's own; errors of the database are ours.
    var failure: (any Error)?
    try read { db in
      var request = filter.request.order(Column("startedAt"), Column("id"))
      if let newest {
        // The first of the newest; none if there are fewer.
        let first = try filter.request.order(Column("startedAt").desc, Column("id").desc)
          .limit(1, offset: max(0, newest - 1)).fetchOne(db)
        if let first = first?.record {
          request = request.filter(literal: "(startedAt, id) >= (\(first.startedAt), \(first.id))")
        }
      }
      let sets = try request.fetchCursor(db)
      while failure == nil, let set = try sets.next() {
        do { try body(set.record) } catch { failure = error }
      }
    }
    if let failure { throw failure }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: which logged sets a set may be compared with, and the newest and best of them. Must not know: displays.

import GRDB

/// Comparable sets: same walker, same machine with the same calibration, and the same direction if known.
package struct ComparableSets: Sendable, Equatable {
  /// How far back a best is looked for: at twelve sets a week more than seven years.
  private static let newest = 5000

  /// nil is no walker: only sets without one compare.
  package var walker: String?
  package var machine: String
  package var calibrationId: String
  /// nil if unknown: then any direction matches.
  package var direction: RecordDirection?
  /// Sets that started before; nil for all.
  package var before: Instant?

  package init(walker: String?, machine: String, calibrationId: String) {
    self.walker = walker
    self.machine = machine
    self.calibrationId = calibrationId
  }

  /// The sets that were there before a set and that it compares with.
  package init(before record: SetRecord) {
    self.init(walker: record.walker, machine: record.machine, calibrationId: record.calibrationId)
    direction = record.direction
    before = record.startedAt
  }

  fileprivate var request: QueryInterfaceRequest<LoggedSet> {
    var filter = SetFilter()
    filter.walker = walker
    filter.isAnonymous = walker == nil
    filter.machine = machine
    filter.until = before
    filter.standing = .counted
    // What was entered by hand has a calibration of its own, so that nothing measured compares with it.
    var request = filter.request.filter(Column("calibrationId") == calibrationId)
    if let direction { request = request.filter(Column("direction") == direction) }
    return request.order(Column("startedAt").desc, Column("id").desc)
  }

  /// The newest ones, as a bounded source for a search.
  fileprivate var newest: QueryInterfaceRequest<LoggedSet> { request.limit(Self.newest) }
}

extension SetLog {
  /// The sets of a session on one machine, in the order of their start.
  package func sets(ofSession id: String, machine: String) throws(SetLogError) -> [SetRecord] {
    var filter = SetFilter()
    filter.sessionId = id
    filter.machine = machine
    return try read { [request = filter.request] db in
      try request.order(Column("startedAt"), Column("id")).fetchAll(db).map(\.record)
    }
  }

  /// The newest comparable set of another session.
  /// - Parameters:
  ///   - session: the session that is left out.
  ///   - position: the preferred position in its session, from 1; any other if there is none.
  package func newest(
    _ sets: ComparableSets, notIn session: String?, position: Int?
  ) throws(SetLogError) -> SetRecord? {
    try read { db in
      let cursor = try sets.newest.fetchCursor(db)
      var any: LoggedSet?
      while let set = try cursor.next() {
        if set.record.sessionId == session { continue }
        if position == nil || set.record.indexInSession == position { return set.record }
        if any == nil { any = set }
        // That session had fewer sets: the one before may have had more, but one of a year ago is no comparison.
        if let any, any.record.sessionId != set.record.sessionId { break }
      }
      return any?.record
    }
  }

  /// The best comparable set: the longest distance among those within a tolerance of a time.
  package func best(
    _ sets: ComparableSets, lastingS: Double, toleranceS: Double
  ) throws(SetLogError) -> SetRecord? {
    try best(sets, by: "distanceM") { abs($0 - lastingS) <= toleranceS }
  }

  /// The best comparable set: the fastest mean among those that are at least so long.
  package func fastest(_ sets: ComparableSets, atLeastS: Double) throws(SetLogError) -> SetRecord? {
    try best(sets, by: "meanSpeedMps") { $0 >= atLeastS }
  }

  private func best(
    _ sets: ComparableSets, by figure: String, _ isLongEnough: (Double) -> Bool
  ) throws(SetLogError) -> SetRecord? {
    try read { db in
      // Three columns of each: a whole record is many times more to read.
      let columns = [Column("id"), Column("durationS"), Column(figure)]
      let cursor = try Row.fetchCursor(db, sets.newest.select(columns))
      var best: (id: String, value: Double)?
      while let row = try cursor.next() {
        let durationS: Double = try row.value(at: 1)
        let value: Double = try row.value(at: 2)
        if isLongEnough(durationS), value > best?.value ?? -.infinity {
          best = (try row.value(at: 0), value)
        }
      }
      guard let best else { return nil }
      return try LoggedSet.filter(Column("id") == best.id).fetchOne(db)?.record
    }
  }
}

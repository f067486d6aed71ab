// SPDX-License-Identifier: Apache-2.0
//
// Owns: the best of comparable sets: on one machine with one calibration. Must not know: how bests are kept.

import GRDB
import Pulses

/// The best set of a kind on a machine with one calibration.
public struct BestSet: Sendable, Equatable {
  /// What it is the best in.
  public var kind: BestKind
  /// How good it is, in the kind's unit.
  public var value: Double
  /// The machine.
  public var machine: String
  /// The calibration; figures of another one do not compare.
  public var calibrationId: String
  /// The set.
  public var setId: String
  /// When it began.
  public var startedAt: Instant
  /// The local day; nil if the set's time is invalid.
  public var day: LocalDay?
  /// The walker; nil is anonymous.
  public var walker: String?
}

extension SetLog {
  /// The best sets of a filter, for each machine and calibration, by machine, the latest calibration first.
  ///
  /// Bests of all times are kept ready. A filter with times, a session or an identifier has its sets looked through,
  /// which takes as long as they are many.
  public func bests(_ filter: SetFilter = SetFilter()) throws(SetLogError) -> [BestSet] {
    try read { db in
      let isOfSome = filter.isOfFew || filter.since != nil || filter.until != nil
      return try Self.inOrder(isOfSome ? Self.bestsLookedFor(filter, db) : Self.bestsKept(filter, db))
    }
  }

  private static func bestsKept(_ filter: SetFilter, _ db: Database) throws -> [BestSet] {
    let walker: SQL =
      filter.walker.map { WalkerName.idSQL($0) }
      ?? (filter.isAnonymous ? "''" : "'*'")
    let machine: SQL = filter.machine.map { "best.machineId = \(MachineName.idSQL($0))" } ?? "1"
    let rows = try SQLRequest<Row>(
      literal: """
        SELECT loggedSet.machine, loggedSet.calibrationId, setId, startedAt, localDay, loggedSet.walker, kind, value
        FROM best CROSS JOIN loggedSet ON loggedSet.id = setId
        WHERE best.walker = \(walker) AND \(machine)
        """
    ).fetchCursor(db)
    var bests: [BestSet] = []
    while let row = try rows.next() {
      if let kind = BestKind(rawValue: try row.value(at: 6)) {
        bests.append(try best(kind, row.value(at: 7), row))
      }
    }
    return bests
  }

  private static func bestsLookedFor(_ filter: SetFilter, _ db: Database) throws -> [BestSet] {
    struct Key: Hashable {
      var machine: String
      var calibrationId: String
      var kind: BestKind
    }
    var bests: [Key: BestSet] = [:]
    let values = BestKind.allCases.map { $0.sql() }.joined(separator: ", ")
    let times = TotalsCover.Edge(since: filter.since, until: filter.until)
    let rows = try SQLRequest<Row>(
      literal: """
        SELECT machine, calibrationId, id, startedAt, localDay, walker, \(sql: values) FROM loggedSet
        WHERE counts AND \(filter.conditions(on: .sets)) AND \(times.condition)
        """
    ).fetchCursor(db)
    while let row = try rows.next() {
      for (index, kind) in BestKind.allCases.enumerated() {
        guard let value = try row.value(at: 6 + index, Double?.self) else { continue }
        let new = try best(kind, value, row)
        let key = Key(machine: new.machine, calibrationId: new.calibrationId, kind: kind)
        if let best = bests[key], best.value > value || (best.value == value && best.setId < new.setId) {
          continue
        }
        bests[key] = new
      }
    }
    return Array(bests.values)
  }

  private static func best(_ kind: BestKind, _ value: Double, _ row: Row) throws -> BestSet {
    try BestSet(
      kind: kind, value: value, machine: row.value(at: 0), calibrationId: row.value(at: 1),
      setId: row.value(at: 2),
      startedAt: row.value("startedAt"), day: row.value(at: 4, Int?.self).map(LocalDay.init(number:)),
      walker: row.value(at: 5))
  }

  private static func inOrder(_ bests: [BestSet]) -> [BestSet] {
    // The calibration of the newest best counts as the present one.
    let latest = Dictionary(
      bests.map { ($0.machine + "\u{0}" + $0.calibrationId, $0.startedAt) }, uniquingKeysWith: max)
    func key(_ best: BestSet) -> Instant {
      latest[best.machine + "\u{0}" + best.calibrationId] ?? Instant(unixMs: .min)
    }
    let order = Dictionary(uniqueKeysWithValues: BestKind.allCases.enumerated().map { ($1, $0) })
    return bests.sorted { a, b in
      if a.machine != b.machine { return a.machine < b.machine }
      if a.calibrationId != b.calibrationId { return (key(b), b.calibrationId) < (key(a), a.calibrationId) }
      return order[a.kind, default: 0] < order[b.kind, default: 0]
    }
  }
}

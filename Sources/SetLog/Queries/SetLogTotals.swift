// SPDX-License-Identifier: Apache-2.0
//
// Owns: sums of sets: all together, by day, week and month. Must not know: how totals are kept right.

import GRDB
import Pulses

extension SetLog {
  /// Totals of the sets of a filter. Takes some milliseconds, however many they are.
  public func summary(_ filter: SetFilter = SetFilter()) throws(SetLogError) -> SetTotals {
    try read { db in try Self.totals(filter, by: .all, db).values.reduce(SetTotals(), +) }
  }

  /// Local days with a set, the earliest first.
  public func days(_ filter: SetFilter = SetFilter()) throws(SetLogError) -> [PeriodTotals] {
    try periods(filter, .day)
  }

  /// Weeks with a set, from Monday as ISO 8601 has it, the earliest first.
  public func weeks(_ filter: SetFilter = SetFilter()) throws(SetLogError) -> [PeriodTotals] {
    try periods(filter, .week)
  }

  /// Months with a set, the earliest first.
  public func months(_ filter: SetFilter = SetFilter()) throws(SetLogError) -> [PeriodTotals] {
    try periods(filter, .month)
  }

  private func periods(_ filter: SetFilter, _ bucket: Bucket) throws(SetLogError) -> [PeriodTotals] {
    try read { db in
      try Self.totals(filter, by: bucket, db).sorted { $0.key < $1.key }
        .map { PeriodTotals(first: LocalDay(number: $0.key), totals: $0.value) }
    }
  }

  /// What days are put together to.
  enum Bucket {
    case all
    case day
    case week
    case month

    /// The first day of a day's bucket.
    func sql(_ day: String) -> String {
      switch self {
      case .all: "0"
      case .day: day
      case .week: "\(day) - ((\(day) + 3) % 7 + 7) % 7"
      case .month: TotalSQL.month(day)
      }
    }
  }

  static func totals(_ filter: SetFilter, by bucket: Bucket, _ db: Database) throws -> [Int: SetTotals] {
    let cover = TotalsCover(filter)
    var buckets: [Int: SetTotals] = [:]
    func add(_ query: SQL) throws {
      let rows = try SQLRequest<Row>(literal: query).fetchCursor(db)
      while let row = try rows.next() {
        if let key = try row.value(at: 0, Int?.self) {
          buckets[key, default: SetTotals()] =
            buckets[key, default: SetTotals()] + (try SetTotals(row, from: 1))
        }
      }
    }
    func addTotals(_ table: String, _ column: String, _ range: ClosedRange<Int>) throws {
      try add(
        """
        SELECT \(sql: bucket.sql(column)) AS bucket, \(sql: TotalColumns.ofTotals) FROM \(sql: table)
        WHERE \(cover.scope) AND \(sql: column) BETWEEN \(range.lowerBound) AND \(range.upperBound) GROUP BY bucket
        """)
    }
    switch bucket {
    case .all, .month:
      let months = cover.months
      if let whole = months.whole { try addTotals("monthTotal", "month", whole) }
      for days in months.days { try addTotals("dayTotal", "day", days) }
    case .day, .week:
      if let days = cover.days { try addTotals("dayTotal", "day", days) }
    }
    for edge in cover.edges {
      try add(
        """
        SELECT \(sql: bucket.sql("localDay")) AS bucket, \(sql: TotalColumns.ofSets(sessions: "0")) FROM countedSet
        WHERE \(cover.condition(edge, on: .sets)) GROUP BY bucket
        """)
      if filter.id == nil { try addSessions(edge, cover, bucket, to: &buckets, db) }
    }
    return buckets
  }

  private static func addSessions(
    _ edge: TotalsCover.Edge, _ cover: TotalsCover, _ bucket: Bucket, to buckets: inout [Int: SetTotals],
    _ db: Database
  ) throws {
    let counts = try SQLRequest<Row>(
      literal: """
        SELECT \(sql: bucket.sql("localDay")) AS bucket, count(*) FROM sessionTotal
        WHERE \(cover.condition(edge, on: .sessions)) GROUP BY bucket
        """
    ).fetchCursor(db)
    while let row = try counts.next() {
      guard let key = try row.value(at: 0, Int?.self) else { continue }
      buckets[key, default: SetTotals()].sessions += try row.value(at: 1, Int.self)
    }
  }
}

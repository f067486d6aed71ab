// SPDX-License-Identifier: Apache-2.0
//
// Owns: a partition of the sets for each month, and its bounds. Must not know: sets.

import Foundation

/// A month of universal time.
package struct PartitionMonth: Sendable, Hashable, Comparable {
  package var year: Int
  /// 1 to 12.
  package var month: Int

  package init(year: Int, month: Int) {
    self.year = year
    self.month = month
  }

  package init(_ date: Date) {
    let parts = Self.calendar.dateComponents([.year, .month], from: date)
    (year, month) = (parts.year ?? 1970, parts.month ?? 1)
  }

  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()

  package func adding(_ months: Int) -> PartitionMonth {
    let count = year * 12 + month - 1 + months
    return PartitionMonth(year: count / 12, month: count % 12 + 1)
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.year, left.month) < (right.year, right.month)
  }

  /// The table's name.
  package var table: String { "finished_set_\(year)\(month < 10 ? "0" : "")\(month)" }

  /// The least identifier of UUID version 7 of this month: its first 48 bits are milliseconds since 1970 (RFC 9562, 5.7).
  package var leastId: String {
    let start = Self.calendar.date(from: DateComponents(year: year, month: month)) ?? .distantPast
    let digits = String(UInt64(max(0, start.timeIntervalSince1970 * 1000)), radix: 16)
    let padded = String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    return "\(padded.prefix(8))-\(padded.suffix(4))-0000-0000-000000000000"
  }
}

enum MonthlyPartitions {
  /// Months before and after the present one that have a partition.
  private static let span = -24...3

  /// Makes what is missing; rows of other times are in the partition for all others, and nothing is refused.
  /// - Returns: the tables that were made, and those that could not be since the other one has rows of their month.
  static func prepare(
    _ database: PostgresConnection, now: Date
  ) throws(DatabaseFault) -> (made: [String], blocked: [String]) {
    let known = Set(
      try database.run("SELECT relid::regclass::text FROM pg_partition_tree('finished_set') WHERE isleaf")
        .compactMap(\.first))
    var (made, blocked): ([String], [String]) = ([], [])
    for offset in span {
      let month = PartitionMonth(now).adding(offset)
      guard !known.contains(month.table) else { continue }
      do {
        try database.runScript(
          "CREATE TABLE \(month.table) PARTITION OF finished_set FOR VALUES FROM ('\(month.leastId)') TO ('\(month.adding(1).leastId)')"
        )
        made.append(month.table)
      } catch {
        guard error.isOfData else { throw error }
        blocked.append(month.table)
      }
    }
    return (made, blocked)
  }
}

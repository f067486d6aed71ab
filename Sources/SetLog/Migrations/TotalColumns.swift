// SPDX-License-Identifier: Apache-2.0
//
// Owns: the columns of totals, and how each comes from sets or from totals below.
// Must not know: tables, triggers.

/// Columns that `dayTotal` and `monthTotal` have in common.
struct TotalColumns {
  var name: String
  var type: String
  /// From rows of `finishedSet`.
  var ofSets: String
  /// From rows of totals.
  var ofTotals: String

  private static func count(_ name: String, _ ofSets: String) -> TotalColumns {
    TotalColumns(name: name, type: "INTEGER NOT NULL", ofSets: ofSets, ofTotals: "sum(\(name))")
  }

  private static func sum(_ name: String, _ value: String) -> TotalColumns {
    TotalColumns(
      name: name, type: "DOUBLE NOT NULL", ofSets: "coalesce(sum(\(value)), 0.0)", ofTotals: "sum(\(name))")
  }

  static let all: [TotalColumns] =
    [
      count("days", "count(DISTINCT localDay)"),
      count("sets", "count(*)"),
      count("sessions", "0"),
      sum("durationS", "durationS"),
      sum("movingTimeS", "movingTimeS"),
      sum("distanceM", "distanceM"),
      sum("workJ", "workJ"),
      sum("estimatedWorkJ", "CASE WHEN powerIsEstimated THEN workJ END"),
      count("setsWithWork", "count(workJ)"),
    ]
    + BestKind.allCases.map { kind in
      TotalColumns(
        name: kind.column, type: "DOUBLE", ofSets: "max(\(kind.sql()))", ofTotals: "max(\(kind.column))")
    }

  /// Names, for a column list.
  static let list = all.map(\.name).joined(separator: ", ")
  /// Values of totals put together that share no day.
  static let ofTotals = all.map(\.ofTotals).joined(separator: ", ")
  /// Values of totals of one and the same day put together.
  static let ofDays = all.map { $0.name == "days" ? "1" : $0.ofTotals }.joined(separator: ", ")

  /// Values of sets.
  /// - Parameter sessions: how many sessions began among them, in SQL.
  static func ofSets(sessions: String) -> String {
    all.map { $0.name == "sessions" ? sessions : $0.ofSets }.joined(separator: ", ")
  }
}

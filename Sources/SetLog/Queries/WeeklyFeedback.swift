// SPDX-License-Identifier: Apache-2.0
//
// Owns: what walkers noted about the sets of a week, summarised. Must not know: figures, protocols.

import GRDB
import Pulses

/// What was noted about the sets of a week.
package struct WeeklyFeedback: Sendable, Equatable {
  /// Its Monday.
  package var first: LocalDay
  /// Mean exertion of the sets with one noted, 0 to 10.
  package var meanRPE: Double?
  /// The worst pain that was noted, 0 to 10.
  package var worstPain: Int?
}

extension SetLog {
  /// Weeks with a note on a set, the earliest first.
  package func weeklyFeedback(_ filter: SetFilter) throws(SetLogError) -> [WeeklyFeedback] {
    let times = TotalsCover.Edge(since: filter.since, until: filter.until)
    return try read { db in
      try SQLRequest<Row>(
        literal: """
          SELECT (localDay + 3 + 70000000) / 7 * 7 - 3 - 70000000 AS monday, avg(rpe), max(pain) FROM countedSet
          WHERE \(filter.conditions(on: .sets)) AND \(times.condition)
            AND localDay IS NOT NULL AND (rpe IS NOT NULL OR pain IS NOT NULL)
          GROUP BY monday ORDER BY monday
          """
      ).fetchAll(db).map { row in
        WeeklyFeedback(
          first: LocalDay(number: try row.value(at: 0)), meanRPE: try row.value(at: 1),
          worstPain: try row.value(at: 2))
      }
    }
  }
}

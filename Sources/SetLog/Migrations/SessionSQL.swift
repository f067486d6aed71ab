// SPDX-License-Identifier: Apache-2.0
//
// Owns: how the totals of a session come from its sets. Part of schema 3. Must not know: days.

/// SQL that computes a walker's part of a session on a machine.
enum SessionSQL {
  private static let names = [
    "sessionId", "walker", "machine", "startedAt", "utcOffsetS", "localDay", "endedAt", "sets", "durationS",
    "movingTimeS", "distanceM", "workJ", "estimatedWorkJ", "setsWithWork",
  ]
  static let columns = names.joined(separator: ", ")

  /// Rows of `sessionTotal`, to be grouped. There must be one `min` and no `max`: then SQLite takes bare columns, the
  /// day here, from the row that has the minimum, which is the first set.
  static func select(from sets: TotalledSets) -> String {
    """
    SELECT sessionId, coalesce(walkerId, ''), machine, min(startedAt), utcOffsetS, localDay,
      (
        SELECT max(other.endedAt) FROM \(sets.rawValue) AS other
        WHERE other.sessionId = \(sets.rawValue).sessionId AND +other.machine = \(sets.rawValue).machine
          AND +other.walkerId IS \(sets.rawValue).walkerId
      ),
      count(*), sum(durationS), sum(movingTimeS), sum(distanceM), coalesce(sum(workJ), 0.0),
      coalesce(sum(CASE WHEN powerEstimated THEN workJ END), 0.0), count(workJ)
    FROM \(sets.rawValue)
    """
  }

  /// Statements that compute the session of a trigger's row anew.
  /// - Parameter row: `OLD` or `NEW`.
  static func refresh(_ row: String, from sets: TotalledSets) -> String {
    // A plus keeps SQLite from the index of walker and machine, which has many more sets of them.
    let isMine = "sessionId = \(row).sessionId AND +walkerId IS \(row).walkerId AND +machine = \(row).machine"
    let updates = names.dropFirst(3).map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    return """
      DELETE FROM sessionTotal
      WHERE sessionId = \(row).sessionId AND walker = coalesce(\(row).walkerId, '') AND machine = \(row).machine
        AND NOT EXISTS (SELECT 1 FROM \(sets.rawValue) WHERE \(isMine));
      INSERT INTO sessionTotal (\(columns)) \(select(from: sets)) WHERE \(isMine) GROUP BY sessionId
      ON CONFLICT (sessionId, walker, machine) DO UPDATE SET \(updates);
      """
  }
}

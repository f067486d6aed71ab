// SPDX-License-Identifier: Apache-2.0
//
// Owns: how the totals of a session come from its sets. Must not know: days.

/// SQL that computes a walker's part of a session on a machine.
enum SessionSQL {
  private static let names = [
    "sessionId", "walker", "machineId", "startedAt", "utcOffsetS", "localDay", "endedAt", "sets", "durationS",
    "movingTimeS", "distanceM", "workJ", "estimatedWorkJ", "setsWithWork",
  ]
  static let columns = names.joined(separator: ", ")

  /// Rows of `sessionTotal`, to be grouped. There must be one `min` and no `max`: then SQLite takes bare columns, the
  /// day here, from the row that has the minimum, which is the first set.
  static let select = """
    SELECT sessionId, coalesce(walkerId, ''), machineId, min(startedAt), utcOffsetS, localDay,
      (
        SELECT max(other.endedAt) FROM countedSet AS other
        WHERE other.sessionId = countedSet.sessionId AND +other.machineId = countedSet.machineId
          AND +other.walkerId IS countedSet.walkerId
      ),
      count(*), sum(durationS), sum(movingTimeS), sum(distanceM), coalesce(sum(workJ), 0.0),
      coalesce(sum(CASE WHEN powerIsEstimated THEN workJ END), 0.0), count(workJ)
    FROM countedSet
    """

  /// Statements that compute the session of a trigger's row again.
  /// - Parameter row: `OLD` or `NEW`.
  static func refresh(_ row: String) -> String {
    // A plus keeps SQLite from the index of walker and machine, which has many more sets of them.
    let isMine =
      "sessionId = \(row).sessionId AND +walkerId IS \(row).walkerId AND +machineId = \(row).machineId"
    let updates = names.dropFirst(3).map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    return """
      DELETE FROM sessionTotal
      WHERE sessionId = \(row).sessionId AND walker = coalesce(\(row).walkerId, '') AND machineId = \(row).machineId
        AND NOT EXISTS (SELECT 1 FROM countedSet WHERE \(isMine));
      INSERT INTO sessionTotal (\(columns)) \(select) WHERE \(isMine) GROUP BY sessionId
      ON CONFLICT (sessionId, walker, machineId) DO UPDATE SET \(updates);
      """
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: which sets hold a best of their walker at present. Must not know: how bests are kept, how they are shown.

import GRDB
import Text

extension SetLog {
  /// In what sets are the best of their walker on a machine with its present calibration, which its newest set has.
  ///
  /// Sets without a walker count as one walker's. A walker with only one set has no best yet.
  /// - Parameter ids: the sets that are asked about, at most a thousand: whether a best has a rival is then looked up for these
  ///   only; nil for all of the log.
  package func standingBests(among ids: [String]? = nil) throws(SetLogError) -> [String: Set<BestKind>] {
    let among = ids == nil ? "" : "AND best.setId IN (SELECT value FROM json_each(?))"
    let arguments = ids.map { [JSONText.array($0.map { JSONText.quoted($0) })] } ?? []
    return try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          WITH present AS MATERIALIZED (
            SELECT id AS machineId, (
              SELECT calibrationId FROM countedSet WHERE machineId = machine.id AND endReason <> 'entered' ORDER BY startedAt DESC, id DESC LIMIT 1
            ) AS calibrationId FROM machine
          )
          SELECT best.setId, best.kind FROM present JOIN best
            ON best.machineId = present.machineId AND best.calibrationId = present.calibrationId
          WHERE best.walker <> '*' \(among) AND EXISTS (
            SELECT 1 FROM countedSet WHERE machineId = best.machineId AND walkerId IS nullif(best.walker, '')
              AND calibrationId = best.calibrationId AND id <> best.setId
          )
          """, arguments: StatementArguments(arguments))
      var standing: [String: Set<BestKind>] = [:]
      while let row = try rows.next() {
        guard let kind = BestKind(rawValue: try row.value(at: 1)) else { continue }
        standing[try row.value(at: 0), default: []].insert(kind)
      }
      return standing
    }
  }
}

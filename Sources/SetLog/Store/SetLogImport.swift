// SPDX-License-Identifier: Apache-2.0
//
// Owns: changing very many sets at once. Must not know: where they come from.

import GRDB

extension SetLog {
  /// Changes many sets in one transaction, with totals computed once at its end instead of after each: for the history
  /// of years. No other program can write meanwhile.
  package func computingTotalsOnce(_ work: (Database) throws -> Void) throws(SetLogError) {
    try write { db in
      try Schema.dropTotalTriggers(db)
      try work(db)
      for table in ["monthTotal", "dayTotal", "sessionTotal", "best"] {
        try db.execute(sql: "DELETE FROM \(table)")
      }
      try Schema.fillTotals(db)
      try Schema.createTotalTriggers(db)
    }
  }
}

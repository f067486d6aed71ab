// SPDX-License-Identifier: Apache-2.0
//
// Owns: logging very many sets at once. Must not know: where they come from.

import GRDB

extension SetLog {
  /// Logs many sets in one transaction and computes totals once, at the end: for a history of years.
  ///
  /// - Parameter next: the next set; nil ends it. A set whose identifier is there already is passed over.
  /// - Returns: how many were new.
  @discardableResult
  package func insertMany(_ next: () throws -> SetEntry?) throws -> Int {
    var failure: (any Error)?
    let count = try write { db in
      try Schema.dropTotalTriggers(db)
      var count = 0
      do {
        while let entry = try next() { count += try Self.insert(entry, db) ? 1 : 0 }
      } catch {
        failure = error
        throw error
      }
      try Self.fillTotalsAnew(db)
      return count
    }
    if let failure { throw failure }
    return count
  }

  /// Computes all totals anew from the sets.
  package func rebuildTotals() throws(SetLogError) {
    try write { db in
      try Schema.dropTotalTriggers(db)
      try Self.fillTotalsAnew(db)
    }
  }

  private static func fillTotalsAnew(_ db: Database) throws {
    for table in ["monthTotal", "dayTotal", "sessionTotal", "best"] {
      try db.execute(sql: "DELETE FROM \(table)")
    }
    try Schema.fillTotals(db)
    try Schema.createTotalTriggers(db)
  }
}

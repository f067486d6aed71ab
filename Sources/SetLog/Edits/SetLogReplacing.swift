// SPDX-License-Identifier: Apache-2.0
//
// Owns: sets that take the place of others, in one transaction that can be taken back. Must not know: how they are
// computed.

import GRDB

extension SetLog {
  /// Puts new sets in the place of others, which stay as discarded ones with a mark.
  /// - Parameters:
  ///   - old: as they were when the new ones were computed.
  ///   - new: their entries, in the order of time; the first has the session and the number of the first old one.
  ///   - kind: merge or split.
  /// - Throws: ``SetLogError`` if one of the old sets has changed meanwhile, or if the log cannot be written.
  package func replace(_ old: [SetRecord], with new: [SetEntry], as kind: SetEdit.Kind) throws(SetLogError) {
    let now = Instant.now
    let ids = old.map(\.id) + new.map(\.record.id)
    try write { db in
      for record in old {
        guard try LoggedSet.filter(Column("id") == record.id).fetchOne(db)?.record == record else {
          throw SetLogError.refused("set \(record.id)", reason: "it has changed meanwhile; try again")
        }
      }
      _ = try EditRecorder.record(kind, of: ids, at: now, by: author, db) {
        let shift = try Self.shift(old, by: new.count - old.count, db)
        if let shift { try IndexShifting.apply(shift, except: ids, db) }
        for entry in new {
          guard try Self.insert(entry, db) else {
            throw SetLogError.refused("set \(entry.record.id)", reason: "it is in the log already")
          }
        }
        for record in old {
          try db.execute(
            sql: "UPDATE finishedSet SET discardedAt = ?, replacedBy = ? WHERE id = ?",
            arguments: [now, new.map(\.record.id).joined(separator: " "), record.id])
        }
        return shift
      }
    }
  }

  /// Sets of the session that come after the replaced ones.
  private static func shift(_ old: [SetRecord], by: Int, _ db: Database) throws -> IndexShift? {
    guard let first = old.first, let last = old.last else { return nil }
    // A part of another session leaves no gap in this one.
    let inSession = old.filter { $0.sessionId == first.sessionId }.count
    let change = by + old.count - inSession
    return IndexShift(
      sessionId: first.sessionId, machineId: try machineId(first.machine, db), from: last.endedAt, by: change)
  }

  /// A set that is neither discarded nor replaced, for a change that needs one.
  package func setInForce(_ id: String) throws(SetLogError) -> SetRecord {
    let record = try set(id: id)
    try read { db in try Self.checkInPlace(record.id, db) }
    guard record.discardedAt == nil else {
      throw .refused(
        "set \(record.id)", reason: "it is discarded; restore it first: deadmill restore \(record.id)")
    }
    return record
  }
}

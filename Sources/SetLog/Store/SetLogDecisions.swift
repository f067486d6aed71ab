// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a person decides about a set: accepted or discarded. Must not know: why a set is suspect.
//
// Nothing is deleted by either: raw pulses, trace and figures stay, and `restore` takes a `discard` back.

import GRDB

extension SetLog {
  /// Accepts a set: one that is suspect or was discarded counts like any other from now on.
  /// - Parameters:
  ///   - id: the set's whole identifier.
  ///   - time: nil is now.
  /// - Returns: false if the set counted already; then nothing is written.
  @discardableResult
  public func accept(set id: String, at time: Instant? = nil) throws(SetLogError) -> Bool {
    let time = time ?? .now
    return try write { db in
      guard let counts = try Self.counts(id, db) else { throw SetLogError.noSuchSet(id: id) }
      guard !counts else { return false }
      try Self.checkInPlace(id, db)
      try EditRecorder.record(.accept, of: [id], at: time, by: author, db) {
        try db.execute(
          sql: """
            UPDATE finishedSet SET discardedAt = NULL, acceptedAt = coalesce(acceptedAt, ?) WHERE id = ?
            """, arguments: [time, id])
        try Self.checkTimeIsFree(of: id, db)
        return nil
      }
      return true
    }
  }

  /// Takes back a discard: the set is what it was before, suspect if it was suspect. A set that was merged or split is
  /// restored by undoing that.
  /// - Parameters:
  ///   - id: the set's whole identifier.
  ///   - time: nil is now.
  /// - Returns: false if the set was not discarded; then nothing is written.
  @discardableResult
  public func restore(set id: String, at time: Instant? = nil) throws(SetLogError) -> Bool {
    let time = time ?? .now
    let replacement = try write { db -> Int64? in
      guard try Self.counts(id, db) != nil else { throw SetLogError.noSuchSet(id: id) }
      return try Self.replacement(of: id, db)
    }
    if let replacement {
      try undo(edit: replacement)
      return true
    }
    return try write { db in
      try EditRecorder.record(.restore, of: [id], at: time, by: author, db) {
        try db.execute(
          sql: "UPDATE finishedSet SET discardedAt = NULL WHERE id = ? AND replacedBy IS NULL",
          arguments: [id])
        try Self.checkTimeIsFree(of: id, db)
        return nil
      } != nil
    }
  }

  /// Discards a set: no list, export, best, week or total has it until it is restored.
  /// - Parameters:
  ///   - id: the set's whole identifier.
  ///   - time: nil is now.
  /// - Returns: false if the set was discarded already; then nothing is written.
  @discardableResult
  public func discard(set id: String, at time: Instant? = nil) throws(SetLogError) -> Bool {
    let time = time ?? .now
    return try write { db in
      guard try Self.counts(id, db) != nil else { throw SetLogError.noSuchSet(id: id) }
      return try EditRecorder.record(.discard, of: [id], at: time, by: author, db) {
        try db.execute(
          sql: "UPDATE finishedSet SET discardedAt = ? WHERE id = ? AND discardedAt IS NULL",
          arguments: [time, id])
        return nil
      } != nil
    }
  }

  /// Whether each set of a session counts, by its identifier.
  package func counting(ofSession id: String) throws(SetLogError) -> [String: Bool] {
    try read { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT id, counts FROM finishedSet WHERE sessionId = ?", arguments: [id])
      return Dictionary(
        try rows.map { (try $0.value(at: 0, String.self), try $0.value(at: 1, Bool.self)) },
        uniquingKeysWith: { first, _ in first })
    }
  }

  /// Nil if there is no such set.
  private static func counts(_ id: String, _ db: Database) throws -> Bool? {
    try Bool.fetchOne(db, sql: "SELECT counts FROM finishedSet WHERE id = ?", arguments: [id])
  }
}

extension SetRecord {
  /// Whether the set counts for totals, bests, weeks and protocols: it is neither suspect nor discarded.
  public var counts: Bool { suspect == nil && discardedAt == nil }

  /// These figures with what a person has decided about an older state of the set.
  func decided(like old: SetRecord) -> SetRecord {
    var record = self
    record.accepted = old.accepted
    record.discardedAt = old.discardedAt
    if old.accepted != nil { record.suspect = nil }
    return record
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: heart rates in and out of the log. Must not know: where they come from.

import Foundation
import GRDB

extension Schema {
  /// Gone with its set.
  static func createHeartRate(_ db: Database) throws {
    try db.create(table: "heartRate") { table in
      table.primaryKey("setId", .text).references("finishedSet", onDelete: .cascade)
      table.column("packed", .blob).notNull()
    }
  }
}

extension SetLog {
  /// The heart rate during a set; nil if no strap was worn.
  public func heartRate(of record: SetRecord) throws(SetLogError) -> HeartRateTrace? {
    try read { db in try heartRate(of: record, db) }
  }

  func heartRate(of record: SetRecord, _ db: Database) throws -> HeartRateTrace? {
    let samples = try heartRateSamples(of: record.id, db)
    return samples.isEmpty ? nil : HeartRateTrace(samples, of: record)
  }

  /// The samples as they came; empty if there are none.
  package func heartRateSamples(of id: String) throws(SetLogError) -> [HeartRateSample] {
    try read { db in try heartRateSamples(of: id, db) }
  }

  private func heartRateSamples(of id: String, _ db: Database) throws -> [HeartRateSample] {
    // A log of an earlier schema, which is only read, has no such table.
    guard try db.tableExists("heartRate") else { return [] }
    let packed = try Data.fetchOne(db, sql: "SELECT packed FROM heartRate WHERE setId = ?", arguments: [id])
    guard let packed else { return [] }
    do {
      return try PackedHeartRate.unpack(Array(packed))
    } catch {
      throw SetLogError.damaged(path: path, reason: "heart rate of set \(id): \(error)")
    }
  }

  static func put(_ samples: [HeartRateSample], of record: SetRecord, _ db: Database) throws {
    guard !samples.isEmpty else { return }
    let packed = PackedHeartRate.pack(samples, zeroNs: record.clock.monotonicNs)
    try db.execute(
      sql: "INSERT OR REPLACE INTO heartRate (setId, packed) VALUES (?, ?)",
      arguments: [record.id, Data(packed)])
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: one batch in one transaction: what is new, what replaces an older revision, what is gone. Must not know: HTTP, keys.

import Chain
import Foundation

/// Writes batches.
enum ChangeStore {
  /// Writes a batch of a device.
  /// - Parameter eraseFrom: the last erasure that the gym knows of.
  /// - Returns: the answer, which holds once this returns: the transaction is committed.
  static func store(
    _ batch: SentBatch, of device: KnownDevice, _ signature: RequestSignature, eraseFrom: Int64,
    software: String?,
    in database: PostgresConnection
  ) throws -> ChangesAnswer {
    do {
      return try store(batch, device, signature, eraseFrom, software, database, oneByOne: false)
    } catch let fault as DatabaseFault where fault.isOfData {
      // A record that looked right: once more, each by itself, so that it does not hold up the others.
      return try store(batch, device, signature, eraseFrom, software, database, oneByOne: true)
    }
  }

  private static func store(
    _ batch: SentBatch, _ device: KnownDevice, _ signature: RequestSignature, _ eraseFrom: Int64,
    _ software: String?,
    _ database: PostgresConnection, oneByOne: Bool
  ) throws -> ChangesAnswer {
    var batch = batch
    var isReplay = false
    let answer: ChangesAnswer = try database.transaction { (database) throws(DatabaseFault) in
      try becomeGym(device, database)
      guard try DeviceKeys.isFirstUse(signature, database) else {
        isReplay = true
        return ChangesAnswer(upTo: 0)
      }
      try DeviceKeys.noteInstance(signature, software, upTo: batch.upTo, database)
      try write(&batch, device, database, oneByOne: oneByOne)
      let erased = try database.run(
        "SELECT walker, number FROM erased_walker WHERE number > $1 ORDER BY number LIMIT 1000",
        ["\(eraseFrom)"])
      return ChangesAnswer(
        upTo: batch.upTo, refused: batch.refused, erase: erased.compactMap(\.first).compactMap { $0 },
        eraseUpTo: erased.last.flatMap { $0[1] }.flatMap { Int64($0) } ?? eraseFrom)
    }
    if isReplay { throw HubRefusal.replayed }
    return answer
  }

  /// From here on to the end of the transaction only rows of the device's gym exist.
  private static func becomeGym(_ device: KnownDevice, _ database: PostgresConnection) throws(DatabaseFault) {
    try database.run("SELECT set_config('deadmill.gym', $1, true)", ["\(device.gym)"])
    try database.run("SET LOCAL ROLE deadmill_gym")
  }

  private static func write(
    _ batch: inout SentBatch, _ device: KnownDevice, _ database: PostgresConnection, oneByOne: Bool
  ) throws(DatabaseFault) {
    let steps: [(String, [Int])] = [
      (HubSQL.machines, batch.machines), (HubSQL.erasedWalkers, batch.goneWalkers), (HubSQL.sets, batch.sets),
      (HubSQL.goneSets, batch.goneSets), (HubSQL.goneMachines, batch.goneMachines),
    ]
    for (sql, indices) in steps where !indices.isEmpty {
      if oneByOne {
        for index in indices { try writeAlone(sql, index, &batch, device, database) }
      } else {
        try write(sql, indices, &batch, device, database)
      }
    }
  }

  /// Statements return the positions of records that they did not take, each with the reason.
  private static func write(
    _ sql: String, _ indices: [Int], _ batch: inout SentBatch, _ device: KnownDevice,
    _ database: PostgresConnection
  ) throws(DatabaseFault) {
    // PostgreSQL counts from 1.
    let chosen = "{" + indices.map { "\($0 + 1)" }.joined(separator: ",") + "}"
    for row in try database.run(sql, [batch.body, chosen, "\(device.gym)", device.id]) {
      guard let index = row.first.flatMap({ $0 }).flatMap({ Int($0) }), row.count > 1, let reason = row[1]
      else { continue }
      batch.refuse(index - 1, reason)
    }
  }

  private static func writeAlone(
    _ sql: String, _ index: Int, _ batch: inout SentBatch, _ device: KnownDevice,
    _ database: PostgresConnection
  ) throws(DatabaseFault) {
    try database.run("SAVEPOINT record")
    do {
      try write(sql, [index], &batch, device, database)
      try database.run("RELEASE SAVEPOINT record")
    } catch {
      guard error.isOfData else { throw error }
      try database.run("ROLLBACK TO SAVEPOINT record")
      batch.refuse(index, error.state == "42501" ? "it belongs to another gym" : error.message)
    }
  }
}

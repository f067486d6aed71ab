// SPDX-License-Identifier: Apache-2.0
//
// Owns: a record as a row of the table `finishedSet`, and back from the view `loggedSet`, which has the names of walker and
// machine. Must not know: files, transactions, which fields there are.

import GRDB

/// A row of `loggedSet`, which is `finishedSet` with the names of its walker and machine.
struct LoggedSet: FetchableRecord, TableRecord {
  static let databaseTableName = "loggedSet"

  var record: SetRecord

  init(row: Row) throws {
    record = .blank
    for field in SetField.all { try field.read(&record, row) }
  }
}

/// A row of `finishedSet`, for writing.
struct SetRow: PersistableRecord {
  static let databaseTableName = "finishedSet"

  let record: SetRecord
  let machineId: String
  let walkerId: String?

  func encode(to container: inout PersistenceContainer) {
    for field in SetField.all where !field.isJoined {
      if let column = field.column { container[column] = field.stored(record) }
    }
    container["machineId"] = machineId
    container["walkerId"] = walkerId
    container["checksum"] = record.checksum(machineId: machineId)
  }
}

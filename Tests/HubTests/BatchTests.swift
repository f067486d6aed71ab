// SPDX-License-Identifier: Apache-2.0
//
// Owns: which records a hub takes, and where they lie. Must not know: databases; Tests/Chain has a real one.

import Chain
import Foundation
import Testing

@testable import Hub

private let good: [String: any Sendable] = [
  "kind": "set", "revision": 7, "id": "019b0000-0000-7000-8000-000000000001",
  "machineId": "019b0000-0000-7000-8000-000000000002", "sessionId": "s", "indexInSession": 1,
  "startedAt": "2026-01-01T00:00:00.125Z", "endedAt": "2026-01-01T00:01:00+01:00", "durationS": 60.5,
  "movingTimeS": 60,
  "distanceM": 47.205,
]

private func batch(_ records: [[String: any Sendable]]) throws -> SentBatch {
  try SentBatch(JSONSerialization.data(withJSONObject: records))
}

@Test("a whole record is taken")
func takesRecord() throws {
  let batch = try batch([good])
  #expect(batch.sets == [0] && batch.refused.isEmpty && batch.upTo == 7)
}

@Test("each needed key is needed, and each key has its type")
func everyKey() throws {
  for column in SetColumn.all where !column.key.contains(".") {
    var record = good
    record[column.key] = nil
    let missing = try batch([record])
    #expect(
      missing.refused.map(\.reason) == (column.isNeeded ? ["missing: \(column.key)"] : []), "\(column.key)")
    record[column.key] = column.type == .object ? 1 : ["no": "such"] as [String: String]
    let wrong = try batch([record])
    #expect(
      wrong.refused == [RefusedRecord(revision: 7, reason: "unreadable: \(column.key)")], "\(column.key)")
  }
}

@Test(
  "a wrong value is refused by itself, and the others are taken",
  arguments: [
    ("id", "no-uuid"), ("startedAt", "yesterday"), ("startedAt", "2026-01-01 00:00:00Z"),
    ("sessionId", "a\u{0}b"),
    ("sessionId", String(repeating: "x", count: 1001)),
  ])
func wrongValues(key: String, value: String) throws {
  var record = good
  record[key] = value
  record["revision"] = 9
  let batch = try batch([good, record, ["kind": "weather", "revision": 3]])
  #expect(batch.sets == [0] && batch.refused.map(\.revision) == [9, 3] && batch.upTo == 9)
}

@Test(
  "a body that is none is refused as a whole",
  arguments: [
    "", "{}", "[1]", "[{}]", "[{\"revision\":0}]", "[{\"revision\":1.5}]", "[{\"revision\":1}", "null",
  ])
func wrongBodies(body: String) {
  #expect(throws: SentBatch.Mistake.self) { try SentBatch(Data(body.utf8)) }
}

@Test("a version that is newer is said")
func newerVersion() {
  var record = good
  record["schemaVersion"] = 2
  #expect(throws: SentBatch.Mistake.newer(2)) { try batch([record]) }
}

@Test("months follow each other without a gap, and an identifier lies in the month of its time")
func partitions() throws {
  var month = PartitionMonth(year: 2023, month: 11)
  for _ in 0..<40 {
    let next = month.adding(1)
    #expect(month < next && month.leastId < next.leastId && next.adding(-1) == month)
    month = next
  }
  #expect(PartitionMonth(year: 2026, month: 1).table == "finished_set_202601")
  // 2026-01-01T00:00:00Z is 1767225600000 ms: 0x19b76daa800.
  #expect(PartitionMonth(year: 2026, month: 1).leastId == "019b76da-a800-0000-0000-000000000000")
}

@Test(
  "a fault of the data is distinguished from one of the database",
  arguments: [
    ("22007", true, false), ("23505", true, false), ("42501", true, false), ("53100", false, false),
    ("57P01", false, true),
    ("25006", false, true), ("40001", false, false), ("08006", false, true),
  ])
func faults(state: String, isOfData: Bool, isLost: Bool) {
  let fault = DatabaseFault(state: state, message: "m")
  #expect(fault.isOfData == isOfData && fault.isLost == isLost)
}

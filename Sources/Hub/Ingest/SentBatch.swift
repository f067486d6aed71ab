// SPDX-License-Identifier: Apache-2.0
//
// Owns: a batch as a gym sends it: which records there are, and what is wrong with one before the database sees it.
// Must not know: SQL, HTTP.

import Chain
import Foundation

/// The records of a batch, by kind, each by its position in the body; the body itself goes to the database, so that no digit
/// passes through another program.
package struct SentBatch: Sendable {
  /// Most records of a batch.
  package static let mostRecords = 1000

  package enum Mistake: Error, Equatable {
    case unreadable(String)
    /// A version of records that this hub does not know.
    case newer(Int)
  }

  private(set) var sets: [Int] = []
  private(set) var machines: [Int] = []
  private(set) var goneSets: [Int] = []
  private(set) var goneMachines: [Int] = []
  private(set) var goneWalkers: [Int] = []
  private(set) var revisions: [Int64] = []
  private(set) var refused: [RefusedRecord] = []
  let body: String

  /// The last change that the batch has.
  var upTo: Int64 { revisions.max() ?? 0 }

  /// Reads a body: a JSON array of objects.
  package init(_ body: Data) throws(Mistake) {
    guard let text = String(data: body, encoding: .utf8) else { throw .unreadable("not UTF-8") }
    guard let records = (try? JSONSerialization.jsonObject(with: body)) as? [Any] else {
      throw .unreadable("not a JSON array; was it cut off?")
    }
    guard records.count <= Self.mostRecords else {
      throw .unreadable("more than \(Self.mostRecords) records")
    }
    self.body = text
    for (index, record) in records.enumerated() {
      guard let record = record as? [String: Any], let revision = Self.whole(record["revision"]), revision > 0
      else {
        throw .unreadable("record \(index + 1) has no revision")
      }
      let version = Self.whole(record["schemaVersion"]).map { Int($0) } ?? ChainVersion.current
      guard ChainVersion.known.contains(version) else { throw .newer(version) }
      revisions.append(revision)
      sort(record, index)
    }
  }

  private mutating func sort(_ record: [String: Any], _ index: Int) {
    let reason: String?
    switch record["kind"] as? String {
    case "set":
      reason = Self.fault(of: record)
      if reason == nil { sets.append(index) }
    case "machine":
      reason = Self.machineFault(of: record)
      if reason == nil { machines.append(index) }
    case "set-gone": reason = Self.note(index, record, .uuid, &goneSets)
    case "machine-gone": reason = Self.note(index, record, .uuid, &goneMachines)
    case "walker-gone": reason = Self.note(index, record, .text, &goneWalkers)
    default: reason = "no such kind"
    }
    if let reason { refuse(index, reason) }
  }

  mutating func refuse(_ index: Int, _ reason: String) {
    refused.append(RefusedRecord(revision: revisions[index], reason: reason))
  }

  private static func note(
    _ index: Int, _ record: [String: Any], _ type: SentType, _ list: inout [Int]
  ) -> String? {
    guard isValid(record["id"], type) else { return "unreadable: id" }
    list.append(index)
    return nil
  }

  /// What is wrong with a set; nil if nothing is.
  static func fault(of record: [String: Any]) -> String? {
    for column in SetColumn.all {
      let value = column.key.split(separator: ".").reduce(record as Any?) { value, key in
        (value as? [String: Any])?[String(key)]
      }
      if value == nil || value is NSNull {
        if column.isNeeded { return "missing: \(column.key)" }
      } else if !isValid(value, column.type) {
        return "unreadable: \(column.key)"
      }
    }
    return nil
  }

  private static let machineKeys: [(String, SentType, needed: Bool)] = [
    ("id", .uuid, true), ("name", .text, true), ("machineKind", .text, false), ("marks", .whole, false),
    ("retiredAt", .time, false), ("servicedAt", .time, false), ("distanceM", .number, true),
    ("movingTimeS", .number, true), ("sinceServiceM", .number, true),
  ]

  private static func machineFault(of record: [String: Any]) -> String? {
    for (key, type, isNeeded) in machineKeys {
      let value = record[key]
      if value == nil || value is NSNull {
        if isNeeded { return "missing: \(key)" }
      } else if !isValid(value, type) {
        return "unreadable: \(key)"
      }
    }
    return nil
  }

  private static func whole(_ value: Any?) -> Int64? {
    guard let number = value as? NSNumber, let whole = Int64(exactly: number.doubleValue) else { return nil }
    return whole
  }

  private static func isValid(_ value: Any?, _ type: SentType) -> Bool {
    switch type {
    case .uuid: (value as? String).flatMap(UUID.init(uuidString:)) != nil
    case .text: (value as? String).map { $0.utf8.count <= 1000 && !$0.contains("\0") } ?? false
    case .time: (value as? String).map { isTime($0) } ?? false
    case .number: (value as? NSNumber).map { $0.doubleValue.isFinite } ?? false
    case .whole: whole(value).map { Int64(Int32.min)...Int64(Int32.max) ~= $0 } ?? false
    case .object: value is [String: Any]
    }
  }

  /// RFC 3339, as the log writes it.
  private static func isTime(_ text: String) -> Bool {
    text.wholeMatch(of: /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})/) != nil
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// The published schema of the archive, the table of sets and the database have the fields of the one table.
// Tests/Readers has another program check the schema.

import Foundation
import GRDB
import TestSupport
import Testing

@testable import SetExport
@testable import SetLog

/// What there is in a JSON object, for looking into it.
private struct JSON {
  let value: Any

  subscript(_ key: String) -> JSON? { (value as? [String: Any])?[key].map(JSON.init) }
  var keys: Set<String> { Set((value as? [String: Any])?.keys.map { $0 } ?? []) }
  var elements: [JSON] { (value as? [Any])?.map(JSON.init) ?? [] }
  var text: String? { value as? String }

  /// Every object within that describes an object, with where it is.
  func objects(_ path: String = "") -> [(path: String, value: JSON)] {
    let own = self["properties"] == nil ? [] : [(path: path, value: self)]
    let inner = (value as? [String: Any] ?? [:]).flatMap {
      JSON(value: $0.value).objects("\(path)/\($0.key)")
    }
    return own + inner + elements.flatMap { $0.objects(path + "[]") }
  }
}

private func schema() throws -> JSON {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../docs/log.schema.json")
  return JSON(value: try JSONSerialization.jsonObject(with: Data(contentsOf: file)))
}

/// The keys of the table: outer ones, and those within an object.
private func keys(within object: String? = nil) -> Set<String> {
  if let object {
    return Set(SetField.all.filter { $0.path.object.map(String.init) == object }.map { String($0.path.key) })
  }
  return Set(SetField.all.map { String($0.path.object ?? $0.path.key) })
}

@Test(
  "a set in the schema has the keys of the table, and those that only the archive has; units are the table's")
func schemaHasTheTablesKeys() throws {
  let set = try #require(try schema()["$defs"]?["set"]?["properties"])
  let record = try #require(try schema()["$defs"]?["values"]?["properties"])
  let archived: Set = [
    "kind", "machineId", "walkerId", "trace", "rawPulses", "heartRate", "contextEdges", "revisions",
  ]
  #expect(set.keys == keys().union(archived))
  #expect(record.keys == keys())
  for object in ["clock", "quality", "accepted"] {
    #expect(!keys(within: object).isEmpty)
    #expect(try #require(schema()["$defs"]?[object]?["properties"]).keys == keys(within: object))
  }
  for field in SetField.all where field.path.object == nil {
    guard let unit = field.unit else { continue }
    let described = try #require(record[field.key]?["description"]?.text)
    #expect(described.hasSuffix("[\(unit)]"), "\(field.key): \(described)")
  }
}

@Test("the JSON of a set has the keys of the table, in its order, whether they are known or not")
func jsonHasTheTablesKeys() throws {
  for number in 1...2 {
    let text = SampleLog.record(number).json
    let json = JSON(value: try JSONSerialization.jsonObject(with: Data(text.utf8)))
    #expect(json.keys == keys() && json["quality"]?.keys == keys(within: "quality"))
    #expect(json["clock"]?.keys == keys(within: "clock"))
    var rest = text[...]
    for field in SetField.all where field.path.object != "accepted" {
      let found = try #require(rest.range(of: "\"\(field.path.key)\":"), "\(field.key)")
      rest = rest[found.upperBound...]
    }
  }
}

@Test("a whole number has no decimals in JSON, any other has all of its own")
func wholeNumbers() throws {
  var record = SampleLog.record(1)
  (record.rpe, record.durationS, record.fade, record.meanSpeedMps) = (7, 60, 0, 0.1 + 0.2)
  #expect(record.json.contains("\"rpe\":7,") && record.json.contains("\"durationS\":60,"))
  #expect(record.json.contains("\"fade\":0,") && record.json.contains(":0.30000000000000004,"))
  record.rpe = 6.5
  #expect(record.json.contains("\"rpe\":6.5,"))
  #expect(try JSONDecoder().decode(SetRecord.self, from: Data(record.json.utf8)) == record)
}

@Test("the header of the table of sets is the table's, and so are the columns of the database")
func tableAndDatabaseHaveTheTablesColumns() throws {
  let columns = SetField.all.compactMap(\.column)
  let header = try ExportSample.text(SetTableWriter(), ExportSample.session(ExportSample.record()))
    .split(separator: "\r\n").first
  #expect(header?.split(separator: ",").map(String.init) == columns.filter { $0 != "discardedAt" })
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let joined = Set(SetField.all.filter(\.isJoined).compactMap(\.column))
  try log.read { db in
    let own = Set(try db.columns(in: "finishedSet").map(\.name))
    #expect(
      own
        == Set(columns).subtracting(joined).union([
          "machineId", "walkerId", "checksum", "localDay", "counts", "replacedBy",
        ])
    )
    #expect(Set(try db.columns(in: "loggedSet").map(\.name)).isSuperset(of: columns))
  }
  #expect(Set(columns).count == columns.count)
}

@Test("a value of any field survives the database and the JSON")
func fieldsSurvive() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try SampleLog.fill(log)
  for record in try log.sets() {
    let read = try JSONDecoder().decode(SetRecord.self, from: Data(record.json.utf8))
    for field in SetField.all { #expect(field.value(read) == field.value(record), "\(field.key)") }
    #expect(read == record)
  }
}

@Test("a unit ends the name of what has one")
func unitsEndNames() {
  let ends = [
    "s": "S", "m": "M", "m/s": "Mps", "W": "W", "J": "J", "N": "N", "1/min": "Spm", "kg": "Kg", "ns": "Ns",
  ]
  for field in SetField.all {
    if let unit = field.unit { #expect(field.key.hasSuffix(ends[unit] ?? "?"), "\(field.key)") }
  }
}

@Test("nothing may be in a line that the schema does not describe, and every field is described")
func schemaIsClosed() throws {
  let objects = try schema().objects()
  #expect(objects.count > 10)
  for object in objects {
    #expect(object.value["additionalProperties"]?.value as? Bool == false, "\(object.path)")
    for key in object.value["properties"]?.keys ?? [] {
      let property = object.value["properties"]?[key]
      #expect(
        property?["$ref"] != nil || property?["description"]?.text?.isEmpty == false, "\(object.path)/\(key)")
    }
  }
}

@Test("what the command exports is what the tests look at")
func exportedAsByTheCommand() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try SampleLog.fill(log)
  var options = ExportOptions()
  options.program = "deadmill test"
  var bytes: [UInt8] = []
  try log.export(SetFilter(), as: .json, options: options) { bytes += $0 }
  // The command goes session by session and walker by walker, the tests by time.
  func lines(_ archive: some Sequence<UInt8>) -> [String] {
    String(decoding: Array(archive), as: UTF8.self).split(separator: "\n").map(String.init).sorted()
  }
  #expect(try lines(bytes) == lines(exportedJSON(log)))
}

// SPDX-License-Identifier: Apache-2.0
//
// The published schema of the JSON export says what the program writes. Tests/Readers has another program check it.

import Foundation
import SetExport
import TestSupport
import Testing

@testable import SetExport
@testable import SetLog

private func members(_ value: JSONValue?) -> [JSONMember] {
  if case .object(let members) = value { members } else { [] }
}

extension JSONValue {
  fileprivate subscript(_ key: String) -> JSONValue? { members(self).first { $0.key == key }?.value }

  /// Every object within that describes an object, with where it is.
  fileprivate func objects(_ path: String = "") -> [(path: String, value: JSONValue)] {
    var found: [(path: String, value: JSONValue)] = []
    if self["properties"] != nil { found.append((path, self)) }
    for member in members(self) { found += member.value.objects("\(path)/\(member.key)") }
    return found
  }
}

private func schema() throws -> JSONValue {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../docs/log.schema.json")
  return try JSONParser.value(Array(try Data(contentsOf: file)))
}

@Test("a set in the schema has the record's keys in their order, and those that only the log knows")
func schemaHasTheRecordsKeys() throws {
  let record = members(try JSONParser.value(Array(SampleLog.record(2).json.utf8)))
  let set = try #require(try schema()["$defs"]?["set"])
  #expect(
    members(set["properties"]).map(\.key) == record.map(\.key) + [
      "trace", "rawPulses", "revisions", "contextEdges",
    ])
  #expect(SetRecord.keys == Set(record.map(\.key)))
  for key in ["clock", "quality"] {
    let inner = members(record.first { $0.key == key }?.value).map(\.key)
    #expect(!inner.isEmpty && members(set["properties"]?[key]?["properties"]).map(\.key) == inner)
  }
  let former = set["properties"]?["revisions"]?["items"]?["properties"]?["figures"]?["properties"]
  #expect(members(former).map(\.key) == record.map(\.key))
}

@Test("nothing may be in the document that the schema does not describe, and every field is described")
func schemaIsClosed() throws {
  let objects = try schema().objects()
  #expect(objects.count > 10)
  for object in objects {
    #expect(object.value["additionalProperties"] == .bool(false), "\(object.path)")
    for property in members(object.value["properties"]) where property.value["$ref"] == nil {
      #expect(property.value["description"]?.string?.isEmpty == false, "\(object.path)/\(property.key)")
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
  #expect(try Data(bytes) == exportedJSON(log))
}

// SPDX-License-Identifier: Apache-2.0
//
// What goes out as JSON comes in again without loss, and nothing else comes in.

import Foundation
import GRDB
import Testing

@testable import SetLog

/// A log in a folder of its own.
private struct Home {
  let folder: TemporaryFolder
  let log: SetLog

  init(schema version: Int? = nil) throws {
    folder = try TemporaryFolder()
    if let version {
      let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Samples/schema-v\(version).sqlite")
      try FileManager.default.copyItem(at: sample, to: URL(fileURLWithPath: folder.database))
    }
    log = try SetLog(directory: folder.path)
  }

  /// The text as a file, imported.
  @discardableResult
  func take(_ json: Data) throws -> ImportSummary { try LogImport.run(file(json), into: log) }

  func file(_ json: Data) throws -> String {
    let file = folder.path + "/import.json"
    try json.write(to: URL(fileURLWithPath: file))
    return file
  }
}

/// A log with everything in it, exported.
private func sample() throws -> (home: Home, json: Data) {
  let home = try Home()
  try SampleLog.fill(home.log)
  return (home, try exportedJSON(home.log))
}

/// The text with something replaced, which must be there.
private func replacing(_ json: Data, _ old: String, _ new: String) throws -> Data {
  let text = String(decoding: json, as: UTF8.self)
  let range = try #require(text.range(of: old))
  return Data(text.replacingCharacters(in: range, with: new).utf8)
}

@Test("exported, imported into an empty log and exported again is the same to the byte")
func jsonRoundTrip() throws {
  let (a, json) = try sample()
  let b = try Home()
  #expect(try b.take(json) == ImportSummary(added: 6))
  #expect(try exportedJSON(b.log) == json)
  #expect(try b.log.sets() == a.log.sets())
  #expect(try b.log.walkers() == a.log.walkers() && b.log.machines() == a.log.machines())
  for set in try a.log.sets() {
    #expect(try b.log.edges(of: set.id) == a.log.edges(of: set.id))
    #expect(try b.log.trace(of: set) == a.log.trace(of: set))
    #expect(try b.log.formerFigures(of: set.id) == a.log.formerFigures(of: set.id))
  }
  #expect(try b.log.formerFigures(of: SampleLog.record(2).id).count == 2)
}

@Test("logs of old schemas go out and in again the same to the byte", arguments: [1, 2])
func jsonRoundTripOfOldSchemas(version: Int) throws {
  let json = try exportedJSON(Home(schema: version).log)
  let b = try Home()
  let summary = try b.take(json)
  #expect(summary == ImportSummary(added: 3), "\(summary.refused)")
  #expect(try exportedJSON(b.log) == json)
}

@Test("an empty log goes out and in again")
func jsonOfNothing() throws {
  let json = try exportedJSON(Home().log)
  let b = try Home()
  #expect(try b.take(json) == ImportSummary())
  #expect(try exportedJSON(b.log) == json)
}

@Test("importing again changes nothing, and never what is there")
func jsonImportIsIdempotent() throws {
  let (a, json) = try sample()
  try a.log.claim(set: SampleLog.record(1).id, for: "anna")
  try a.log.addWalker(name: "anna", massKg: 70)
  let before = try exportedJSON(a.log)
  #expect(try a.take(json) == ImportSummary(present: 6))
  #expect(try exportedJSON(a.log) == before)
}

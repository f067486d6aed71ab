// SPDX-License-Identifier: Apache-2.0
//
// What goes out as JSON comes in again without loss, and nothing else comes in.

import Foundation
import GRDB
import TestSupport
import Testing

@testable import SetExport
@testable import SetLog

/// A log in a folder of its own.
private struct Home {
  let folder: Folder
  let log: SetLog

  init() throws {
    folder = try Folder()
    log = try SetLog(directory: folder.path)
  }

  /// The text as a file, imported.
  @discardableResult
  func take(_ json: Data) throws -> ImportSummary { try LogImport.run(file(json), into: log) }

  func file(_ json: Data) throws -> String {
    let file = folder.path + "/import.jsonl"
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

/// The text with something replaced, which must be there after a mark.
private func replacing(_ json: Data, _ old: String, _ new: String, after mark: String = "{") throws -> Data {
  let text = String(decoding: json, as: UTF8.self)
  let start = try #require(text.range(of: mark)).lowerBound
  let range = try #require(text.range(of: old, range: start..<text.endIndex))
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
    #expect(try b.log.revisions(of: set.id) == a.log.revisions(of: set.id))
  }
  #expect(try b.log.revisions(of: SampleLog.record(2).id).count == 2)
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

@Test("a log that knows a walker by another identifier, or under another name, keeps its own")
func jsonImportMeetsKnownWalkers() throws {
  let (_, json) = try sample()
  let b = try Home()
  let anna = try b.log.addWalker(name: "ANNA", massKg: 60)
  #expect(try b.take(json).added == 6)
  #expect(try b.log.walkers().map(\.name) == ["ANNA", "Zoë \"Q\" <&>"])
  #expect(try b.log.walkers().first == anna)
  #expect(try b.log.set(id: SampleLog.record(20).id).walker == "ANNA")
}

@Test("an odometer that has run on is brought up to date, one that is ahead stays")
func jsonImportAndOdometer() throws {
  let (a, json) = try sample()
  let later = OdometerReading(runId: "another run", distanceM: 9, movingTimeS: 9, pulses: 99)
  let b = try Home()
  try b.log.put(later, machine: "Never walked on")
  try b.take(json)
  #expect(try b.log.machines().first { $0.name == "Never walked on" }?.distanceM == 9)
  try a.log.put(later, machine: "Never walked on")
  let c = try Home()
  try c.take(json)
  try c.take(try exportedJSON(a.log))
  #expect(try exportedJSON(c.log) == exportedJSON(a.log))
}

@Test("a selection has what its sets refer to and no other walker's name")
func jsonSelection() throws {
  let (a, _) = try sample()
  var filter = SetFilter()
  filter.sessionId = SampleLog.record(1).sessionId
  let json = try exportedJSON(a.log, filter)
  let text = String(decoding: json, as: UTF8.self)
  #expect(!text.contains("anna") && !text.contains("boot 2") && !text.contains("Zweites"))
  #expect(
    text.contains(SampleLog.newCalibration.id) && text.contains("Zoë") && text.contains("run of boot 1"))
  let b = try Home()
  #expect(try b.take(json) == ImportSummary(added: 4))
  #expect(try exportedJSON(b.log) == json)
}

/// A field that is not as it must be, and what is said of it.
struct BrokenField: Sendable, CustomTestStringConvertible {
  var old: String
  var new: String
  var said: String
  var testDescription: String { said }
}

/// A mark that only the first set's line has.
private let firstSet = "{\"kind\":\"set\","

@Test(
  "a set with a mistake is named with its line and key and left out, the others go in",
  arguments: [
    BrokenField(old: "\"durationS\":30.0007", new: "\"durationS\":\"long\"", said: "durationS: "),
    BrokenField(old: "\"durationS\":30.0007", new: "\"durationS\":1e999", said: "it is no JSON object"),
    BrokenField(old: "\"durationS\":30.0007,", new: "", said: "durationS is missing"),
    BrokenField(old: "\"durationS\":30.0007", new: "\"durationS\":null", said: "durationS"),
    BrokenField(
      old: "\"durationS\":30.0007", new: "\"durationS\":-1", said: "durationS: -1 is not 0 or more"),
    BrokenField(old: "\"rpe\":null", new: "\"rpe\":11", said: "rpe: 11 is not within 0 to 10"),
    BrokenField(old: "\"pain\":null", new: "\"pain\":2.5", said: "it is no JSON object"),
    BrokenField(
      old: "\"walkerId\":null", new: "\"walkerId\":\"eve\"",
      said: "walkerId: no line before has the walker eve"),
    BrokenField(
      old: "\"machineId\":\"", new: "\"machineId\":\"x", said: "machineId: no line before has the machine x"),
    BrokenField(old: "\"quality\":\"synchronised\"", new: "\"quality\":\"good\"", said: "clock.quality"),
    BrokenField(old: "\"bounces\":0", new: "\"bounces\":-1", said: "quality.bounces: -1 is not"),
    BrokenField(old: "\"startedAt\":\"2026", new: "\"startedAt\":\"26", said: "startedAt: \"26"),
    BrokenField(
      old: "\"timeS\":[0,0.25", new: "\"timeS\":[0.25,0", said: "trace.timeS: it does not grow"),
    BrokenField(old: "\"timeS\":[0,", new: "\"timeS\":[", said: "trace: its columns are not of one length"),
    BrokenField(old: "\"rawPulses\":\"", new: "\"rawPulses\":\"*", said: "rawPulses"),
    BrokenField(
      old: "\"rawPulses\":\"Aas", new: "\"rawPulses\":\"Aao", said: "rawPulses: raw pulses are damaged"),
    BrokenField(old: "\"revisions\":[]", new: "\"revisions\":[7]", said: "revisions[0]"),
    BrokenField(old: "\"calibrationId\":\"", new: "\"calibrationId\":\"x", said: "FOREIGN KEY"),
    BrokenField(old: "{\"kind\":\"set\",", new: "{\"kind\":\"sett\",", said: "kind: \"sett\" is not known"),
    BrokenField(old: "{\"kind\":\"set\",", new: "{\"kind\":\"set\"", said: "it is no JSON object"),
  ])
func jsonImportNamesMistakes(_ broken: BrokenField) throws {
  let (_, json) = try sample()
  let b = try Home()
  let lineNumber = try #require(
    json.split(separator: UInt8(ascii: "\n")).firstIndex { $0.starts(with: firstSet.utf8) })
  let summary = try b.take(try replacing(json, broken.old, broken.new, after: firstSet))
  #expect(summary.added == 5 && summary.present == 0 && summary.refusedLines == 1)
  let line = try #require(summary.refused.first)
  #expect(line.hasPrefix("line \(lineNumber + 1): ") && line.contains(broken.said), "\(line)")
  #expect(try b.log.count() == 5)
  // The file as it was brings in the rest.
  #expect(try b.take(json).added == 1)
  #expect(try exportedJSON(b.log) == json)
}

@Test("revisions of another set are refused")
func jsonImportChecksRevisions() throws {
  let (_, json) = try sample()
  let summary = try Home().take(try replacing(json, "\"values\":{\"id\":\"", "\"values\":{\"id\":\"x"))
  #expect(summary.added == 5 && summary.refused.first?.contains("revisions: one is of the set x") == true)
}

@Test(
  "a record that is not a set and has a mistake is named too, and nothing of it goes in",
  arguments: [
    ("\"massKg\":81.4", "\"massKg\":\"81.4\"", "massKg"),
    ("\"isSynchronised\":true", "\"isSynchronised\":1", "isSynchronised"),
    ("\"circumferenceM\\\":0.18", "\"circumferenceM\\\":0.19", "json: it is not the calibration"),
    ("\"pulses\":20,", "\"pulses\":20.5,", "it is no JSON object"),
    ("\"name\":\"anna\"", "\"name\":\" anna\"", "name: it begins or ends with a space"),
  ])
func jsonImportNamesOtherMistakes(_ old: String, _ new: String, _ said: String) throws {
  let (_, json) = try sample()
  let summary = try Home().take(try replacing(json, old, new))
  #expect(summary.refused.first?.contains(said) == true, "\(summary.refused)")
}

@Test(
  "a file that is no log, or a newer one, changes nothing",
  arguments: [
    ("{\"kind\":\"header\"", "[\"kind\"", "it is no JSON object"),
    ("deadmill-log", "something-else", "its format is \"something-else\""),
    ("\"version\":1", "\"version\":2", "is of version 2, this program reads 1; use a newer deadmill"),
    ("\"version\":1,", "", "version is missing"),
  ])
func jsonImportRefusesWhole(_ old: String, _ new: String, _ said: String) throws {
  let (_, json) = try sample()
  let b = try Home()
  let empty = try exportedJSON(b.log)
  let broken = try replacing(json, old, new)
  let error = try #require(#expect(throws: LogImportError.self) { try b.take(broken) })
  #expect("\(error)".contains(said) && error.line == 1, "\(error)")
  #expect(try exportedJSON(b.log) == empty)
  // Nor does it leave a log where there was none.
  let nowhere = b.folder.path + "/nowhere"
  #expect(throws: LogImportError.self) {
    try LogImport.run(b.file(broken), into: SetLog(directory: nowhere))
  }
  #expect(!FileManager.default.fileExists(atPath: nowhere))
  #expect(throws: LogImportError.self) { try b.take(Data()) }
}

@Test("of a file that is cut off anywhere, what comes before goes in, and the line is named")
func jsonImportOfCutFile() throws {
  let (_, json) = try sample()
  let lines = json.split(separator: UInt8(ascii: "\n"))
  let cut =
    Data(lines.dropLast().joined(separator: [UInt8(ascii: "\n")]))
    + Data("\n{\"kind\":\"set\",\"id\":\"half".utf8)
  let b = try Home()
  let error = try #require(#expect(throws: LogImportError.self) { try b.take(cut) })
  #expect(error.code == .damaged && error.line == lines.count && "\(error)".contains("cut off"))
  #expect(try b.log.count() == 5)
  #expect(try b.take(json) == ImportSummary(added: 1, present: 5))
  // A last line without its newline that is whole all the same.
  let c = try Home()
  #expect(try c.take(json.dropLast()).added == 6)
}

@Test("a log of many sets is imported in little memory, and a set that comes twice goes in once")
func jsonImportOfMany() throws {
  let (_, json) = try sample()
  let lines = json.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  let set = try #require(lines.last)
  let id = SampleLog.record(21).id
  var many = lines.dropLast().joined(separator: "\n") + "\n"
  for number in 0..<300 { many += set.replacing(id, with: "\(id.dropLast(3))\(100 + number % 250)") + "\n" }
  let b = try Home()
  #expect(
    try LogImport.rehearse(b.file(Data(many.utf8)), into: nil) == ImportSummary(added: 255, present: 50))
  #expect(try b.take(Data(many.utf8)) == ImportSummary(added: 255, present: 50))
  #expect(try b.log.verify().sound == 255)
}

@Test("a rehearsal says the same and writes nothing")
func jsonImportRehearsed() throws {
  let (a, json) = try sample()
  let b = try Home()
  let empty = try exportedJSON(b.log)
  #expect(try LogImport.rehearse(b.file(json), into: nil) == ImportSummary(added: 6))
  #expect(try LogImport.rehearse(b.file(json), into: b.log) == ImportSummary(added: 6))
  #expect(try LogImport.rehearse(a.file(json), into: a.log) == ImportSummary(present: 6))
  #expect(try exportedJSON(b.log) == empty)
  let error = #expect(throws: LogImportError.self) { try LogImport.rehearse("/nowhere", into: nil) }
  #expect(error?.code == .unreadable)
}

@Test("whatever is done to a document, it is read or refused and never traps", arguments: 1...8)
func jsonImportOfMutations(seed: UInt64) throws {
  let (_, json) = try sample()
  var state = seed &* 0x9E37_79B9_7F4A_7C15
  func random(_ below: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % below
  }
  let b = try Home()
  for _ in 0..<5 {
    var bytes = [UInt8](json)
    for _ in 0..<(1 + random(4)) {
      let at = random(bytes.count)
      switch random(3) {
      case 0: bytes[at] ^= 1 << UInt8(random(8))
      case 1: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random(200)))
      default:
        bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + random(50))], at: random(bytes.count))
      }
    }
    let outcome = Result { try LogImport.rehearse(b.file(Data(bytes)), into: nil) }
    if case .failure(let error) = outcome { #expect(error is LogImportError, "\(error)") }
  }
}

extension ImportSummary {
  fileprivate init(added: Int = 0, present: Int = 0) {
    self.init()
    self.added = added
    self.present = present
  }
}

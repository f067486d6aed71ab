// SPDX-License-Identifier: Apache-2.0
//
// Owns: which names are one walker or machine, in every script, and which names are refused.

import Foundation
import TestSupport
import Testing

@testable import SetLog

/// Names that differ in case, encoding or spaces only.
private let same: [[String]] = [
  ["Änne", "änne", "ÄNNE", "A\u{308}nne", "  Änne ", "a\u{308}NNE"],
  ["Straße", "STRASSE", "strasse", "STRA\u{1E9E}E"],
  ["Σίσυφος", "σίσυφος", "ΣΊΣΥΦΟΣ", "σίσυφοσ"],
  ["Анна", "АННА", "анна"],
  ["Աննա", "ԱՆՆԱ", "աննա"],
  ["Ǆemal", "ǆemal", "ǅemal"],
  ["ﬁona", "FIONA", "fiona"],
  ["Å", "\u{212B}", "å", "A\u{30A}"],
  ["Anna Maria", "anna  maria", "ANNA\u{A0}MARIA"],
  ["İpek", "i\u{307}pek"],
  ["田中", "田中 "],
  ["𐐀da", "𐐨DA"],
  ["نگار", "نگار"],
]

/// Names of two people.
private let different: [(String, String)] = [
  ("Anna", "Änna"), ("Ada", "Adá"), ("Sıla", "Sila"), ("Jo", "Joe"), ("Ann", "An n"), ("田中", "田仲"),
  ("Ada", "А\u{301}да"),
]

@Test("names that differ in case, encoding or spaces have one key, and others have not", arguments: same)
func sameNames(names: [String]) {
  let keys = Set(names.map { Array(FoldedName.key($0).utf8) })
  #expect(keys.count == 1, "\(names.map(FoldedName.key))")
  let key = FoldedName.key(names[0])
  #expect(Array(FoldedName.key(key).utf8) == Array(key.utf8), "the key of a key is itself")
}

@Test("names of two people have two keys", arguments: different)
func differentNames(a: String, b: String) { #expect(FoldedName.key(a) != FoldedName.key(b)) }

@Test("no letter of any script has a key of its own in one case and another one in the other")
func everyLetter() {
  var wrong: [String] = []
  for value in 0...0x10FFFF {
    guard let scalar = Unicode.Scalar(UInt32(value)), scalar != "\u{131}", scalar.properties.isCased else {
      continue
    }
    let key = FoldedName.key(String(scalar))
    for other in [
      scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping,
      scalar.properties.titlecaseMapping,
    ]
    where FoldedName.key(other) != key && scalar != "\u{130}" {
      wrong.append("\(scalar) \(other)")
    }
  }
  #expect(wrong == [])
}

@Test(
  "two spellings are one walker: the second changes the body mass, and the one that is named is meant",
  arguments: same)
func oneWalker(names: [String]) throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  for name in names { try log.addWalker(name: name, massKg: 62) }
  try log.addWalker(name: names[0], massKg: 95)
  let walkers = try log.walkers()
  #expect(walkers.count == 1 && walkers[0].massKg == 95)
  #expect(walkers[0].name == names[0].trimmingCharacters(in: .whitespaces))
  try log.register(machine: names[0])
  for name in names {
    #expect(try log.register(machine: name).id == log.machines()[0].id)
    try log.use(walker: name, on: name)
    #expect(try log.walker(on: names[0])?.id == walkers[0].id)
  }
  #expect(try log.machines().count == 1)
  let record = sample("set", walker: names.last)
  try log.insert(SetEntry(record: record, calibration: CalibrationRecord(json: "{}")))
  for name in names {
    var filter = SetFilter()
    filter.walker = name
    #expect(try log.history(filter, limit: 9).sets.map(\.id) == ["set"] && log.summary(filter).sets == 1)
    #expect(try log.bests(filter).contains { $0.setId == "set" })
  }
  #expect(try log.eraseWalker(names.last ?? "").sets == 1)
  #expect(try log.walkers().isEmpty && log.set(id: "set").walker == nil)
}

private func sample(_ id: String, walker: String?) -> SetRecord {
  var record = SetRecord(
    id: id, sessionId: "s", indexInSession: 1, startedAt: "2026-03-02T10:00:00Z",
    endedAt: "2026-03-02T10:01:00Z",
    clock: RecordClock(quality: .synchronised, bootId: "b", monotonicNs: 1, monotonicEndNs: 60_000_000_001),
    durationS: 60, movingTimeS: 60, distanceM: 40, distanceSdM: 0.1, meanSpeedMps: 0.7, maxSpeedMps: 1,
    machine: "m", quality: RecordQuality(pulses: 1, edges: 1),
    calibrationId: CalibrationRecord(json: "{}").id,
    softwareVersion: "0")
  record.walker = walker
  return record
}

private let refused: [(name: String, reason: String)] = [
  ("", "empty"), (" \t ", "empty"), ("Ada\u{202E}adA", "U+202E"), ("A\u{200B}da", "U+200B"),
  ("Ada\u{0}", "U+0000"),
  ("Ada\u{1B}[2J", "control character"), ("\u{FEFF}Ada", "U+FEFF"), ("Ad\u{AD}a", "U+00AD"),
  ("A\u{2066}da", "U+2066"),
  ("A\nda", "U+000A"), ("Ada\u{2028}x", "U+2028"), ("A\u{200D}da", "U+200D"), ("\u{3164}", "U+3164"),
  (String(repeating: "a", count: 10_000), "longer than"),
  ("a" + String(repeating: "\u{301}", count: 10_000), "longer than"),
]

@Test("a name that cannot be read, or is endless, is refused in one short line", arguments: refused)
func refusedNames(name: String, reason: String) throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  for body in [{ _ = try log.addWalker(name: name) }, { _ = try log.register(machine: name) }] {
    do {
      try body()
      Issue.record("\(reason) was taken")
    } catch let error as SetLogError {
      #expect(error.code == .unusableName)
      let text = error.description
      #expect(text.contains(reason) && text.count < 400, "\(text.prefix(500))")
      #expect(!text.unicodeScalars.contains { $0.value == 0x202E || $0.value < 0x20 || $0.value == 0x200B })
    }
  }
  #expect(try log.walkers().isEmpty && log.machines().isEmpty)
}

@Test(
  "joiners and selectors stay where a script or an emoji needs them",
  arguments: ["می\u{200C}خواهم", "👩\u{200D}🦰", "❤\u{FE0F} Ada"])
func neededJoiners(name: String) throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  #expect(try log.addWalker(name: name).name == name)
  #expect(try log.walkers().count == 1)
}

@Test("a walker who is renamed keeps everything, and the former name is forgotten by an erasure too")
func renamedWalker() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let ada = try log.addWalker(name: "Ada", massKg: 62)
  try log.addWalker(name: "Bo")
  try log.insert(SetEntry(record: sample("set", walker: "Ada"), calibration: CalibrationRecord(json: "{}")))
  var changed = try log.set(id: "set")
  changed.distanceM = 41
  try log.replace(changed, trace: nil, calibration: CalibrationRecord(json: "{}"), replacedAt: .now)
  #expect(throws: SetLogError.self) { try log.rename(walker: "Ada", to: "BO") }
  #expect(throws: SetLogError.self) { try log.rename(walker: "Cy", to: "Dee") }
  let renamed = try log.rename(walker: "ada", to: "Adele")
  #expect(renamed.id == ada.id && renamed.massKg == 62)
  #expect(try log.set(id: "set").walker == "Adele" && log.revisions(of: "set")[0].contains("Adele"))
  #expect(try log.rename(walker: "Adele", to: "ADELE").name == "ADELE", "another spelling is no other walker")
  _ = try log.eraseWalker("adele")
  let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.database))
  for name in ["Ada", "Adele", "ADELE"] { #expect(bytes.range(of: Data(name.utf8)) == nil, "\(name)") }
}

@Test("a machine that is renamed is found by its former name; another machine cannot take it")
func machineWithFormerName() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let first = try log.register(machine: "Treadmill 1", kind: "sled")
  let second = try log.register(machine: "Treadmill 2")
  #expect(try log.rename(first.id, to: "Hall").name == "Hall")
  #expect(
    try log.register(machine: "TREADMILL 1").name == "Hall", "a configuration may still have the former name")
  #expect(try log.machine(named: "treadmill 1")?.id == first.id)
  #expect(throws: SetLogError.self) { try log.rename(second.id, to: "Treadmill 1") }
  #expect(
    try log.rename(first.id, to: "treadmill 1").name == "treadmill 1", "its own former name it may take again"
  )
  #expect(try log.machine(named: "hall")?.id == first.id && log.machines().count == 2)
  #expect(try log.retire(first.id, .now) && !log.retire(first.id, .now))
  #expect(try log.machine(named: "Hall")?.retiredAt != nil)
  #expect(try log.register(machine: "Hall").retiredAt == nil, "a daemon that runs it takes it into use")
}

@Test("an archive of the earlier form, one document, is read with its walkers, machines and sets")
func archiveDocument() throws {
  let folder = try Folder()
  let file = folder.path + "/a.json"
  let calibration = CalibrationRecord(json: "{}")
  let set = sample("set", walker: "Änne").json.replacing("\"powerIsEstimated\"", with: "\"powerEstimated\"")
    .replacing("\"endIsRefined\"", with: "\"endRefined\"").dropLast()
  let document = """
    {"format": "deadmill-log", "version": 1, "writtenBy": "deadmill 0.3.0", "walkers": [{"id": "w1", "name": "änne", \
    "massKg": 62, "createdAt": "2026-03-01T10:00:00Z"}], "machines": [{"name": "m", "walker": null, "servicedAt": null, \
    "servicedDistanceM": 1.5, "servicedMovingS": 2, "odometer": [{"runId": "r", "distanceM": 9, "movingS": 4, "pulses": 3, \
    "updatedAt": "2026-03-01T10:00:00Z"}]}], "boots": [{"id": "b", "offsetNs": null, "isSure": true}], "sessions": \
    [{"id": "s", "machine": "m", "note": null}], "calibrations": [{"id": "\(calibration.id)", "json": "{}"}], \
    "sets": [\(set),"trace":null,"rawPulses":"AtoF","formerFigures":[]}]}
    """
  // One line, as long as that of hundreds of sets.
  let spaces = String(repeating: " ", count: 3_000_000)
  try Data(document.replacing(", \"sets\":", with: "," + spaces + "\"sets\":").utf8)
    .write(to: URL(fileURLWithPath: file))
  let log = try SetLog(directory: folder.path)
  let summary = try LogImport.run(file, into: log)
  #expect(summary.added == 1 && summary.refused == [])
  #expect(try log.sets().map(\.walker) == ["änne"] && log.machines().map(\.distanceM) == [9])
  #expect(try LogImport.run(file, into: log).present == 1)
  // Its raw pulses are left out: what needs them says so, and does not claim that there is no such set.
  let error = #expect(throws: SetLogError.self) { try log.edges(of: log.sets()[0].id) }
  #expect(error?.code == .refused && error.map { "\($0)" }?.contains("no raw pulses") == true)
  let found = try log.verify()
  #expect(found.damages == [] && found.sound == 1 && found.withoutPulses == 1)
  let saved = try Folder()
  #expect(try log.salvage(into: saved.path).damages == [])
  let copy = try SetLog(readingFrom: saved.path)
  #expect(try copy.sets() == log.sets())
  for record in try copy.sets() { #expect(throws: SetLogError.self) { try copy.edges(of: record.id) } }
}

@Test("two people of one archive whose names differ in case only stay two")
func archiveWithTwoSpellings() throws {
  let folder = try Folder()
  let file = folder.path + "/a.jsonl"
  let lines = [
    "{\"kind\":\"header\",\"format\":\"deadmill-log\",\"version\":1,\"writtenBy\":\"test\"}",
    "{\"kind\":\"walker\",\"id\":\"w1\",\"name\":\"Änne\",\"massKg\":62,\"createdAt\":\"2026-03-01T10:00:00Z\"}",
    "{\"kind\":\"walker\",\"id\":\"w2\",\"name\":\"änne\",\"massKg\":95,\"createdAt\":\"2026-03-01T10:00:00Z\"}",
  ]
  try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: file))
  let log = try SetLog(directory: folder.path)
  let summary = try LogImport.run(file, into: log)
  #expect(summary.refused == [] && summary.renamed == ["änne is called änne (2)"])
  #expect(try log.walkers().map(\.massKg) == [62, 95])
  #expect(
    try LogImport.run(file, into: log).renamed == [] && log.walkers().count == 2,
    "again: each is known by its identifier")
}

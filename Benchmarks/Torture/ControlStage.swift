// SPDX-License-Identifier: Apache-2.0
//
// Owns: the proof that the checks of the campaign can fail: they must detect deliberate damage.
// Must not know: how the checks work.

import Foundation
import SetLog

enum ControlStage {
  static func run(_ options: Options) throws -> Never {
    let folder = try Folder(options.work + "/control")
    let stockPath = folder.path + "/stock"
    try Stock(seed: options.seed).write(to: stockPath)
    let stock = try Stock(from: stockPath)
    var figures = Figures(stage: "control")
    func expect(_ name: String, _ trial: some Trial, _ harm: (String) throws -> Void, seen: (Tally) -> Bool)
      throws
    {
      var trial = trial
      // Without damage there must be no finding.
      let sound = try tally(&trial) { _ in }
      let harmed = try tally(&trial, harm)
      figures.add("\(name) is noticed", sound.faults.isEmpty && seen(harmed) ? 1 : 0, .atLeast(1))
      for fault in sound.faults.prefix(3) { Out.note("control: \(name), without harm: \(fault)") }
    }
    func insertion() throws -> InsertTrial {
      try InsertTrial(stock: stock, stockPath: stockPath, in: folder.path)
    }
    let one = "(SELECT id FROM finishedSet ORDER BY startedAt DESC LIMIT 1 OFFSET 3)"
    try expect("an acknowledged set that was deleted", try insertion()) {
      try Tampering.run("DELETE FROM finishedSet WHERE id = \(one)", in: $0)
    } seen: {
      $0.lost > 0
    }
    try expect("a set that is there twice", try insertion()) {
      let log = try SetLog(directory: $0)
      var entry = stock.entry(1)
      entry.record.id = UUIDv7.make(unixMs: 0, hashing: "another".utf8)
      try log.insert(entry)
    } seen: {
      $0.duplicates > 0
    }
    try expect("a figure that was changed", try insertion()) {
      try Tampering.run("UPDATE finishedSet SET distanceM = distanceM + 1 WHERE id = \(one)", in: $0)
    } seen: {
      $0.damaged > 0
    }
    try expect("two seconds cut from a journal", JournalTrial(seed: options.seed, in: folder.path)) {
      try Tampering.cutJournals(in: $0, blocks: 3)
    } seen: {
      $0.halves > 0
    }
    try expect("one date of many that is not corrected", ClockTrial(stock: stock, in: folder.path)) {
      try Tampering.run("UPDATE finishedSet SET clockQuality = 'unsure' WHERE id = \(one)", in: $0)
    } seen: {
      $0.halves + $0.lost > 0
    }
    try expect("former figures that are there twice", RecomputeTrial(stock: stock, in: folder.path)) {
      let columns = "setId, replacedAt, calibrationId, softwareVersion, json"
      try Tampering.run(
        "INSERT INTO revision (\(columns)) SELECT \(columns) FROM revision LIMIT 1", in: $0)
    } seen: {
      $0.halves + $0.lost > 0
    }
    try expect("a name that was put back", EraseTrial(stock: stock, in: folder.path)) {
      try Tampering.run("UPDATE session SET note = '\(EraseTrial.name)'", in: $0)
    } seen: {
      $0.lost > 0
    }
    figures.finish(faults: [])
  }

  /// One child that works until it has done something, is killed, and whose log is harmed before it is checked.
  private static func tally(_ trial: inout some Trial, _ harm: (String) throws -> Void) throws -> Tally {
    var tally = Tally()
    let arguments = try trial.prepare()
    let child = try Child.own(arguments)
    var told: [String] = []
    while told.count < 10, let line = child.line() {
      if line != "ready", line != "done" { told.append(line) }
    }
    child.kill(afterS: 0)
    _ = child.wasKilled()
    told += child.rest()
    try harm(arguments[1])
    try trial.check(told, &tally)
    try trial.finish(&tally)
    return tally
  }
}

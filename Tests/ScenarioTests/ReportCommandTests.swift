// SPDX-License-Identifier: Apache-2.0
//
// Reports and tables for people by the whole program: language, decimal mark, clinic, and the plan that weeks are judged by.

import Foundation
import TestSupport
import Testing
import Training

@testable import SetExport
@testable import SetLog
@testable import deadmill

/// Two walkers on one day, one of them with a protocol.
private func logged(in folder: Folder) throws -> String {
  let state = folder.path + "/state"
  let log = try SetLog(directory: state)
  let calibration = CalibrationRecord(json: "{}")
  for (number, walker) in ["Ada", "Ben"].enumerated() {
    try log.addWalker(name: walker)
    for index in 1...3 {
      let startMs = WallTime.nowMs - 3_600_000 + Int64(number * 600_000 + index * 120_000)
      var record = SetRecord(
        id: UUIDv7.make(unixMs: startMs, hashing: "\(number) \(index)".utf8), sessionId: "session-\(walker)",
        indexInSession: index, startedAt: Instant(unixMs: startMs),
        endedAt: Instant(unixMs: startMs + 60_000),
        clock: RecordClock(quality: .synchronised, bootId: "b", monotonicNs: 0, monotonicEndNs: 1),
        durationS: 60, movingTimeS: 60, distanceM: 47.205, distanceSdM: 0.25, meanSpeedMps: 0.8,
        maxSpeedMps: 1,
        machine: "Treadmill 3", quality: RecordQuality(pulses: 100, edges: 101),
        calibrationId: calibration.id,
        softwareVersion: "0.1.0")
      record.walker = walker
      record.protocol = walker == "Ada" ? TrainingProtocol.deadmill3x60.name : nil
      try log.insert(SetEntry(record: record, calibration: calibration))
    }
  }
  return state
}

@Test(
  "a report is in the language that is asked for, else in that of the environment, with the clinic's name")
func reportLanguage() throws {
  let folder = try Folder()
  let state = try logged(in: folder)
  let arguments = ["export", "--all", "--format", "html", "--walker", "Ada", "--state", state]
  let german = try Program.run(arguments + ["--language", "de", "--clinic", "Praxis <Süd>"])
  #expect(german.status == 0, "\(german.error)")
  #expect(german.output.contains("<html lang=\"de\">") && german.output.contains("Praxis &lt;Süd&gt;"))
  #expect(
    german.output.contains("<dd>Drei Sätze zu einer Minute</dd>") && german.output.contains("47,21 ± 0,25"))
  #expect(!german.output.contains("Ben"))
  for (locale, language) in [("de_DE.UTF-8", "de"), ("C.UTF-8", "en"), ("fr_FR.UTF-8", "en")] {
    let said = try Program.run(arguments, environment: ["LC_ALL": locale])
    #expect(said.output.contains("<html lang=\"\(language)\">"), "\(locale)")
  }
  let wrong = try Program.run(arguments + ["--clinic", "two\nlines"])
  #expect(wrong.status == 2 && wrong.error.contains("--clinic: expected one line"))
}

@Test("a report has the clinic's name of the configuration unless --clinic says another one or none")
func configuredClinic() throws {
  let folder = try Folder()
  let state = try logged(in: folder)
  let config = try folder.write("clinic: Praxis <Süd>\n", "deadmill.yaml")
  func heading(_ more: String...) throws -> Substring? {
    let said = try Program.run(
      ["export", "--all", "--format", "html", "--state", state, "--config", config] + more)
    #expect(said.status == 0, "\(said.error)")
    return said.output.firstMatch(of: /<p class="clinic">(.*)<\/p>/)?.1
  }
  #expect(try heading() == "Praxis &lt;Süd&gt;")
  #expect(try heading("--clinic", "Praxis Nord") == "Praxis Nord")
  #expect(try heading("--clinic", "") == nil)
  _ = try folder.write("clinic: [a, b]\n", "deadmill.yaml")
  let wrong = try Program.run(
    "export", "--all", "--format", "html", "--state", state, "--config", config)
  #expect(wrong.status == 2 && wrong.error.contains("deadmill.yaml:1: clinic: expected one value"))
}

@Test("weeks are judged by the protocol of the walker's sets unless another is asked for")
func plansOfWalkers() throws {
  let folder = try Folder()
  let state = try logged(in: folder)
  let progress = try Program.run("progress", "--state", state).output
  let ben = try #require(progress.range(of: "Ben "))
  #expect(progress[..<ben.lowerBound].contains("Three sets of a minute (deadmill-3x60)"))
  #expect(progress[ben.lowerBound...].contains("No plan: any set counts (free)"))
  let asked = try Program.run("progress", "--protocol", "free", "--state", state).output
  #expect(!asked.contains("deadmill-3x60"))
  let report = try Program.run(
    "export", "--all", "--format", "html", "--protocol", "retro-walk-10min", "--state", state)
  #expect(report.output.components(separatedBy: "Walk backwards, up to ten minutes").count == 3)
}

@Test(
  "a table for spreadsheets has the decimal mark of its language, of the locale, or the one that is asked for"
)
func decimalMarks() throws {
  let folder = try Folder()
  let state = try logged(in: folder)
  func table(_ locale: String, _ more: String...) throws -> String {
    try Program.run(
      ["export", "--all", "--format", "csv-excel", "--state", state] + more, environment: ["LC_ALL": locale]
    ).output
  }
  #expect(try table("de_DE.UTF-8").contains(";47,21;") && table("fr_FR.UTF-8").contains(";47,21;"))
  #expect(
    try table("C.UTF-8").contains(",47.21,") && table("C.UTF-8", "--language", "de").contains(";47,21;"))
  #expect(try table("de_DE.UTF-8", "--decimal", "point").contains(",47.21,"))
}

@Test(
  "the decimal mark of a locale is known by its name",
  arguments: [
    (["LANG": "de_DE.UTF-8"], DecimalMark.comma), (["LANG": "de_CH.UTF-8"], .point), (["LANG": "de"], .comma),
    (["LANG": "de_DE.UTF-8", "LC_NUMERIC": "en_GB"], .point), (["LANG": "ca_ES@valencia"], .comma),
    ([:], .point),
    (["LC_ALL": "", "LC_NUMERIC": "pt_BR"], .comma), (["LC_ALL": "C", "LANG": "de_DE"], .point),
  ])
func decimalMarkOfLocale(environment: [String: String], mark: DecimalMark) {
  #expect(DecimalMark(environment: environment) == mark)
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import TestSupport
import Testing

@testable import SetLog

/// A log with two sets of one session.
private func logged(in folder: Folder) throws -> String {
  let state = folder.path + "/state"
  let log = try SetLog(directory: state)
  let calibration = CalibrationRecord(json: "{}")
  for index in 1...2 {
    let record = SetRecord(
      id: "0199000\(index)-0000-7000-8000-000000000000", sessionId: "01990000-session", indexInSession: index,
      startedAt: "2026-03-01T10:0\(index * 2):00.000Z", endedAt: "2026-03-01T10:0\(index * 2 + 1):00.000Z",
      clock: RecordClock(quality: .unsure, bootId: "b", monotonicNs: 5, monotonicEndNs: 6),
      durationS: 60, movingTimeS: 60, distanceM: 50, distanceSdM: 0.25, meanSpeedMps: 0.8, maxSpeedMps: 1,
      machine: "Treadmill 3", quality: RecordQuality(pulses: 100, edges: 101), calibrationId: calibration.id,
      softwareVersion: "0.1.0")
    try log.insert(SetEntry(record: record, calibration: calibration))
  }
  return state
}

private func files(_ path: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: path).sorted()
}

@Test("an export is written whole under its name, and not over another file unless that is wanted")
func exportToFile() throws {
  let folder = try Folder()
  let state = try logged(in: folder)
  let file = folder.path + "/sets.csv"
  func run(_ more: String...) throws -> Said {
    try Program.run(["export", "--all", "--format", "csv", "--state", state, "-o", file] + more)
  }
  #expect(try run().status == 0)
  let text = try String(contentsOfFile: file, encoding: .utf8)
  #expect(text.hasPrefix("id,sessionId,") && text.split(separator: "\r\n").count == 3)
  let refused = try run()
  #expect(refused.status == 2 && refused.error.contains("--force"))
  #expect(try run("--force").status == 0)
  #expect(try files(folder.path) == ["sets.csv", "state"])
  let out = try Program.run("export", "--session", "01990000-s", "--format", "csv", "--state", state)
  #expect(out.status == 0 && out.output == text && out.error.isEmpty)
}

@Test("a folder gets one file a session")
func exportToFolder() throws {
  let folder = try Folder()
  let state = try logged(in: folder)
  for format in ["fit", "tcx"] {
    let said = try Program.run(
      "export", "--all", "--format", format, "--state", state, "-o", folder.path + "/new/deep/")
    #expect(said.status == 0 && said.error == "1 file written to \(folder.path)/new/deep\n")
  }
  #expect(
    try files(folder.path + "/new/deep")
      == ["2026-03-01-1002-treadmill-3.fit", "2026-03-01-1002-treadmill-3.tcx"])
}

@Test("a target that is full or forbidden is reported in one line, and no partial file is left")
func exportNowhere() throws {
  let folder = try Folder()
  let state = try logged(in: folder)
  for (target, reason) in [
    ("/dev/full", "no room left"), (folder.path + "/none/sets.csv", "no such directory"),
    ("/proc/sets.csv", "cannot be written"), (state + "/sets.sqlite/a.csv", "is no directory"),
  ] {
    let said = try Program.run("export", "--all", "--format", "csv", "--state", state, "-o", target)
    #expect(said.status == 1 && said.error.contains(target) && said.error.contains(reason), "\(said.error)")
    #expect(said.error.split(separator: "\n").count == 1, "\(said.error)")
  }
  #expect(try files(folder.path) == ["state"])
}

@Test("a log that is damaged half way leaves no file behind")
func exportDamaged() throws {
  let folder = try Folder()
  let state = try logged(in: folder)
  let log = try SetLog(directory: state)
  var record = try log.set(id: "01990002")
  record.id = "01990003-0000-7000-8000-000000000000"
  record.sessionId = "later"
  record.startedAt = "2026-03-02T10:00:00.000Z"
  let points = [0.0, 1].map { SetTrace.Point(timeS: $0, distanceM: $0, speedMps: 1, workJ: nil) }
  try log.insert(
    SetEntry(record: record, trace: SetTrace(points: points), calibration: CalibrationRecord(json: "{}")))
  try log.write { db in
    try db.execute(sql: "UPDATE speedTrace SET packed = zeroblob(20) WHERE setId = ?", arguments: [record.id])
  }
  for target in ["/sets.fit", "/files/"] {
    let said = try Program.run(
      "export", "--all", "--format", "fit", "--state", state, "-o", folder.path + target)
    #expect(said.status == 1 && said.error.contains("01990003"), "\(said.error)")
  }
  #expect(try files(folder.path) == ["files", "state"])
  #expect(try files(folder.path + "/files") == ["2026-03-01-1002-treadmill-3.fit"])
}

@Test("where there is nothing to export the status says so, and no file appears")
func exportNothing() throws {
  let folder = try Folder()
  let state = try logged(in: folder)
  for target in ["/sets.fit", "/files/"] {
    let said = try Program.run(
      "export", "--all", "--since", "2099-01-01", "--format", "fit", "--state", state,
      "-o", folder.path + target)
    #expect(said.status == 1 && said.error == "deadmill: nothing to export: no set in the log matches\n")
  }
  #expect(try files(folder.path) == ["state"])
}

@Test(
  "what cannot be meant is refused with status 2",
  arguments: [
    ["--format", "csv"], ["0199", "--all", "--format", "csv"],
    ["0199", "--since", "2026-01-01", "--format", "csv"], ["last", "--format", "csv", "--exercise", "push"],
    ["--all", "--since", "soon", "--format", "csv"], ["--all", "--until", "", "--format", "csv"],
    ["--all", "--format", "gpx"], ["--all"],
  ])
func exportUsage(arguments: [String]) throws {
  let folder = try Folder()
  let state = try logged(in: folder)
  let said = try Program.run(["export", "--state", state] + arguments)
  #expect(said.status == 2 && said.output.isEmpty, "\(said)")
}

@Test("a set, a session or a walker that is not there is named")
func exportUnknown() throws {
  let folder = try Folder()
  let state = try logged(in: folder)
  for (arguments, text) in [
    (["ffff"], "no set \"ffff\""), (["0199"], "means 2 sets; name one by its id or time:\n"),
    (["--session", "ffff"], "no session \"ffff\""),
    (["--all", "--walker", "Nemo"], "no walker \"Nemo\""),
  ] {
    let said = try Program.run(["export", "--format", "csv", "--state", state] + arguments)
    #expect(said.status == 2 && said.error.contains(text), "\(said)")
  }
}

@Test("a later export into a folder adds what is new and leaves what is there")
func exportAgain() throws {
  let folder = try Folder()
  let state = try logged(in: folder)
  let target = folder.path + "/files"
  func export(_ more: String...) throws -> Said {
    try Program.run(["export", "--all", "--format", "tcx", "--state", state, "-o", target + "/"] + more)
  }
  #expect(try export().error == "1 file written to \(target)\n")
  let file = target + "/" + (try #require(try files(target).first))
  try Data("mine".utf8).write(to: URL(fileURLWithPath: file))
  let again = try export()
  #expect(
    again.status == 0
      && again.error
        == "0 files written to \(target); 1 there already and left as it was (--force writes again)\n"
  )
  #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
  #expect(try export("--force").error == "1 file written to \(target)\n")
  #expect(try String(contentsOfFile: file, encoding: .utf8).contains("<TrainingCenterDatabase"))
}

@Test("files are named and dated in the reader's time zone, and a file is reported with what is in it")
func exportZone() throws {
  let folder = try Folder()
  let state = try logged(in: folder)
  for (zone, name) in [
    ("UTC0", "2026-03-01-1002"), ("Asia/Tokyo", "2026-03-01-1902"), (":Pacific/Honolulu", "2026-03-01-0002"),
    ("XYZ+11", "2026-02-28-2302"),
  ] {
    let target = folder.path + "/" + name
    let said = try Program.run(
      "export", "--all", "--format", "strong", "--state", state, "-o", target + "/", environment: ["TZ": zone]
    )
    #expect(said.status == 0, "\(said)")
    #expect(try files(target) == [name + "-treadmill-3.csv"], "\(zone)")
    let text = try String(contentsOfFile: target + "/" + name + "-treadmill-3.csv", encoding: .utf8)
    #expect(text.contains(";\(name.prefix(10)) \(name.dropFirst(11).prefix(2)):02:"), "\(text)")
    let utc = try Program.run(
      "export", "--all", "--format", "html", "--state", state, "--utc", "-o",
      folder.path + "/\(zone.count).html",
      environment: ["TZ": zone])
    #expect(utc.error == "\(folder.path)/\(zone.count).html: 2 sets of 1 session\n")
    let page = try String(contentsOfFile: folder.path + "/\(zone.count).html", encoding: .utf8)
    #expect(page.contains("(UTC)") && page.contains("Session at 10:02"))
  }
}

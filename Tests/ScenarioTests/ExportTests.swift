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
    #expect(said.status == 0 && said.error == "1 file in \(folder.path)/new/deep/\n")
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
    ["0199", "--since", "2026-01-01", "--format", "csv"],
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
    (["ffff"], "no set \"ffff\""), (["0199"], "matches 2 sets"),
    (["--session", "ffff"], "no session \"ffff\""),
    (["--all", "--walker", "Nemo"], "no walker \"Nemo\""),
  ] {
    let said = try Program.run(["export", "--format", "csv", "--state", state] + arguments)
    #expect(said.status == 1 && said.error.contains(text), "\(said)")
  }
}

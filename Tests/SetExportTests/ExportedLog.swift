// SPDX-License-Identifier: Apache-2.0
//
// Owns: logs worth exporting, and any of their formats as one text, for tests.

import Foundation
import GRDB
import Pulses
import TestSupport

@testable import SetExport
@testable import SetLog

/// Writes what a filter chooses with a writer; what it would write into a file comes back.
func exported(_ log: SetLog, _ filter: SetFilter = SetFilter(), with writer: some ExportWriter) throws -> Data
{
  var writer = writer
  var bytes: [UInt8] = []
  let sink: ([UInt8]) throws -> Void = { bytes.append(contentsOf: $0) }
  try writer.begin(sink)
  var session: [ExportedSet] = []
  try log.forEachSet(filter) { record in
    if let last = session.last, last.record.sessionId != record.sessionId {
      try writer.write(ExportedSession(sets: session), sink)
      session = []
    }
    // Reading within a reading: the writer must bear it too.
    let packed = try log.readNested { db in
      try Data.fetchOne(db, sql: "SELECT packed FROM speedTrace WHERE setId = ?", arguments: [record.id])
    }
    let trace = try packed.map { try SetTrace(packed: Array($0)).ended(like: record) } ?? SetTrace(points: [])
    session.append(ExportedSet(record: record, trace: trace))
  }
  if !session.isEmpty { try writer.write(ExportedSession(sets: session), sink) }
  try writer.end(sink)
  return Data(bytes)
}

/// The log, or a selection of it, as an archive.
func exportedJSON(_ log: SetLog, _ filter: SetFilter = SetFilter()) throws -> Data {
  try exported(log, filter, with: LogArchiveWriter(log: log, filter: filter, writtenBy: "deadmill test"))
}

enum SampleLog {
  static let calibration = CalibrationRecord(json: "{\"circumferenceM\":0.18,\"drag\":{\"calibrated\":true}}")
  static let newCalibration = CalibrationRecord(json: "{ \"circumferenceM\" : 0.1801 }")
  static let note = "\"quoted\" \\ back,\nnew line\ttab; <b>bold</b> & naïve 走る 🦵 \u{1}"

  /// The number-th minute of a day: a set of half a minute.
  static func record(_ number: Int, session: Int = 1, walker: String? = nil) -> SetRecord {
    let startMs = 1_790_000_000_000 + Int64(number) * 60_000
    var quality = RecordQuality(pulses: 170, edges: 171)
    quality.missed = 1
    quality.lostEdges = number == 2 ? nil : 0
    quality.powerIsEstimated = number % 2 == 0
    var record = SetRecord(
      id: UUIDv7.make(unixMs: startMs, hashing: "\(number)".utf8),
      sessionId: UUIDv7.make(unixMs: startMs - startMs % 600_000, hashing: "session \(session)".utf8),
      indexInSession: number, startedAt: Instant(unixMs: startMs),
      endedAt: Instant(unixMs: startMs + 30_001),
      clock: RecordClock(
        quality: number == 3 ? .unsure : .synchronised, bootId: "boot \(session)",
        monotonicNs: Int64(number) * 60_000_000_000 + 9_007_199_254_740_993, monotonicEndNs: .max),
      durationS: 30.000_7, movingTimeS: 0.1 + 0.2 + 29, distanceM: 24.345_678_901_234_5,
      distanceSdM: 1e-300,
      meanSpeedMps: 0.811_5, maxSpeedMps: 1.25,
      machine: session == 1 ? "Treadmill \"3\"" : "Zweites Laufband ü",
      quality: quality, calibrationId: calibration.id, softwareVersion: "0.1.0")
    record.walker = walker
    record.utcOffsetS = 7200
    record.indexInSession = number
    guard number > 1 else { return record }
    record.restBeforeS = 29.999
    record.meanPowerW = 81.25
    record.powerSdW = 4.5
    record.maxPowerW = 130.1
    record.workJ = 2437.5
    record.meanForceN = 100.12
    record.fade = -0.031
    record.steps = 44
    record.cadenceSpm = 88.2
    record.direction = .backward
    record.protocol = "backward 3 x 1"
    record.walkerMassKg = walker == nil ? nil : 81.4
    record.rpe = 7
    record.pain = 0
    record.note = note
    return record
  }

  static func trace(of record: SetRecord) -> SetTrace {
    let points = (0...121).map { index in
      let timeS = min(Double(index) * 0.25, record.durationS)
      let share = timeS / record.durationS
      return SetTrace.Point(
        timeS: timeS, distanceM: record.distanceM * share,
        speedMps: index == 0 ? 0 : record.meanSpeedMps * (1 + 0.2 * sin(timeS)),
        workJ: record.workJ.map { $0 * share })
    }
    return SetTrace(points: points)
  }

  static func edges(_ number: Int) -> [Edge] {
    (0..<171).map { index in
      let waver = Int64(index * index % 37) * 1_250_000
      return Edge(
        timestampNs: Int64(number) * 60_000_000_000 + Int64(index) * 176_000_000 + waver,
        sequence: Int64(index) + 1)
    }
  }

  static func entry(_ record: SetRecord) -> SetEntry {
    var entry = SetEntry(
      record: record, trace: record.indexInSession == 4 ? nil : trace(of: record), calibration: calibration,
      edges: edges(record.indexInSession))
    entry.odometer = OdometerReading(
      runId: "run of \(record.clock.bootId)", distanceM: 24.4 * Double(record.indexInSession),
      movingTimeS: 29.3,
      pulses: 170 * Int64(record.indexInSession))
    return entry
  }

  /// Two sessions on two machines, two walkers and no walker, everything that can be known and much that is not.
  static func fill(_ log: SetLog) throws {
    try log.addWalker(name: "Zoë \"Q\" <&>", massKg: 81.4)
    try log.addWalker(name: "anna")
    for number in 1...4 {
      try log.insert(entry(record(number, walker: number == 2 ? "Zoë \"Q\" <&>" : nil)))
    }
    for number in 20...21 { try log.insert(entry(record(number, session: 2, walker: "anna"))) }
    try log.use(walker: "anna", on: record(1).machine)
    try log.noteService(machine: record(1).machine, at: "2026-09-01T10:00:00.000Z")
    try log.put(
      OdometerReading(runId: "another run", distanceM: 3.25, movingTimeS: 4, pulses: 20),
      machine: "Never walked on")
    for distanceM in [24.4, 24.5] {
      var changed = record(2, walker: "Zoë \"Q\" <&>")
      changed.distanceM = distanceM
      changed.calibrationId = newCalibration.id
      try log.replace(
        changed, trace: trace(of: changed), calibration: newCalibration,
        replacedAt: "2026-10-0\(distanceM == 24.4 ? 1 : 2)T10:00:00.000Z")
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the log that the stored sample is made from. Must not know: what is expected of it.
//
// DEADMILL_WRITE_SAMPLE=FILE makes the sample of the newest schema: once for each schema, when it is released.

import Foundation
import Pulses
import TestSupport
import Testing

@testable import SetLog

enum SampleMaker {
  private static let calibration = CalibrationRecord(json: "{\"rollerCircumferenceM\":0.18}")

  private static func entry(_ number: Int) -> SetEntry {
    let startMs = 1_790_000_000_000 + Int64(number) * 120_000
    let edges = (0..<101).map { Edge(timestampNs: Int64($0) * 600_000_250, sequence: Int64($0) + 1) }
    var record = SetRecord(
      id: UUIDv7.make(unixMs: startMs, hashing: "sample \(number)".utf8), sessionId: "session",
      indexInSession: number, startedAt: Instant(unixMs: startMs),
      endedAt: Instant(unixMs: startMs + 60_000),
      clock: RecordClock(
        quality: .synchronised, bootId: "boot", monotonicNs: Int64(number) * 120_000_000_000,
        monotonicEndNs: Int64(number) * 120_000_000_000 + 60_000_000_000),
      durationS: 60, movingTimeS: 60, distanceM: 48, distanceSdM: 0.1, meanSpeedMps: 0.8, maxSpeedMps: 1,
      machine: "Treadmill 3", quality: RecordQuality(pulses: 101, edges: 101),
      calibrationId: calibration.id, softwareVersion: "0.1.0")
    record.workJ = 4800
    record.utcOffsetS = 3600
    let points = (0...240).map { index in
      SetTrace.Point(
        timeS: Double(index) / 4, distanceM: 48 * Double(index) / 240, speedMps: 0.8,
        workJ: 20 * Double(index))
    }
    var entry = SetEntry(
      record: record, trace: SetTrace(points: points), calibration: calibration, edges: edges)
    entry.odometer = OdometerReading(
      runId: "run", distanceM: 48 * Double(number), movingTimeS: 60 * Double(number),
      pulses: 101 * Int64(number))
    return entry
  }

  /// Three sets: one claimed, noted and recomputed, one that was suspect and is accepted, one discarded.
  static func fill(_ log: SetLog) throws {
    try log.register(machine: "Treadmill 3", kind: "motorised-off", marks: 3)
    try log.addWalker(name: "Ada", massKg: 62)
    var entries = (1...3).map(entry)
    entries[1].record.suspect = "equal gaps at 50.0 Hz, as mains hum makes them"
    entries[1].context = (0..<3).map { Edge(timestampNs: Int64($0) * 20_000_000) }
    entries[0].heartRate = (0..<60).map {
      HeartRateSample(
        timestampNs: entries[0].record.clock.monotonicNs + Int64($0) * 1_000_000_000, bpm: 100 + $0 / 2)
    }
    for entry in entries { try log.insert(entry) }
    let ids = entries.map(\.record.id)
    try log.claim(set: ids[0], for: "Ada")
    try log.put(SetNote(rpe: 4, text: "left knee"), on: ids[0])
    var recomputed = try log.set(id: ids[0])
    recomputed.distanceSdM = 0.2
    try log.replace(
      recomputed, trace: entries[0].trace, calibration: calibration, replacedAt: "2026-10-01T10:00:00.000Z")
    try log.accept(set: ids[1], at: "2026-10-01T11:00:00.000Z")
    try log.discard(set: ids[2], at: "2026-10-01T12:00:00.000Z")
    try log.noteService(machine: "Treadmill 3", at: "2026-10-02T10:00:00.000Z")
  }
}

private let samplePath = ProcessInfo.processInfo.environment["DEADMILL_WRITE_SAMPLE"]

@Test(
  "the sample of the newest schema is made",
  .enabled(if: samplePath != nil, "DEADMILL_WRITE_SAMPLE names no file")
)
func makesSample() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try SampleMaker.fill(log)
  #expect(try log.backup(to: try #require(samplePath)) > 0)
}

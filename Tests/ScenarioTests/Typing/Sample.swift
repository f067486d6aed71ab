// SPDX-License-Identifier: Apache-2.0
//
// Owns: small logs whose sets are known. Must not know: what is asked of them.

import SetLog
import TestSupport
import Testing

/// What matters of a set.
struct Sample {
  var startMs: Int64
  var session = "session"
  var machine = "Left"
  var walker: String?
  var id: String?
}

/// A log with these sets, of a minute each; the records in the order of the samples.
@discardableResult
func log(sets samples: [Sample], in folder: Folder) throws -> [SetRecord] {
  let log = try SetLog(directory: folder.path)
  for walker in Set(samples.compactMap(\.walker)) { try log.addWalker(name: walker) }
  let calibration = CalibrationRecord(json: "{}")
  return try samples.enumerated().map { number, sample in
    let start = Instant(unixMs: sample.startMs)
    var record = SetRecord(
      id: sample.id ?? UUIDv7.make(unixMs: sample.startMs, hashing: "sample \(number)".utf8),
      sessionId: UUIDv7.make(unixMs: 1_700_000_000_000, hashing: sample.session.utf8),
      indexInSession: number + 1, startedAt: start, endedAt: Instant(unixMs: sample.startMs + 60_000),
      clock: RecordClock(
        quality: .synchronised, bootId: "b", monotonicNs: Int64(number) * 120_000_000_000,
        monotonicEndNs: Int64(number) * 120_000_000_000 + 60_000_000_000),
      durationS: 60, movingTimeS: 60, distanceM: 40 + Double(number), distanceSdM: 0.1, meanSpeedMps: 0.7,
      maxSpeedMps: 1, machine: sample.machine, quality: RecordQuality(pulses: 1, edges: 1),
      calibrationId: calibration.id, softwareVersion: "0")
    record.walker = sample.walker
    try log.insert(SetEntry(record: record, calibration: calibration))
    return record
  }
}

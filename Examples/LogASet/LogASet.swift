// SPDX-License-Identifier: Apache-2.0
//
// A program of your own that logs a set, asks for it again and exports it. It uses what the library offers to anyone.

import Foundation
import SetLog

@main
enum LogASet {
  static func main() throws {
    let folder = CommandLine.arguments.dropFirst().first ?? "my-log"
    let log = try SetLog(directory: folder)
    try log.addWalker(name: "Ada", massKg: 62)

    // Whatever describes your machine; the same text is the same calibration.
    let calibration = CalibrationRecord(json: #"{"rollerCircumferenceM":0.18,"magnets":4}"#)
    let entry = SetEntry(
      record: record(calibration), trace: trace, calibration: calibration,
      pulseTimesNs: (0..<1068).map { Int64($0) * 56_180_000 })
    let isNew = try log.insert(entry)
    print(isNew ? "logged" : "was there already: logging it twice changes nothing")

    for set in try log.sets() { print(set.startedAt, set.walker ?? "anonymous", set.distanceM, "m") }
  }

  /// One minute at 0.8 m/s.
  private static func record(_ calibration: CalibrationRecord) -> SetRecord {
    let startMs: Int64 = 1_790_000_000_000
    let clock = RecordClock(
      quality: .synchronised, bootId: "this boot", monotonicNs: 0, monotonicEndNs: 60_000_000_000)
    var record = SetRecord(
      id: UUIDv7.make(unixMs: startMs, hashing: "my first set".utf8), sessionId: "my session",
      indexInSession: 1,
      startedAt: Instant(unixMs: startMs), endedAt: Instant(unixMs: startMs + 60_000), clock: clock,
      durationS: 60,
      movingTimeS: 60, distanceM: 48.06, distanceSdM: 0.05, meanSpeedMps: 0.801, maxSpeedMps: 0.95,
      machine: "My treadmill", quality: RecordQuality(pulses: 1068, edges: 1068),
      calibrationId: calibration.id,
      softwareVersion: "my program 1.0")
    record.walker = "Ada"
    return record
  }

  /// A point a quarter of a second: an even walk.
  private static var trace: SetTrace {
    SetTrace(
      points: (0...240).map { index in
        let timeS = Double(index) * SetTrace.intervalS
        return SetTrace.Point(timeS: timeS, distanceM: 0.801 * timeS, speedMps: 0.801, workJ: nil)
      })
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: that a trend is what was walked, with an uncertainty that holds.

import Foundation
import TestSupport
import Testing

@testable import SetLog

private struct Walk {
  var day: Int
  var machine: String
  var speedMps: Double
}

private func filled(_ days: [Walk], _ folder: Folder) throws
  -> SetLog
{
  let log = try SetLog(directory: folder.path)
  let calibration = CalibrationRecord(json: "{}")
  for (index, item) in days.enumerated() {
    let startMs = Int64(item.day) * 86_400_000 + 36_000_000
    let record = SetRecord(
      id: UUIDv7.make(unixMs: startMs, bits: (UInt64(index), 0)), sessionId: "s\(index)", indexInSession: 1,
      startedAt: Instant(unixMs: startMs), endedAt: Instant(unixMs: startMs + 60_000),
      clock: RecordClock(
        quality: .synchronised, bootId: "b", monotonicNs: Int64(index), monotonicEndNs: Int64(index)),
      durationS: 60, movingTimeS: 60, distanceM: 60 * item.speedMps, distanceSdM: 0.1,
      meanSpeedMps: item.speedMps,
      maxSpeedMps: item.speedMps, machine: item.machine, quality: RecordQuality(pulses: 1, edges: 1),
      calibrationId: calibration.id, softwareVersion: "0")
    try log.insert(SetEntry(record: record, calibration: calibration))
  }
  return log
}

@Test("a steady gain is found to the last digits, and a change of machine is none")
func steadyGain() throws {
  let folder = try Folder()
  // One machine reads higher: only the slope is shared.
  let days = (0..<20).map { number in
    let isOnA = number % 3 == 0
    let levelMps = isOnA ? 0.8 : 1.4
    return Walk(
      day: 20_500 + 2 * number, machine: isOnA ? "A" : "B", speedMps: levelMps + 0.002 * Double(number))
  }
  let log = try filled(days, folder)
  let trend = try #require(try log.trend())
  #expect(abs(trend.speedMpsPerWeek - 0.007) < 1e-9 && trend.days == 20)
  #expect(trend.speedSdMpsPerWeek < 1e-6 && trend.isClear)
  var filter = SetFilter()
  filter.machine = "A"
  #expect(abs(try #require(try log.trend(filter)).speedMpsPerWeek - 0.007) < 1e-9)
  // A cut in the middle of a day, where single sets are looked at.
  filter = SetFilter()
  filter.since = Instant(unixMs: 20_509 * 86_400_000 + 40_000_000)
  let part = try #require(try log.trend(filter))
  #expect(part.days == 15 && abs(part.speedMpsPerWeek - 0.007) < 1e-9)
}

@Test("with too few days a trend is unknown")
func tooFewDays() throws {
  let folder = try Folder()
  let few = (0..<4).map { Walk(day: 20_500 + $0, machine: "A", speedMps: 1 + Double($0)) }
  #expect(try filled(few, folder).trend() == nil)
  // Five days, but spread over machines hardly anything is left to tell the scatter from.
  let other = try Folder()
  let scattered = (0..<5).map { Walk(day: 20_500 + $0, machine: $0 < 2 ? "A" : "B", speedMps: 1) }
  #expect(try filled(scattered, other).trend() == nil)
}

@Test("the uncertainty of a trend covers the truth as often as it says")
func coverage() {
  var random = SeededGenerator(seed: 5)
  var within = 0
  let trials = 2000
  for _ in 0..<trials {
    var sums = TrendSums()
    for day in 0..<24 {
      let x = Double(day * 3)
      // A sum of twelve even numbers is nearly normal with a variance of 1.
      var noise = -6.0
      for _ in 0..<12 { noise += Double.random(in: 0..<1, using: &random) }
      let y = 1 + 0.001 * x + 0.05 * noise
      sums.days += 1
      sums.w += 60
      sums.wx += 60 * x
      sums.wy += 60 * y
      sums.wxx += 60 * x * x
      sums.wxy += 60 * x * y
      sums.wyy += 60 * y * y
    }
    guard let trend = Trend([sums]) else { continue }
    if abs(trend.speedMpsPerWeek - 0.007) < 2 * trend.speedSdMpsPerWeek { within += 1 }
  }
  // Student's t with 22 degrees of freedom: 94.2 % within twice the standard uncertainty.
  #expect(abs(Double(within) / Double(trials) - 0.942) < 0.02, "\(within) of \(trials)")
}

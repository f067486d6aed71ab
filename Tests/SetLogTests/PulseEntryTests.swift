// SPDX-License-Identifier: Apache-2.0
//
// A program of its own logs what it measured: pulses in, a set out.

import SetLog
import TestSupport
import Testing

/// A minute at a speed with the swing of steps, of a wheel with four magnets.
private func pulses(speedMps: Double) -> [Int64] {
  let arcM = 0.18 / 4
  return (0..<Int(60 * speedMps / arcM)).map { index in
    let swing = index % 12 < 6 ? 0.004 : -0.004
    return Int64((Double(index) * arcM / speedMps + swing) * 1e9)
  }
}

private func entry(_ times: [Int64], magnets: Int = 4) -> SetEntry? {
  SetEntry(
    pulseTimesNs: times, wheel: PulseWheel(circumferenceM: 0.18, magnets: magnets), machine: "Own",
    startedAt: "2026-03-01T10:00:00Z", sessionId: "s", software: "own 1.0")
}

@Test(
  "a set is computed from its pulses, logged once, and its raw pulses and trace come with it",
  arguments: [0.5, 0.8, 1.4])
func entryFromPulses(speedMps: Double) throws {
  let times = pulses(speedMps: speedMps)
  let made = try #require(entry(times))
  #expect(abs(made.record.distanceM - Double(times.count) * 0.045) < 0.1)
  #expect(abs(made.record.meanSpeedMps - speedMps) < 0.02 * speedMps)
  #expect(made.record.startedAt >= "2026-03-01T09:59:58Z" && made.record.endedAt <= "2026-03-01T10:01:02Z")
  #expect(made.record.quality.pulses == Int64(times.count) && made.record.quality.powerIsEstimated)
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  #expect(try log.insert(made) && !log.insert(#require(entry(times))))
  #expect(try log.sets() == [made.record])
  #expect(try log.edges(of: made.record.id).count == times.count)
  #expect(try log.trace(of: made.record)?.points.last?.distanceM == made.record.distanceM)
}

@Test("what is no set, or no wheel, makes no entry")
func noEntryFromPulses() {
  #expect(entry([]) == nil && entry([5]) == nil)
  #expect(entry(pulses(speedMps: 0.8), magnets: 0) == nil && entry(pulses(speedMps: 0.8), magnets: 65) == nil)
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: that heart rates are stored as they came, follow their set, and go with it.

import Foundation
import GRDB
import TestSupport
import Testing

@testable import SetLog

private let second: Int64 = 1_000_000_000
private let startNs = 7_200 * second + 123

private func record(_ id: String = "set", walker: String? = nil) -> SetRecord {
  var record = SetRecord(
    id: id, sessionId: "s", indexInSession: 1, startedAt: "2026-03-01T10:00:00.000Z",
    endedAt: "2026-03-01T10:01:00.000Z",
    clock: RecordClock(
      quality: .synchronised, bootId: "b", monotonicNs: startNs, monotonicEndNs: startNs + 60 * second),
    durationS: 60, movingTimeS: 60, distanceM: 48, distanceSdM: 0.1, meanSpeedMps: 0.8, maxSpeedMps: 1,
    machine: "m", quality: RecordQuality(pulses: 1, edges: 1), calibrationId: calibration.id,
    softwareVersion: "0")
  record.walker = walker
  return record
}

private let calibration = CalibrationRecord(json: "{}")

/// One a second from two seconds before the start; no contact from second 20 to 29.
private let samples = (-2..<60).map { number in
  HeartRateSample(
    timestampNs: startNs + Int64(number) * second,
    bpm: (20..<30).contains(number) ? nil : 100 + max(0, number) / 10)
}

private func insert(_ record: SetRecord, in log: SetLog) throws {
  var entry = SetEntry(record: record, calibration: calibration)
  entry.heartRate = samples
  try log.insert(entry)
}

private func rows(_ log: SetLog) throws -> Int {
  try log.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM heartRate") } ?? -1
}

@Test("the compact form gives back every sample, in about three bytes each; a flipped bit is refused")
func packs() throws {
  let packed = PackedHeartRate.pack(samples, zeroNs: startNs)
  #expect(try PackedHeartRate.unpack(packed) == samples)
  #expect(packed.count < samples.count * 3 + 30)
  // A version, zero, no samples, a checksum.
  #expect(PackedHeartRate.pack([], zeroNs: 0).prefix(3) == [1, 0, 0])
  for bit in 0..<(packed.count * 8) {
    var damaged = packed
    damaged[bit / 8] ^= 1 << (bit % 8)
    #expect(throws: RawPulsesError.self, "bit \(bit)") { try PackedHeartRate.unpack(damaged) }
  }
  for length in 0..<packed.count {
    #expect(throws: RawPulsesError.self) { try PackedHeartRate.unpack(Array(packed.prefix(length))) }
  }
  let moved = PackedHeartRate.pack(samples, zeroNs: startNs + 777_777_777)
  for (a, b) in zip(try PackedHeartRate.unpack(moved), samples) {
    #expect((a.timestampNs - b.timestampNs).magnitude <= 500_000 && a.bpm == b.bpm)
  }
}

@Test("what straps send without contact is unknown")
func impossibleIsUnknown() {
  for bpm in [0, 255, -1, 256, 1000] { #expect(HeartRateSample(timestampNs: 0, bpm: bpm).bpm == nil) }
  for bpm in [1, 254] { #expect(HeartRateSample(timestampNs: 0, bpm: bpm).bpm == bpm) }
}

@Test("a value holds until the next one and for five seconds at most; the mean is over the known time")
func holds() throws {
  func trace(_ values: [(Int64, Int?)], durationMs: Int64 = 60_000) -> HeartRateTrace {
    HeartRateTrace(samples: values.map { .init(timeMs: $0.0, bpm: $0.1) }, durationMs: durationMs)
  }
  let gaps = trace([(-3000, 90), (1000, 100), (2000, nil), (50_000, 120), (58_000, 140), (61_000, 200)])
  let wanted: [(Int64, Int?)] = [
    (-4000, nil), (-3000, 90), (0, 90), (999, 90), (1000, 100), (1999, 100), (2000, nil), (49_999, nil),
    (50_000, 120), (55_000, 120), (55_001, nil), (58_000, 140), (60_999, 140),
  ]
  for (timeMs, bpm) in wanted { #expect(gaps.bpm(atMs: timeMs) == bpm, "\(timeMs)") }
  // 1 s of 90, 1 s of 100, 5 s of 120, 2 s of 140 within the set.
  let mean = try #require(gaps.meanBpm)
  #expect((mean - (90 + 100 + 600 + 280) / 9.0).magnitude < 1e-9)
  #expect(gaps.maxBpm == 140)
  #expect(trace([]).meanBpm == nil && trace([(0, nil)]).maxBpm == nil)
  #expect(trace([(70_000, 100)]).meanBpm == nil, "after the set's end")
}

@Test("heart rates are read with their set, also by a program that only reads, and are counted as checked")
func storesAndReads() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try insert(record(), in: log)
  try log.insert(SetEntry(record: record("other"), calibration: calibration))
  let trace = try #require(try SetLog(readingFrom: folder.path).heartRate(of: record()))
  #expect(trace.samples.count == samples.count && trace.samples.first?.timeMs == -2000)
  #expect(trace.bpm(atMs: 25_000) == nil && trace.bpm(atMs: 59_000) == 105)
  #expect(try log.heartRate(of: record("other")) == nil)
  #expect(try log.verify().damages.isEmpty)
  let rescued = try Folder()
  _ = try log.salvage(into: rescued.path)
  #expect(try SetLog(directory: rescued.path).heartRate(of: record()) == trace)
  try log.write { try $0.execute(sql: "UPDATE heartRate SET packed = substr(packed, 1, 20)") }
  #expect(try log.verify().damages.map(\.location) == ["set set"])
}

@Test("a set whose start moves when it is computed again keeps its heart rates at their time")
func followsTheStart() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  try insert(record(), in: log)
  var moved = record()
  moved.clock.monotonicNs += second / 2
  moved.distanceM = 47
  try log.replace(moved, trace: nil, calibration: calibration, replacedAt: "2026-03-01T11:00:00.000Z")
  #expect(try log.heartRate(of: moved)?.samples.first?.timeMs == -2500)
}

@Test("heart rates go with their set, and with their walker")
func areErased() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  for name in ["Ada", "Bo", "Cy"] { try log.addWalker(name: name) }
  for name in ["Ada", "Bo", "Cy"] { try insert(record(name, walker: name), in: log) }
  #expect(try rows(log) == 3)
  _ = try log.eraseWalker("Ada")
  #expect(try rows(log) == 2 && log.heartRate(of: record("Ada")) == nil && log.contains("Ada"))
  _ = try log.eraseWalker("Bo", deletingSets: true)
  #expect(try rows(log) == 1 && !log.contains("Bo"))
  #expect(try log.heartRate(of: record("Cy")) != nil)
}

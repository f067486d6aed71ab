// SPDX-License-Identifier: Apache-2.0
//
// Owns: a log with a random past, and what it comes to when every set is looked at. Must not know: totals.

import Foundation
import GRDB
import Pulses
import TestSupport

@testable import SetLog

/// SplitMix64: the same seed, the same history.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A log and everything that may happen to its sets.
struct RandomHistory {
  static let machines = ["Treadmill 1", "*", "=", "Sled"]
  static let names = ["Ann", "Bo", "Cy"]
  static let calibrations = (0..<3).map { CalibrationRecord(json: "{\"n\":\($0)}") }
  /// 2026-02-26, so that months end and a clock is moved nearby.
  static let epochMs: Int64 = 1_772_064_000_000
  private static let offsetsS = [0, 3600, 7200, -43_200, 50_400, 20_700]

  let log: SetLog
  var random: SeededGenerator
  private var made = 0

  init(_ log: SetLog, seed: UInt64) throws {
    self.log = log
    random = SeededGenerator(seed: seed)
    // No plug is pulled here: without waiting for the disk it is much faster.
    try log.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = OFF") }
    for name in Self.names { try log.addWalker(name: name) }
  }

  /// A moment within about ten weeks, often just around midnight.
  mutating func momentMs() -> Int64 {
    let day = Int64.random(in: 0..<70, using: &random) * 86_400_000
    let within =
      Bool.random(using: &random)
      ? Int64.random(in: 0..<86_400_000, using: &random)
      : Int64.random(in: -600_000...600_000, using: &random)
    return Self.epochMs + day + within
  }

  private mutating func coarse(_ range: ClosedRange<Int>, _ step: Double) -> Double {
    // Few values, so that sets are often equally good.
    Double(Int.random(in: range, using: &random)) * step
  }

  private mutating func figures(_ record: inout SetRecord) {
    record.durationS = coarse(1...12, 10)
    record.movingTimeS = record.durationS - (Bool.random(using: &random) ? 5 : 0)
    record.meanSpeedMps = coarse(1...8, 0.25)
    record.distanceM = record.meanSpeedMps * record.movingTimeS
    record.quality.recovered = Int.random(in: 0..<4, using: &random) == 0
    record.quality.powerIsEstimated = Bool.random(using: &random)
    let isKnown = Int.random(in: 0..<4, using: &random) > 0
    record.meanPowerW = isKnown ? coarse(5...12, 12.5) : nil
    record.workJ = record.meanPowerW.map { $0 * record.movingTimeS }
    record.calibrationId = Self.calibrations.randomElement(using: &random)?.id ?? ""
    record.suspect = Int.random(in: 0..<5, using: &random) == 0 ? "equal gaps at 50.0 Hz" : nil
  }

  mutating func insert() throws {
    made += 1
    let startMs = momentMs()
    var record = SetRecord(
      id: UUIDv7.make(unixMs: startMs, bits: (random.next(), random.next())),
      sessionId: "session \(Int.random(in: 0..<40, using: &random))", indexInSession: made,
      startedAt: Instant(unixMs: startMs), endedAt: Instant(unixMs: startMs + 60_000),
      clock: RecordClock(
        quality: Bool.random(using: &random) ? .unsure : .synchronised, bootId: "boot \(made % 7)",
        monotonicNs: Int64(made) * 1_000_000_000, monotonicEndNs: Int64(made) * 1_000_000_000 + 1),
      durationS: 1, movingTimeS: 1, distanceM: 1, distanceSdM: 0.1, meanSpeedMps: 1, maxSpeedMps: 2,
      machine: Self.machines.randomElement(using: &random) ?? "", quality: RecordQuality(pulses: 1, edges: 1),
      calibrationId: "", softwareVersion: "0")
    record.utcOffsetS = Self.offsetsS.randomElement(using: &random) ?? 0
    record.walker = Bool.random(using: &random) ? nil : Self.names.randomElement(using: &random)
    figures(&record)
    let calibration = Self.calibrations.first { $0.id == record.calibrationId } ?? Self.calibrations[0]
    try log.insert(SetEntry(record: record, calibration: calibration))
  }

  /// One thing that may happen to a log.
  mutating func happen() throws {
    let ids = try log.read { try String.fetchAll($0, sql: "SELECT id FROM finishedSet ORDER BY id") }
    guard let id = ids.randomElement(using: &random) else { return try insert() }
    let set = try log.set(id: id)
    switch Int.random(in: 0..<24, using: &random) {
    case 0..<9: try insert()
    case 9..<12: try date(set)
    case 12..<15:
      try log.claim(
        set: set.id, for: Bool.random(using: &random) ? nil : Self.names.randomElement(using: &random))
    case 15..<17: try recompute(set)
    case 17: try delete(set)
    case 18: try correctWallTimes(set)
    case 20, 21: try log.accept(set: set.id)
    case 22, 23: try log.discard(set: set.id)
    default:
      // Seldom, since it touches much.
      if Int.random(in: 0..<4, using: &random) == 0 { try erase() }
    }
  }

  private mutating func date(_ set: SetRecord) throws {
    let startMs = momentMs()
    let offsetS = Self.offsetsS.randomElement(using: &random) ?? 0
    try log.write { db in
      try db.execute(
        sql: "UPDATE finishedSet SET startedAt = ?, endedAt = ?, utcOffsetS = ? WHERE id = ?",
        arguments: [Instant(unixMs: startMs), Instant(unixMs: startMs + 60_000), offsetS, set.id])
    }
  }

  private mutating func recompute(_ set: SetRecord) throws {
    var new = set
    figures(&new)
    if Bool.random(using: &random) { new.calibrationId = set.calibrationId }
    let calibration = Self.calibrations.first { $0.id == new.calibrationId } ?? Self.calibrations[0]
    try log.replace(new, trace: nil, calibration: calibration, replacedAt: "2026-06-01T00:00:00.000Z")
  }

  private func delete(_ set: SetRecord) throws {
    try log.write { db in try db.execute(sql: "DELETE FROM finishedSet WHERE id = ?", arguments: [set.id]) }
  }

  private mutating func correctWallTimes(_ set: SetRecord) throws {
    try log.correctWallTimes(
      boot: set.clock.bootId,
      clock: SetLog.BootClock(offsetNs: momentMs() * 1_000_000, isSynchronised: Bool.random(using: &random)))
  }

  private mutating func erase() throws {
    let name = Self.names.randomElement(using: &random) ?? ""
    _ = try log.eraseWalker(name, deletingSets: Bool.random(using: &random))
    try log.addWalker(name: name)
  }

  mutating func filter() -> SetFilter {
    var filter = SetFilter()
    switch Int.random(in: 0..<4, using: &random) {
    case 0: filter.walker = (Self.names + ["Nemo"]).randomElement(using: &random)
    case 1: filter.isAnonymous = true
    default: break
    }
    if Bool.random(using: &random) { filter.machine = Self.machines.randomElement(using: &random) }
    if Bool.random(using: &random) { filter.since = Instant(unixMs: momentMs()) }
    if Bool.random(using: &random) { filter.until = Instant(unixMs: momentMs()) }
    if Int.random(in: 0..<8, using: &random) == 0 {
      filter.sessionId = "session \(Int.random(in: 0..<40, using: &random))"
    }
    return filter
  }
}

/// What sets come to when each is looked at.
enum BruteForce {
  static func sets(_ all: [SetRecord], _ filter: SetFilter) -> [SetRecord] {
    all.filter { set in
      (filter.id == nil || set.id == filter.id)
        && (filter.sessionId == nil || set.sessionId == filter.sessionId)
        && (filter.walker == nil || set.walker == filter.walker) && (!filter.isAnonymous || set.walker == nil)
        && (filter.machine == nil || set.machine == filter.machine)
        && (filter.since.map { set.startedAt >= $0 } ?? true)
        && (filter.until.map { set.startedAt < $0 } ?? true)
    }
  }

  /// The day on the wall, by Foundation's calendar.
  static func day(_ set: SetRecord) -> String {
    let local = Instant(unixMs: set.startedAt.unixMs + Int64(set.utcOffsetS) * 1000)
    return String(local.description.prefix(10))
  }

  static func value(_ kind: BestKind, _ set: SetRecord) -> Double? {
    let isWhole = !set.quality.recovered && set.movingTimeS >= 30
    return switch kind {
    case .longest: set.durationS
    case .farthest: set.distanceM
    case .fastest: isWhole ? set.meanSpeedMps : nil
    case .mostWork: set.quality.powerIsEstimated ? nil : set.workJ
    case .mostEstimatedWork: set.quality.powerIsEstimated ? set.workJ : nil
    case .strongest: isWhole && !set.quality.powerIsEstimated ? set.meanPowerW : nil
    case .strongestEstimated: isWhole && set.quality.powerIsEstimated ? set.meanPowerW : nil
    default: nil
    }
  }

  /// - Parameter sessions: how many sessions began among the sets.
  static func totals(_ sets: [SetRecord], sessions: Int) -> SetTotals {
    var totals = SetTotals()
    totals.days = Set(sets.map(day)).count
    totals.sets = sets.count
    totals.sessions = sessions
    for set in sets {
      totals.durationS += set.durationS
      totals.movingTimeS += set.movingTimeS
      totals.distanceM += set.distanceM
      totals.workJ += set.workJ ?? 0
      totals.estimatedWorkJ += set.quality.powerIsEstimated ? set.workJ ?? 0 : 0
      totals.setsWithWork += set.workJ == nil ? 0 : 1
      for kind in BestKind.allCases {
        if let value = value(kind, set) { totals.bests[kind] = max(value, totals.bests[kind] ?? value) }
      }
    }
    return totals
  }

  /// A walker's sets of each session on each machine.
  static func sessions(_ all: [SetRecord]) -> [[SetRecord]] {
    Dictionary(grouping: all) { "\($0.sessionId)\n\($0.walker ?? "")\n\($0.machine)" }.values.map { sets in
      sets.sorted { $0.startedAt < $1.startedAt }
    }
  }
}

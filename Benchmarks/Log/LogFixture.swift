// SPDX-License-Identifier: Apache-2.0
//
// Owns: a log of ten years of a gym: a million sets on 16 machines, by 200 walkers and without one. Must not know: what is
// measured with it.
//
// Rows are written with SQL in one batch, indexes created afterwards: set by set through the library it would take hours.
// Raw pulses and traces are short and without content: they are in separate tables that no query here reads, and
// a gigabyte of them would only make the bench slow.

import Foundation
import GRDB
import Pulses
import SetLog

struct LogFixture {
  static let sets = 1_000_000
  static let machines = 16
  static let walkers = 200
  static let years = 10
  /// 2026-01-01: the end of the ten years.
  static let endMs: Int64 = 1_767_225_600_000

  let folder: String
  private var walkerIds: [String] = []
  private var random = Generator(state: 7)

  static func machine(_ index: Int) -> String { "Treadmill \(index + 1)" }

  static func walker(_ index: Int) -> String { "Walker \(index + 1)" }

  init(folder: String) { self.folder = folder }

  /// Creates the log.
  /// - Returns: seconds for the rows, and for the totals.
  func make() throws -> (rowsS: Double, totalsS: Double) {
    var maker = self
    return try maker.makeAll()
  }

  private mutating func makeAll() throws -> (rowsS: Double, totalsS: Double) {
    let sample = try begin()
    let clock = ContinuousClock()
    let begin = clock.now
    try fillFile(like: sample)
    let filled = clock.now
    try SetLog(directory: folder).computingTotalsOnce { _ in }
    return ((filled - begin).seconds, (clock.now - filled).seconds)
  }

  /// Creates the file, with walkers and one set, and closes it.
  private mutating func begin() throws -> String {
    let log = try SetLog(directory: folder)
    for index in 0..<Self.walkers {
      walkerIds.append(try log.addWalker(name: Self.walker(index), massKg: 60 + Double(index % 40)).id)
    }
    for index in 0..<Self.machines { try log.register(machine: Self.machine(index)) }
    return try sampleSet(log)
  }

  /// Writes the rows without journal, indexes and triggers, which are restored at the end.
  private mutating func fillFile(like sample: String) throws {
    let queue = try DatabaseQueue(path: folder + "/" + SetLog.fileName)
    try queue.inDatabase { db in
      try db.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF")
      try db.execute(sql: "PRAGMA cache_size = -262144")
      let later = try Row.fetchAll(
        db,
        sql: """
          SELECT type, name, sql FROM sqlite_master
          WHERE tbl_name IN ('finishedSet', 'sessionTotal', 'best') AND type IN ('index', 'trigger') AND sql IS NOT NULL
          """)
      for row in later { try db.execute(sql: "DROP \(row["type"] as String) \(row["name"] as String)") }
      try db.inTransaction {
        try fill(db, like: sample)
        return .commit
      }
      for row in later { try db.execute(sql: row["sql"]) }
      try db.execute(sql: "PRAGMA journal_mode = WAL")
    }
  }

  /// One set through the library: its row and blobs are the pattern of all others.
  private func sampleSet(_ log: SetLog) throws -> String {
    let calibration = CalibrationRecord(json: "{\"rollerCircumferenceM\":0.18,\"magnets\":4}")
    var record = SetRecord(
      id: "sample", sessionId: "sample", indexInSession: 1, startedAt: Instant(unixMs: 1_420_070_400_000),
      endedAt: Instant(unixMs: 1_420_070_460_000),
      clock: RecordClock(quality: .synchronised, bootId: "0", monotonicNs: 0, monotonicEndNs: 1),
      durationS: 60, movingTimeS: 60, distanceM: 48, distanceSdM: 0.1, meanSpeedMps: 0.8, maxSpeedMps: 1.1,
      machine: Self.machine(0), quality: RecordQuality(pulses: 1067, edges: 1067),
      calibrationId: calibration.id, softwareVersion: "0.3.0")
    record.quality.lostEdges = 0
    record.quality.missed = 0
    record.quality.discarded = 0
    record.maxPowerW = 160
    record.powerSdW = 8
    record.meanForceN = 100
    record.fade = 0.05
    record.utcOffsetS = 3600
    try log.insert(SetEntry(record: record, calibration: calibration))
    return record.id
  }

  private mutating func fill(_ db: Database, like sample: String) throws {
    var machineIds: [String: String] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT id, name FROM machine") {
      machineIds[row["name"]] = row["id"]
    }
    let calibrations = try makeCalibrations(db)
    guard
      let pattern = try Row.fetchOne(db, sql: "SELECT * FROM finishedSet WHERE id = ?", arguments: [sample])
    else { return }
    let columns = Array(pattern.columnNames).filter { !["localDay", "counts"].contains($0) }
    let indexes = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    let marks = repeatElement("?", count: columns.count).joined(separator: ", ")
    let insert = try db.makeStatement(
      sql: "INSERT INTO finishedSet (\(columns.joined(separator: ", "))) VALUES (\(marks))")
    let session = try db.makeStatement(sql: "INSERT INTO session (id, machineId) VALUES (?, ?)")
    let pulses = try db.makeStatement(sql: "INSERT INTO rawPulses VALUES (?, zeroblob(200))")
    let trace = try db.makeStatement(sql: "INSERT INTO speedTrace VALUES (?, zeroblob(150))")
    var values = columns.map { pattern[$0] as DatabaseValue }
    func put(_ name: String, _ value: (any DatabaseValueConvertible)?) {
      if let index = indexes[name] { values[index] = value?.databaseValue ?? .null }
    }
    var made = 1
    let stepMs = Int64(Self.years) * 365_250 * 86_400 / Int64(Self.sets) * 35 / 10
    var startMs = Self.endMs - Int64(Self.years) * 365_250 * 86_400
    while made < Self.sets {
      let visit = makeVisit(startMs, calibrations)
      put("sessionId", visit.sessionId)
      let machineId = machineIds[Self.machine(visit.machine)]
      put("machineId", machineId)
      put("walkerId", visit.walker.map { walkerIds[$0] })
      put("calibrationId", visit.calibration)
      put("powerIsEstimated", visit.isEstimated)
      try session.execute(arguments: [visit.sessionId, machineId])
      var setMs = startMs
      for index in 0..<visit.sets where made < Self.sets {
        let set = makeSet(setMs, visit)
        let id = UUIDv7.make(unixMs: setMs, bits: (random.next(), random.next()))
        put("id", id)
        put("indexInSession", index + 1)
        put("startedAt", Instant(unixMs: setMs))
        put("endedAt", Instant(unixMs: setMs + Int64(set.durationS * 1000)))
        put("durationS", set.durationS)
        put("movingTimeS", set.durationS)
        put("meanSpeedMps", set.speedMps)
        put("distanceM", set.durationS * set.speedMps)
        put("meanPowerW", set.powerW)
        put("workJ", set.powerW * set.durationS)
        try insert.execute(arguments: StatementArguments(values))
        try pulses.execute(arguments: [id])
        try trace.execute(arguments: [id])
        made += 1
        setMs += Int64(set.durationS * 1000) + 60_000
      }
      startMs += Int64(random.unit() * 2 * Double(stepMs))
    }
    try db.execute(sql: "DELETE FROM finishedSet WHERE id = 'sample'")
  }

  /// A machine is recalibrated every two years.
  private func makeCalibrations(_ db: Database) throws -> [[String]] {
    try (0..<Self.machines).map { machine in
      try (0..<Self.years / 2).map { number in
        let calibration = CalibrationRecord(json: "{\"machine\":\(machine),\"number\":\(number)}")
        try db.execute(
          sql: "INSERT INTO calibration VALUES (?, ?)", arguments: [calibration.id, calibration.json])
        return calibration.id
      }
    }
  }

  private struct Visit {
    var sessionId: String
    var machine: Int
    /// Nil for no walker, four times in ten.
    var walker: Int?
    var sets: Int
    var calibration: String
    var isEstimated: Bool
    var plannedS: Double
  }

  private mutating func makeVisit(_ startMs: Int64, _ calibrations: [[String]]) -> Visit {
    let walker = random.unit() < 0.4 ? nil : Int(random.unit() * Double(Self.walkers))
    // People have their machine, and take another where it is taken.
    let machine =
      walker.map { random.unit() < 0.7 ? $0 % Self.machines : Int(random.unit() * Double(Self.machines)) }
      ?? Int(random.unit() * Double(Self.machines))
    let sessionId = UUIDv7.make(unixMs: startMs, bits: (random.next(), random.next()))
    let periodMs = Int64(2) * 365_250 * 86_400
    let number = min(calibrations[machine].count - 1, max(0, 4 - Int((Self.endMs - 1 - startMs) / periodMs)))
    let isLong = random.unit() < 0.2
    return Visit(
      sessionId: sessionId, machine: machine, walker: walker, sets: isLong ? 1 : 3 + Int(random.unit() * 3),
      calibration: calibrations[machine][number], isEstimated: machine % 4 == 3 || number == 0,
      plannedS: isLong ? 400 : 60)
  }

  private mutating func makeSet(_ ms: Int64, _ visit: Visit) -> (
    durationS: Double, speedMps: Double, powerW: Double
  ) {
    let durationS = visit.plannedS * (0.8 + 0.4 * random.unit())
    let speedMps = 0.5 + 0.3 * random.unit() + 0.002 * Double((visit.walker ?? 0) % 100)
    return (durationS, speedMps, speedMps * (100 + 40 * random.unit()))
  }

}

/// SplitMix64: the same log each time.
struct Generator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

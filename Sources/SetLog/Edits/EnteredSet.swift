// SPDX-License-Identifier: Apache-2.0
//
// Owns: a set that a person enters by hand. Must not know: pulses.
//
// It counts for totals, weeks and protocols, and is marked by why it ended: `entered`. It is no best, and nothing is
// compared with it, since it was not measured.

import GRDB
import Sets

/// A set that was not measured: what a person says of it.
package struct EnteredSet: Sendable {
  /// An estimate by a person is taken to be right to a twentieth.
  static let relativeSd = 0.05
  /// Longest set, seconds, and farthest, metres: more is a slip.
  static let longestS = 86_400.0
  static let farthestM = 100_000.0

  package var machine: String
  package var walker: String?
  package var startedAt: Instant
  package var durationS: Double
  package var distanceM: Double
  package var `protocol`: String?
  package var note = SetNote()

  package init(machine: String, startedAt: Instant, durationS: Double, distanceM: Double) {
    self.machine = machine
    self.startedAt = startedAt
    self.durationS = durationS
    self.distanceM = distanceM
  }

  private func refused(_ reason: String) -> SetLogError { .refused("the set", reason: reason) }

  fileprivate func check() throws(SetLogError) {
    guard durationS >= 1, durationS <= Self.longestS else {
      throw refused("a set lasts from one second to a day")
    }
    guard distanceM > 0, distanceM <= Self.farthestM else {
      throw refused("a distance is above 0 and at most 100 km")
    }
    guard startedAt.unixMs + Int64(durationS * 1000) <= Instant.now.unixMs else {
      throw refused("it ends in the future")
    }
  }

  fileprivate func record(sessionId: String, index: Int, massKg: Double?, software: String) -> SetRecord {
    let endedAt = Instant(unixMs: startedAt.unixMs + Int64((durationS * 1000).rounded()))
    let speedMps = distanceM / durationS
    var quality = RecordQuality(pulses: 0, edges: 0)
    quality.endReason = .entered
    var record = SetRecord(
      id: id, sessionId: sessionId, indexInSession: index, startedAt: startedAt, endedAt: endedAt,
      clock: RecordClock(
        quality: .synchronised, bootId: EndReason.entered.rawValue, monotonicNs: startedAt.unixMs * 1_000_000,
        monotonicEndNs: endedAt.unixMs * 1_000_000),
      durationS: durationS, movingTimeS: durationS, distanceM: distanceM,
      distanceSdM: distanceM * Self.relativeSd, meanSpeedMps: speedMps, maxSpeedMps: speedMps,
      machine: machine, quality: quality, calibrationId: Self.calibration.id, softwareVersion: software)
    record.utcOffsetS = WallTime.utcOffsetS(unixMs: startedAt.unixMs)
    record.walker = walker
    record.walkerMassKg = massKg
    record.protocol = `protocol`
    (record.rpe, record.pain, record.note) = (note.rpe, note.pain, note.text)
    return record
  }

  static let calibration = CalibrationRecord(json: "{\"entered\":true}")

  /// The same set that is entered twice is recognised.
  private var id: String {
    let seed = "entered \(FoldedName.key(machine)) \(FoldedName.key(walker ?? "")) \(durationS) \(distanceM)"
    return UUIDv7.make(unixMs: startedAt.unixMs, hashing: seed.utf8)
  }
}

extension SetRecord {
  /// Whether a person entered the set by hand: it was not measured.
  public var isEntered: Bool { quality.endReason == .entered }
}

extension SetLog {
  /// Enters a set by hand.
  /// - Parameter software: the program, as records name it.
  /// - Throws: ``SetLogError`` if the set cannot be right, overlaps another one, or the log cannot be written.
  package func enter(_ set: EnteredSet, software: String) throws(SetLogError) -> SetRecord {
    try set.check()
    var set = set
    set.note = try set.note.checked()
    set.machine = try MachineName.checked(set.machine)
    return try write { [set] db in
      var set = set
      let machineId = try Self.machineId(set.machine, db)
      set.machine =
        try String.fetchOne(db, sql: "SELECT name FROM machine WHERE id = ?", arguments: [machineId])
        ?? set.machine
      let walker = try set.walker.map { name in
        guard let walker = try Self.walker(name, db) else { throw SetLogError.noSuchWalker(name: name) }
        return walker
      }
      set.walker = walker?.name
      let endMs = set.startedAt.unixMs + Int64(set.durationS * 1000)
      try Self.checkRoom(set, endMs, machineId, db)
      let position = try Self.position(of: set, endMs, machineId, db)
      let record = set.record(
        sessionId: position.sessionId, index: position.index, massKg: walker?.massKg, software: software)
      try EditRecorder.record(.enter, of: [record.id], at: .now, by: author, db) {
        let shift = IndexShift(
          sessionId: record.sessionId, machineId: machineId, from: record.startedAt, by: 1)
        try IndexShifting.apply(shift, except: [record.id], db)
        _ = try Self.insert(
          SetEntry(record: record, trace: nil, calibration: EnteredSet.calibration, edges: []), db)
        return shift
      }
      return record
    }
  }

  private static func checkRoom(_ set: EnteredSet, _ endMs: Int64, _ machineId: String, _ db: Database) throws
  {
    let other = try String.fetchOne(
      db,
      sql: """
        SELECT id FROM finishedSet
        WHERE machineId = ? AND startedAt < ? AND endedAt > ? AND discardedAt IS NULL LIMIT 1
        """, arguments: [machineId, Instant(unixMs: endMs), set.startedAt])
    guard let other else { return }
    throw SetLogError.refused(
      "the set",
      reason: "at that time the machine has set \(other) already; change the time, or edit that set")
  }

  /// The session within half an hour, and the number that the set gets there.
  private static func position(
    of set: EnteredSet, _ endMs: Int64, _ machineId: String, _ db: Database
  ) throws -> (sessionId: String, index: Int) {
    let gapMs = SetRules().sessionGapNs / 1_000_000
    let before = try Row.fetchOne(
      db,
      sql: """
        SELECT sessionId, indexInSession FROM finishedSet
        WHERE machineId = ? AND startedAt < ? AND endedAt > ? AND replacedBy IS NULL ORDER BY startedAt DESC LIMIT 1
        """, arguments: [machineId, set.startedAt, Instant(unixMs: set.startedAt.unixMs - gapMs)])
    if let before { return (try before.value(at: 0), try before.value(at: 1, Int.self) + 1) }
    let after = try Row.fetchOne(
      db,
      sql: """
        SELECT sessionId, indexInSession FROM finishedSet
        WHERE machineId = ? AND startedAt >= ? AND startedAt < ? AND replacedBy IS NULL ORDER BY startedAt LIMIT 1
        """, arguments: [machineId, Instant(unixMs: endMs), Instant(unixMs: endMs + gapMs)])
    if let after { return (try after.value(at: 0), try after.value(at: 1)) }
    let seed = "session \(machineId) \(set.startedAt)"
    return (UUIDv7.make(unixMs: set.startedAt.unixMs, hashing: seed.utf8), 1)
  }
}

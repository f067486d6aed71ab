// SPDX-License-Identifier: Apache-2.0
//
// Owns: correcting wall times when the clock is confirmed. Must not know: how a clock is confirmed.
//
// Monotonic times are always right within a boot; wall time is monotonic time plus one offset a boot. A Pi has no clock
// battery, so that offset may be wrong until the network has set the clock. All sets of a boot share it: a clock that
// jumps changes neither a duration nor the order of sets.

import GRDB

extension SetLog {
  /// What is known of a boot's clock.
  package struct BootClock: Sendable, Equatable {
    /// Wall time at monotonic zero, nanoseconds since 1970.
    package var offsetNs: Int64
    /// Whether the network has confirmed it.
    package var isSynchronised: Bool

    package init(offsetNs: Int64, isSynchronised: Bool) {
      self.offsetNs = offsetNs
      self.isSynchronised = isSynchronised
    }
  }

  /// The clock of a boot, as far as the log knows it.
  package func clock(ofBoot id: String) throws(SetLogError) -> BootClock? {
    try read { db in try Self.clock(ofBoot: id, db) }
  }

  /// The end of the latest set of all other boots: no set of this one can have begun before. Milliseconds since 1970.
  package func latestEndMs(exceptBoot id: String) throws(SetLogError) -> Int64? {
    try read { db in
      try Instant.fetchOne(
        db,
        sql: """
          SELECT endedAt FROM finishedSet WHERE bootId <> ? AND endReason <> ? ORDER BY startedAt DESC LIMIT 1
          """,
        arguments: [id, EndReason.entered])
    }?.unixMs
  }

  /// Corrects the wall times of a boot's sets by its clock, as it is known now. What was confirmed stays.
  ///
  /// Once the clock is synchronised, sets of earlier boots whose clock was not and that seem to lie in its future are moved
  /// before it: they cannot be later, and keep their order.
  /// - Returns: how many sets were re-dated.
  @discardableResult
  package func correctWallTimes(boot id: String, clock: BootClock) throws(SetLogError) -> Int {
    try write { db in
      let known = try Self.clock(ofBoot: id, db)
      guard known?.isSynchronised != true, known != clock else { return 0 }
      try db.execute(
        sql: """
          INSERT INTO boot (id, offsetNs, isSynchronised) VALUES (?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET offsetNs = excluded.offsetNs, isSynchronised = excluded.isSynchronised
          """, arguments: [id, clock.offsetNs, clock.isSynchronised])
      var corrected = try Self.date(boot: id, clock: clock, db)
      if clock.isSynchronised { corrected += try Self.moveEarlierBoots(before: id, db) }
      return corrected
    }
  }

  static func noteBoot(of record: SetRecord, _ db: Database) throws {
    // A person's word belongs to no boot.
    guard !record.isEntered else { return }
    try db.execute(
      sql: "INSERT OR IGNORE INTO boot (id, offsetNs, isSynchronised) VALUES (?, ?, ?)",
      arguments: [
        record.clock.bootId, record.startedAt.unixMs &* 1_000_000 &- record.clock.monotonicNs,
        record.clock.quality.isSynchronised,
      ])
  }

  private static func clock(ofBoot id: String, _ db: Database) throws -> BootClock? {
    guard
      let row = try Row.fetchOne(
        db, sql: "SELECT offsetNs, isSynchronised FROM boot WHERE id = ?", arguments: [id]),
      let offsetNs = try row.value("offsetNs", Int64?.self)
    else { return nil }
    return BootClock(offsetNs: offsetNs, isSynchronised: try row.value("isSynchronised"))
  }

  /// Writes wall times of a boot's unsure sets from their monotonic ones.
  private static func date(boot id: String, clock: BootClock, _ db: Database) throws -> Int {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT id, monotonicNs, monotonicEndNs FROM finishedSet
        WHERE bootId = ? AND clockQuality <> ?
        """, arguments: [id, ClockQuality.synchronised])
    for row in rows {
      let startMs = (try row.value("monotonicNs", Int64.self) &+ clock.offsetNs) / 1_000_000
      let endMs = (try row.value("monotonicEndNs", Int64.self) &+ clock.offsetNs) / 1_000_000
      try db.execute(
        sql:
          "UPDATE finishedSet SET startedAt = ?, endedAt = ?, utcOffsetS = ?, clockQuality = ? WHERE id = ?",
        arguments: [
          Instant(unixMs: startMs), Instant(unixMs: endMs), WallTime.utcOffsetS(unixMs: startMs),
          ClockQuality(isSynchronised: clock.isSynchronised), try row.value("id", String.self),
        ])
    }
    return rows.count
  }

  /// Goes back boot by boot from a sure one until it meets another.
  private static func moveEarlierBoots(before id: String, _ db: Database) throws -> Int {
    let boots = try Row.fetchAll(
      db,
      sql: """
        SELECT id, offsetNs, isSynchronised FROM boot
        WHERE number <= (SELECT number FROM boot WHERE id = ?) ORDER BY number DESC
        """, arguments: [id])
    var corrected = 0
    var limitNs = try boots.first?.value("offsetNs", Int64?.self) ?? nil
    for boot in boots.dropFirst() {
      guard let upToNs = limitNs, try boot.value("isSynchronised") == false,
        let offsetNs = try boot.value("offsetNs", Int64?.self)
      else {
        break
      }
      let bootId: String = try boot.value("id")
      let lastNs = try Int64.fetchOne(
        db, sql: "SELECT max(monotonicEndNs) FROM finishedSet WHERE bootId = ?", arguments: [bootId])
      let movedNs = min(offsetNs, upToNs &- (lastNs ?? 0))
      if movedNs != offsetNs {
        try db.execute(sql: "UPDATE boot SET offsetNs = ? WHERE id = ?", arguments: [movedNs, bootId])
        corrected += try date(boot: bootId, clock: BootClock(offsetNs: movedNs, isSynchronised: false), db)
      }
      limitNs = movedNs
    }
    return corrected
  }
}

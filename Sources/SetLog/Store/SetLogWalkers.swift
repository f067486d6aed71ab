// SPDX-License-Identifier: Apache-2.0
//
// Owns: who walks: names, body mass, and who is on a machine now. Must not know: figures.

import GRDB

/// A person who walks, under a name of their choice.
public struct WalkerRecord: Codable, Sendable, Equatable, FetchableRecord {
  /// UUID version 7.
  public var id: String
  /// As the walker wants to be called; upper and lower case do not distinguish walkers.
  public var name: String
  /// Body mass, kilograms; nil if it is unknown.
  public var massKg: Double?
  /// When the walker was added.
  public var createdAt: Instant
}

/// A walker on a machine.
package struct WalkerPresence: Sendable, Equatable {
  package var walker: WalkerRecord
  /// When the walker was chosen; nil if the log does not say.
  package var since: Instant?
}

extension SetLog {
  /// Longest name, characters.
  public static let longestWalkerName = 40

  /// Adds a walker, or changes the body mass of the one of that name.
  @discardableResult
  public func addWalker(name: String, massKg: Double? = nil) throws(SetLogError) -> WalkerRecord {
    let name = try Self.checked(name: name)
    return try write { db in
      if let known = try Self.walker(name, db) {
        if let massKg {
          try db.execute(sql: "UPDATE walker SET massKg = ? WHERE id = ?", arguments: [massKg, known.id])
        }
      } else {
        try db.execute(
          sql: "INSERT INTO walker (id, name, folded, massKg, createdAt) VALUES (?, ?, ?, ?, ?)",
          arguments: [UUIDv7.random(), name, FoldedName.key(name), massKg, Instant.now])
      }
      guard let walker = try Self.walker(name, db) else { throw SetLogError.noSuchWalker(name: name) }
      return walker
    }
  }

  static func checked(name: String) throws(SetLogError) -> String {
    try FoldedName.checked(name, longest: longestWalkerName)
  }

  /// Gives a walker another name; their sets, notes and body mass stay.
  /// - Parameters:
  ///   - name: the present name.
  ///   - new: the name from now on.
  /// - Throws: ``SetLogError`` if there is no such walker, another one has the name, or the log cannot be written.
  @discardableResult
  public func rename(walker name: String, to new: String) throws(SetLogError) -> WalkerRecord {
    let new = try Self.checked(name: new)
    return try write { db in
      guard let walker = try Self.walker(name, db) else { throw SetLogError.noSuchWalker(name: name) }
      if let holder = try Self.walker(new, db), holder.id != walker.id {
        throw SetLogError.unusableName(new, reason: "another walker has this name")
      }
      try Self.rename(inRevisions: walker.name, to: new, db)
      try db.execute(
        sql: "UPDATE walker SET name = ?, folded = ? WHERE id = ?",
        arguments: [new, FoldedName.key(new), walker.id])
      guard let renamed = try Self.walker(new, db) else { throw SetLogError.noSuchWalker(name: new) }
      return renamed
    }
  }

  /// All walkers by name.
  public func walkers() throws(SetLogError) -> [WalkerRecord] {
    try read { db in try WalkerRecord.fetchAll(db, sql: "SELECT * FROM walker ORDER BY folded") }
  }

  /// Says who walks on a machine from now on, also before its first set; nil for no walker.
  public func use(walker name: String?, on machine: String) throws(SetLogError) {
    try write { db in
      // Who is chosen again has been there all the time.
      try db.execute(
        sql: """
          UPDATE machine SET walkerId = :walker,
            walkerSince = CASE WHEN :walker IS NULL THEN NULL WHEN walkerId IS :walker THEN walkerSince ELSE :now END
          WHERE id = :machine
          """,
        arguments: [
          "walker": Self.walkerId(name, db), "now": Instant.now, "machine": Self.machineId(machine, db),
        ])
    }
  }

  /// The walker on a machine now; nil for no walker.
  public func walker(on machine: String) throws(SetLogError) -> WalkerRecord? {
    try read { db in
      try WalkerRecord.fetchOne(
        db, sql: "SELECT walker.* FROM walker WHERE id = (SELECT walkerId FROM machine WHERE id = ?)",
        arguments: [Self.knownMachineId(machine, db)])
    }
  }

  /// The walker on a machine now and since when; nil for no walker.
  package func presence(on machine: String) throws(SetLogError) -> WalkerPresence? {
    try read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT walker.*, machine.walkerSince AS since FROM machine JOIN walker ON walker.id = machine.walkerId
          WHERE machine.id = ?
          """, arguments: [Self.knownMachineId(machine, db)])
      return try row.map { WalkerPresence(walker: try WalkerRecord(row: $0), since: try $0.value("since")) }
    }
  }

  /// The walker with an identifier; nil if there is none, or no longer.
  package func walker(id: String) throws(SetLogError) -> WalkerRecord? {
    try read { db in try WalkerRecord.fetchOne(db, sql: "SELECT * FROM walker WHERE id = ?", arguments: [id])
    }
  }

  /// Assigns a set to a walker; nil makes it anonymous.
  public func claim(set id: String, for name: String?) throws(SetLogError) {
    try write { db in
      try Self.checkInPlace(id, db)
      let walkerId = try Self.walkerId(name, db)
      _ = try EditRecorder.record(.claim, of: [id], at: .now, by: author, db) {
        try Self.give(set: id, to: walkerId, db)
        guard db.changesCount == 1 else { throw SetLogError.noSuchSet(id: id) }
        return nil
      }
    }
  }

  /// The body mass of the walker who had the set until now does not go to another one. A set without a walker keeps it:
  /// it is the machine's.
  static func give(set id: String, to walkerId: String?, _ db: Database) throws {
    try db.execute(
      sql: """
        UPDATE finishedSet SET
          walkerMassKg = CASE WHEN walkerId IS NULL OR walkerId IS :walker THEN walkerMassKg END, walkerId = :walker
        WHERE id = :id
        """, arguments: ["walker": walkerId, "id": id])
  }

  static func walker(_ name: String, _ db: Database) throws -> WalkerRecord? {
    try WalkerRecord.fetchOne(
      db, sql: "SELECT * FROM walker WHERE folded = ?", arguments: [FoldedName.key(name)])
  }

  static func walkerId(_ name: String?, _ db: Database) throws -> String? {
    guard let name else { return nil }
    guard let walker = try walker(name, db) else { throw SetLogError.noSuchWalker(name: name) }
    return walker.id
  }
}

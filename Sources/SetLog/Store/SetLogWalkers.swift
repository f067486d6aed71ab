// SPDX-License-Identifier: Apache-2.0
//
// Owns: who walks: names, body mass, and who is on a machine now. Must not know: figures.

import Foundation
import GRDB

/// A person who walks, under a name of their choice.
public struct WalkerRecord: Codable, Sendable, Equatable, FetchableRecord {
  /// UUID version 7.
  public var id: String
  /// As the walker wants to be called (case-insensitive).
  public var name: String
  /// Body mass, kilograms; nil if it is unknown.
  public var massKg: Double?
  /// When the walker was added.
  public var createdAt: Instant
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
          sql: "INSERT INTO walker (id, name, massKg, createdAt) VALUES (?, ?, ?, ?)",
          arguments: [
            UUIDv7.random(), name, massKg, Instant.now,
          ])
      }
      guard let walker = try Self.walker(name, db) else { throw SetLogError.noSuchWalker(name: name) }
      return walker
    }
  }

  static func checked(name: String) throws(SetLogError) -> String {
    let trimmed = name.trimmingCharacters(in: .whitespacesAndNewlines)
    if trimmed.isEmpty { throw .unusableName(name, reason: "the name is empty") }
    if trimmed.count > longestWalkerName {
      throw .unusableName(name, reason: "the name is longer than \(longestWalkerName) characters")
    }
    if trimmed.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      throw .unusableName(name, reason: "the name has a control character")
    }
    return trimmed
  }

  /// All walkers by name.
  public func walkers() throws(SetLogError) -> [WalkerRecord] {
    try read { db in try WalkerRecord.fetchAll(db, sql: "SELECT * FROM walker ORDER BY name") }
  }

  /// Says who walks on a machine from now on, also before its first set; nil for no walker.
  public func use(walker name: String?, on machine: String) throws(SetLogError) {
    try write { db in
      let id = try Self.walkerId(name, db)
      try db.execute(
        sql: "UPDATE machine SET walkerId = ? WHERE id = ?",
        arguments: [id, Self.machineId(machine, db)])
    }
  }

  /// The walker on a machine now; nil for no walker.
  public func walker(on machine: String) throws(SetLogError) -> WalkerRecord? {
    try read { db in
      try WalkerRecord.fetchOne(
        db, sql: "SELECT walker.* FROM machine JOIN walker ON walker.id = walkerId WHERE folded = ?",
        arguments: [MachineName.folded(machine)])
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
      try db.execute(
        sql: "UPDATE finishedSet SET walkerId = ? WHERE id = ?",
        arguments: [Self.walkerId(name, db), id])
      guard db.changesCount == 1 else { throw SetLogError.noSuchSet(id: id) }
    }
  }

  static func walker(_ name: String, _ db: Database) throws -> WalkerRecord? {
    try WalkerRecord.fetchOne(db, sql: "SELECT * FROM walker WHERE name = ?", arguments: [name])
  }

  static func walkerId(_ name: String?, _ db: Database) throws -> String? {
    guard let name else { return nil }
    guard let walker = try walker(name, db) else { throw SetLogError.noSuchWalker(name: name) }
    return walker.id
  }
}

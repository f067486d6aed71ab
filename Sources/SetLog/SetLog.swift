// SPDX-License-Identifier: Apache-2.0
//
// Owns: the log's file, its transactions and its queries. Must not know: belts, daemons, formats of export.

import Foundation
import GRDB
import Pulses

/// The machine, as it was calibrated when a set was computed.
public struct CalibrationRecord: Sendable, Equatable {
  /// A hash of `json`: the same calibration has the same identifier.
  public let id: String
  /// The machine's profile as JSON.
  public let json: String

  /// - Parameter json: the machine's profile, in a form that is the same for the same profile.
  public init(json: String) {
    self.json = json
    id = UUIDv7.make(unixMs: 0, hashing: json.utf8)
  }
}

/// A durable log of finished sets.
///
/// What `insert` has returned for is on the disk. One program writes, any number may read at the same time.
///
///     let log = try SetLog(directory: "/var/lib/deadmill")
///     for set in try log.sets() { print(set.startedAt, set.distanceM) }
public final class SetLog: Sendable {
  /// The file's name in its folder.
  public static let fileName = "sets.sqlite"
  private static let busyTimeoutS = 5.0

  /// The database file.
  public let path: String
  private let database: any DatabaseWriter

  /// Opens a log for writing; makes the folder and the file where they are missing.
  public init(directory: String) throws(SetLogError) {
    path = (directory as NSString).appendingPathComponent(Self.fileName)
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw .notWritable(path: directory, reason: "the folder cannot be made")
    }
    guard FileManager.default.isWritableFile(atPath: directory) else {
      throw .notWritable(path: directory, reason: "no permission")
    }
    try Self.refuseForeignFile(path)
    var configuration = Configuration()
    configuration.busyMode = .timeout(Self.busyTimeoutS)
    configuration.prepareDatabase { db in
      // One sync per finished set: what was acknowledged survives a pulled plug.
      try db.execute(sql: "PRAGMA synchronous = FULL")
    }
    let path = path
    database = try Self.guarded(path) {
      let pool = try DatabasePool(path: path, configuration: configuration)
      // A newer program's migration may still lie in the write-ahead log, where the header does not show it.
      if try pool.read({ try Schema.migrator.hasBeenSuperseded($0) }) {
        throw SetLogError.newerSchema(path: path)
      }
      try Schema.migrator.migrate(pool)
      return pool
    }
  }

  /// Opens a log that exists, for reading only. Nothing is created.
  public init(readingFrom directory: String) throws(SetLogError) {
    path = (directory as NSString).appendingPathComponent(Self.fileName)
    guard FileManager.default.fileExists(atPath: path) else { throw .noLog(path: directory) }
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw .notReadable(path: path, reason: "no permission")
    }
    try Self.refuseForeignFile(path)
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(Self.busyTimeoutS)
    let path = path
    database = try Self.guarded(path) { try DatabaseQueue(path: path, configuration: configuration) }
  }

  /// Looks at the first bytes of a file without opening it as a database: not even a write-ahead log may appear
  /// beside a file that is not ours to touch. The schema's number stands in the header (SQLite file format, 1.3).
  private static func refuseForeignFile(_ path: String) throws(SetLogError) {
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    defer { try? file.close() }
    guard let header = try? file.read(upToCount: 100), !header.isEmpty else { return }
    guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw .damaged(path: path, reason: "no SQLite database")
    }
    let version = header[60..<64].reduce(0) { $0 << 8 | Int($1) }
    guard version <= Schema.version else { throw .newerSchema(path: path) }
  }

  /// Logs a set. Doing so again under the same identifier changes nothing.
  /// - Returns: false where the set was there already.
  @discardableResult
  package func insert(_ record: SetRecord, edges: [Edge], calibration: CalibrationRecord) throws(SetLogError)
    -> Bool
  {
    try Self.guarded(path) { [database] in
      try database.write { db in
        guard try !SetRow.exists(db, key: record.id) else { return false }
        try db.execute(
          sql: "INSERT OR IGNORE INTO calibration (id, json) VALUES (?, ?)",
          arguments: [calibration.id, calibration.json])
        try SetRow(record).insert(db)
        try db.execute(
          sql: "INSERT INTO rawPulses (setId, packed) VALUES (?, ?)",
          arguments: [record.id, Data(RawPulses.pack(edges))])
        return true
      }
    }
  }

  /// Puts figures that were computed anew in the place of a set's old ones, which are kept as `formerFigures`.
  /// - Parameter replacedAt: RFC 3339.
  /// - Returns: false where nothing differs; then nothing is written.
  @discardableResult
  package func replace(_ record: SetRecord, calibration: CalibrationRecord, replacedAt: String)
    throws(SetLogError) -> Bool
  {
    try Self.guarded(path) { [database] in
      try database.write { db in
        guard let old = try SetRow.fetchOne(db, key: record.id)?.record else {
          throw SetLogError.noSuchSet(id: record.id)
        }
        guard old != record else { return false }
        try db.execute(
          sql: "INSERT OR IGNORE INTO calibration (id, json) VALUES (?, ?)",
          arguments: [calibration.id, calibration.json])
        try db.execute(
          sql: """
            INSERT INTO formerFigures (setId, replacedAt, calibrationId, softwareVersion, json)
            VALUES (?, ?, ?, ?, ?)
            """,
          arguments: [old.id, replacedAt, old.calibrationId, old.softwareVersion, old.json])
        try SetRow(record).update(db)
        return true
      }
    }
  }

  /// What a set said before it was computed anew: JSON records, the oldest first.
  public func formerFigures(of id: String) throws(SetLogError) -> [String] {
    try Self.guarded(path) { [database] in
      try database.read { db in
        // A log of the first schema that was opened for reading only has no such table.
        guard try db.tableExists("formerFigures") else { return [] }
        return try String.fetchAll(
          db, sql: "SELECT json FROM formerFigures WHERE setId = ? ORDER BY number", arguments: [id])
      }
    }
  }

  /// All sets, the earliest first.
  /// - Parameter since: RFC 3339 or a date; only sets that started then or later.
  public func sets(since: String? = nil) throws(SetLogError) -> [SetRecord] {
    try Self.guarded(path) { [database] in
      try database.read { db in
        let all = SetRow.order(Column("startedAt"), Column("id"))
        let chosen = since.map { all.filter(Column("startedAt") >= $0) } ?? all
        return try chosen.fetchAll(db).map(\.record)
      }
    }
  }

  /// The set of this identifier, or of the only one that begins so.
  public func set(id: String) throws(SetLogError) -> SetRecord {
    let matches = try Self.guarded(path) { [database] in
      try database.read { db in
        try SetRow.filter(Column("id") >= id && Column("id") < id + "~").limit(5).fetchAll(db).map(\.record)
      }
    }
    guard let first = matches.first, !id.isEmpty else { throw .noSuchSet(id: id) }
    guard matches.count == 1 else { throw .ambiguous(id: id, matches: matches.map(\.id)) }
    return first
  }

  /// The newest set of a machine.
  public func lastSet(machine: String) throws(SetLogError) -> SetRecord? {
    try Self.guarded(path) { [database] in
      try database.read { db in
        try SetRow.filter(Column("machine") == machine).order(Column("startedAt").desc).fetchOne(db)?.record
      }
    }
  }

  /// How many sets there are.
  public func count() throws(SetLogError) -> Int {
    try Self.guarded(path) { [database] in try database.read { try SetRow.fetchCount($0) } }
  }

  /// The raw edges of a set.
  package func edges(of id: String) throws(SetLogError) -> [Edge] {
    let path = path
    return try Self.guarded(path) { [database] in
      let packed = try database.read { db in
        try Data.fetchOne(db, sql: "SELECT packed FROM rawPulses WHERE setId = ?", arguments: [id])
      }
      guard let packed else { throw SetLogError.noSuchSet(id: id) }
      do {
        return try RawPulses.unpack([UInt8](packed))
      } catch {
        throw SetLogError.damaged(path: path, reason: "set \(id): \(error)")
      }
    }
  }

  /// Runs database work and tells its errors in our words.
  @discardableResult
  private static func guarded<Result>(_ path: String, _ work: () throws -> Result) throws(SetLogError)
    -> Result
  {
    do {
      return try work()
    } catch let error as SetLogError {
      throw error
    } catch let error as DatabaseError {
      throw translated(error, path)
    } catch {
      throw .damaged(path: path, reason: "\(error)")
    }
  }

  private static func translated(_ error: DatabaseError, _ path: String) -> SetLogError {
    let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    return switch error.resultCode {
    case .SQLITE_FULL: .full(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(path: path)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_IOERR: .notWritable(path: path, reason: reason)
    case .SQLITE_CANTOPEN, .SQLITE_AUTH: .notReadable(path: path, reason: reason)
    default: .damaged(path: path, reason: reason)
    }
  }
}

extension SetLog {
  /// Limits the file to a number of database pages, as a quota or a full disk would; for trying what happens then.
  package func limitPages(_ pages: Int) throws(SetLogError) {
    try Self.guarded(path) { [database] in
      try database.write { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
    }
  }
}

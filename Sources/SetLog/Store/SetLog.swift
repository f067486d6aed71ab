// SPDX-License-Identifier: Apache-2.0
//
// Owns: the log's file: opening it, refusing files of other programs, reporting its errors. Must not know: queries.

import Foundation
import GRDB
import Text

/// A durable log of finished sets.
///
/// What `insert` has returned for is on the disk. One program writes, any number may read at the same time.
///
///     let log = try SetLog(directory: "/var/lib/deadmill")
///     for set in try log.sets() { print(set.startedAt, set.distanceM) }
///
/// Every method throws ``SetLogError`` and leaves the log as it was if it does: `.full` and `.busy` may be tried again,
/// `.damaged` may not.
///
/// ## Topics
///
/// ### Opening
/// - ``init(directory:)``
/// - ``init(readingFrom:)``
///
/// ### Writing
/// - ``insert(_:)``
/// - ``claim(set:for:)``
/// - ``put(_:on:)``
/// - ``accept(set:at:)``
/// - ``discard(set:at:)``
///
/// ### Reading
/// - ``sets(since:)``
/// - ``set(id:)``
/// - ``history(_:before:limit:)``
/// - ``summary(_:)``
/// - ``bests(_:)``
///
/// ### Machines and changes
/// - ``register(machine:kind:marks:)``
/// - ``rename(_:to:)``
/// - ``machines()``
/// - ``changes(after:limit:)``
public final class SetLog: Sendable {
  /// The file's name in its folder.
  public static let fileName = "sets.sqlite"
  private static let busyTimeoutS = 5.0
  private static let glanceTimeoutS = 0.03

  /// The database file.
  public let path: String
  let database: any DatabaseWriter
  /// Who asks for the changes that are made by this value; nil if that is not known.
  let author: String?

  /// Opens a log for writing; creates the folder and the file if they are missing.
  public init(directory: String) throws(SetLogError) {
    author = nil
    path = (directory as NSString).appendingPathComponent(Self.fileName)
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true,
        attributes: [.posixPermissions: LogMode.folder])
    } catch {
      throw .notWritable(path: directory, reason: "the folder cannot be made")
    }
    guard FileManager.default.isWritableFile(atPath: directory) else {
      throw .noWritePermission(path: directory)
    }
    let version = try Self.version(of: path)
    try WriteAheadLog.refuseForeign(beside: path)
    if version != nil { try Self.refuseForeign(path) }
    LogMode.prepare(path)
    var configuration = Configuration()
    configuration.busyMode = .timeout(Self.busyTimeoutS)
    configuration.prepareDatabase { db in
      // One sync per finished set: what was acknowledged survives a power cut.
      try db.execute(sql: "PRAGMA synchronous = FULL")
    }
    let path = path
    database = try Self.guarded(path) {
      let pool = try DatabasePool(path: path, configuration: configuration)
      // A newer program's migration may still be in the write-ahead log, which the header does not show.
      if try pool.read({ try Schema.migrator.hasBeenSuperseded($0) }) {
        throw SetLogError.newerSchema(path: path)
      }
      try Schema.migrator.migrate(pool)
      return pool
    }
    // A log that cannot be rewritten now, since the disk is full or another program reads it, is usable all the same.
    _ = try? finishErasures()
  }

  /// Opens a log that exists, for reading only. Nothing is created or changed. A file is opened as well, such as a backup.
  public init(readingFrom directory: String) throws(SetLogError) {
    author = nil
    path = Self.file(in: directory)
    let path = path
    database = try Self.openedForReading(path, busyTimeoutS: Self.busyTimeoutS)
  }

  private init(path: String, database: any DatabaseWriter, author: String? = nil) {
    self.path = path
    self.database = database
    self.author = author
  }

  /// The same log, whose changes are recorded as asked for by someone.
  /// - Parameter author: who asks, as `SetEdit.author` says it.
  package func asked(by author: String?) -> SetLog {
    SetLog(path: path, database: database, author: author)
  }

  /// A log for a quick look: it waits for no other program.
  ///
  /// A function, since compilers crash on such an initialiser.
  static func glancing(at directory: String) throws(SetLogError) -> SetLog {
    let path = file(in: directory)
    return SetLog(
      path: path, database: try openedForReading(path, busyTimeoutS: Self.glanceTimeoutS))
  }

  /// The log's file in a directory, or the file itself.
  private static func file(in directory: String) -> String {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: URL(fileURLWithPath: directory).resolvingSymlinksInPath().path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else {
      return (directory as NSString).appendingPathComponent(fileName)
    }
    return directory
  }

  private static func openedForReading(
    _ path: String, busyTimeoutS: Double
  ) throws(SetLogError) -> DatabaseQueue {
    switch FilePresence.of(path) {
    case .there: break
    case .absent: throw .noLog(path: PathText.directory(of: path))
    case .hidden: throw .noPermission(path: path)
    }
    guard FileManager.default.isReadableFile(atPath: path) else { throw .noPermission(path: path) }
    _ = try Self.version(of: path)
    try WriteAheadLog.refuseForeign(beside: path)
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(busyTimeoutS)
    configuration.prepareDatabase { db in
      // Sets of one walker lie far apart in a large log: 8 MB of it at hand.
      try db.execute(sql: "PRAGMA cache_size = -8192")
    }
    let location = Self.locationForReading(path)
    return try Self.guarded(path) {
      let file = try DatabaseQueue(path: location, configuration: configuration)
      if try file.read({ try Schema.migrator.hasBeenSuperseded($0) }) {
        throw SetLogError.newerSchema(path: path)
      }
      if try file.read({ try Schema.isReadable($0) }) { return file }
      throw SetLogError.notReadable(path: path, reason: "its schema is incomplete; start the daemon once")
    }
  }

  /// The path or URI that SQLite opens for reading.
  ///
  /// Readers of a write-ahead log share a file beside it, and create it if no program writes. A reader that may not create
  /// it opens the log as a file that does not change: no program has it open, or else there would be a write-ahead log.
  private static func locationForReading(_ path: String) -> String {
    let parent = PathText.directory(of: path)
    let folder = parent.isEmpty ? "." : parent
    let files = FileManager.default
    if files.isWritableFile(atPath: folder) || files.fileExists(atPath: path + "-wal") { return path }
    return unchanging(path)
  }

  /// A URI by which SQLite opens the file alone, without a write-ahead log beside it.
  static func unchanging(_ path: String) -> String {
    let files = FileManager.default
    guard let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) else {
      return path
    }
    let absolute = escaped.hasPrefix("/") ? escaped : files.currentDirectoryPath + "/" + escaped
    return "file:" + absolute + "?immutable=1"
  }

  /// Looks at the first bytes of a file without opening it as a database: not even a write-ahead log may appear
  /// beside a file of another program. The schema's number is in the header (SQLite file format, 1.3).
  /// - Returns: nil if there is no file yet, or an empty one.
  static func version(of path: String) throws(SetLogError) -> Int? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let header = try? file.read(upToCount: 100), !header.isEmpty else { return nil }
    guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw .damaged(path: path, reason: "not an SQLite database")
    }
    let version = header[60..<64].reduce(0) { $0 << 8 | Int($1) }
    guard version <= Schema.version else { throw .newerSchema(path: path) }
    return version
  }

  /// Refuses a database whose tables are another program's, before anything is written to it or appears beside it.
  private static func refuseForeign(_ path: String) throws(SetLogError) {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(busyTimeoutS)
    try guarded(path) {
      let file = try DatabaseQueue(path: path, configuration: configuration)
      let isForeign = try file.read { db in
        try Bool.fetchOne(
          db,
          sql: "SELECT count(*) > 0 AND sum(name = 'grdb_migrations') = 0 FROM sqlite_master")
      }
      if isForeign ?? false { throw SetLogError.foreignDatabase(path: path) }
    }
  }

  func read<Result>(_ work: (Database) throws -> Result) throws(SetLogError) -> Result {
    try Self.guarded(path) { try database.read(work) }
  }

  func write<Result>(_ work: (Database) throws -> Result) throws(SetLogError) -> Result {
    try Self.guarded(path) { try database.write(work) }
  }

  /// Runs database work and converts its errors to `SetLogError`.
  static func guarded<Result>(_ path: String, _ work: () throws -> Result) throws(SetLogError) -> Result {
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

  /// Whether the disk is full to less than a page of SQLite's shared memory.
  private static func hasNoRoom(_ path: String) -> Bool {
    let folder = PathText.directory(of: path)
    let free = try? FileManager.default.attributesOfFileSystem(forPath: folder)[.systemFreeSize]
    return (free as? NSNumber).map { $0.intValue < 65_536 } ?? false
  }

  private static func translated(_ error: DatabaseError, _ path: String) -> SetLogError {
    let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    return switch error.resultCode {
    case .SQLITE_FULL: .full(path: path)
    // Where SQLite finds no room for a file of its own beside the log, it calls that an input/output error.
    case .SQLITE_IOERR where hasNoRoom(path): .full(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(path: path)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_IOERR: .notWritable(path: path, reason: reason)
    case .SQLITE_CANTOPEN, .SQLITE_AUTH: .notReadable(path: path, reason: reason)
    default: .damaged(path: path, reason: reason)
    }
  }
}

extension SetLog {
  /// Copies the write-ahead log into the file and empties it; does nothing while another program reads.
  ///
  /// Everything in it is on the disk already. But SQLite takes a flipped bit in it for its end and passes over what
  /// comes after; the fewer sets are in it, the less there is to lose.
  package func settle() {
    try? database.writeWithoutTransaction { db in
      // A reader is not waited for.
      try db.execute(sql: "PRAGMA busy_timeout = 0")
      defer { try? db.execute(sql: "PRAGMA busy_timeout = \(Int(Self.busyTimeoutS * 1000))") }
      try db.checkpoint(.truncate)
    }
  }

  /// Limits the file to a number of database pages, as a quota or a full disk would; for trying what happens then.
  package func limitPages(_ pages: Int) throws(SetLogError) {
    try write { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
  }
}

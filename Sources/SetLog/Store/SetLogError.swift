// SPDX-License-Identifier: Apache-2.0
//
// Owns: what can go wrong with a log, and what to do then. Must not know: SQL.

import Text

/// A log that cannot be opened, read or written.
///
/// Compare ``code`` to react to one kind of error; ``description`` is one line for people:
///
///     do {
///       try log.insert(entry)
///     } catch {
///       guard error.code == .full else { throw error }
///       keepForLater(entry)
///     }
public struct SetLogError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of error it is. Later versions may have more kinds.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    fileprivate enum Value: String {
      case noLog, notWritable, notReadable, newerSchema, damaged, foreignJournal, full, busy, noSuchSet,
        noSuchWalker,
        noSuchMachine
      case unusableName, unusableNote, ambiguous, refused
    }

    fileprivate let value: Value

    /// Its name.
    public var description: String { value.rawValue }

    /// There is no log in this folder.
    public static let noLog = Code(value: .noLog)
    /// The folder or file cannot be written.
    public static let notWritable = Code(value: .notWritable)
    /// The file cannot be read.
    public static let notReadable = Code(value: .notReadable)
    /// The file was written by a newer program; it was not touched.
    public static let newerSchema = Code(value: .newerSchema)
    /// The file is no database, or a damaged one.
    public static let damaged = Code(value: .damaged)
    /// The write-ahead log beside the file belongs to another file: a copy was put in its place.
    public static let foreignJournal = Code(value: .foreignJournal)
    /// There is no room for the set; it was not written, not even in part.
    public static let full = Code(value: .full)
    /// Another program holds the database for too long.
    public static let busy = Code(value: .busy)
    /// No set has this identifier.
    public static let noSuchSet = Code(value: .noSuchSet)
    /// No walker has this name.
    public static let noSuchWalker = Code(value: .noSuchWalker)
    /// No machine has this name or identifier.
    public static let noSuchMachine = Code(value: .noSuchMachine)
    /// A walker or machine cannot be called so, or the name is taken.
    public static let unusableName = Code(value: .unusableName)
    /// A set cannot be given this note.
    public static let unusableNote = Code(value: .unusableNote)
    /// Several sets begin with this identifier.
    public static let ambiguous = Code(value: .ambiguous)
    /// What was asked for contradicts what is in the log.
    public static let refused = Code(value: .refused)
  }

  /// What kind of error it is.
  public let code: Code
  /// The path, identifier or name that it is about; empty for a note.
  public let subject: String
  /// What is wrong with it; empty if the code says it all.
  public let reason: String
  /// Identifiers that begin with an ambiguous one.
  public let matches: [String]
  /// What to do, where that differs from the code's usual remedy.
  private let remedy: String?

  private init(
    _ code: Code, _ subject: String, reason: String = "", matches: [String] = [], remedy: String? = nil
  ) {
    self.code = code
    self.subject = subject
    self.reason = reason
    self.matches = matches
    self.remedy = remedy
  }

  package static func noLog(path: String) -> Self { Self(.noLog, path) }
  package static func notWritable(path: String, reason: String) -> Self {
    Self(.notWritable, path, reason: reason)
  }
  package static func foreignDatabase(path: String) -> Self {
    Self(
      .notWritable, path, reason: "it is the database of another program",
      remedy: "choose another directory with --state")
  }
  package static func notReadable(path: String, reason: String) -> Self {
    Self(.notReadable, path, reason: reason)
  }
  /// A log that this user may not read: the remedy is its group.
  package static func noPermission(path: String) -> Self {
    let group = FilePresence.group(of: path).map { "`sudo adduser $USER \($0)`, then log in again" }
    return Self(
      .notReadable, path, reason: "no permission", remedy: group ?? "read it as its owner or with sudo")
  }
  /// A log that this user may not write. Where a daemon runs it is the writer, and asks for no right to the file.
  package static func noWritePermission(path: String) -> Self {
    Self(
      .notWritable, path, reason: "no permission",
      remedy: "use sudo, or start the daemon, which makes changes for members of the group deadmill-control")
  }
  package static func newerSchema(path: String) -> Self { Self(.newerSchema, path) }
  package static func damaged(path: String, reason: String) -> Self { Self(.damaged, path, reason: reason) }
  package static func foreignJournal(path: String) -> Self { Self(.foreignJournal, path) }
  package static func full(path: String) -> Self { Self(.full, path) }
  package static func busy(path: String) -> Self { Self(.busy, path) }
  package static func noSuchSet(id: String) -> Self { Self(.noSuchSet, id) }
  package static func noSuchWalker(name: String) -> Self { Self(.noSuchWalker, name) }
  package static func noSuchMachine(name: String) -> Self { Self(.noSuchMachine, name) }
  package static func unusableName(_ name: String, reason: String) -> Self {
    Self(.unusableName, name, reason: reason)
  }
  package static func unusableNote(reason: String) -> Self { Self(.unusableNote, "", reason: reason) }
  package static func refused(_ subject: String, reason: String) -> Self {
    Self(.refused, subject, reason: reason)
  }
  package static func ambiguous(id: String, matches: [String]) -> Self {
    Self(.ambiguous, id, matches: matches)
  }

  /// One line, with what to do.
  public var description: String {
    let subject = VisibleText.shown(subject, longest: 200)
    return switch code.value {
    case .noLog: "\(subject): no log here yet; run the daemon first, or choose another directory with --state"
    case .notWritable:
      "\(subject): cannot be written (\(reason)); "
        + (remedy ?? "choose another directory with --state, or fix its permissions")
    case .notReadable: "\(subject): cannot be read (\(reason)); \(remedy ?? "check its permissions")"
    case .newerSchema:
      "\(subject): was written by a newer deadmill and is left untouched; upgrade, or use another --state"
    case .damaged:
      "\(subject): the log is damaged (\(reason)); move it aside to start a new one, or restore a backup"
    case .foreignJournal:
      "\(subject): the write-ahead log beside it (\(subject)-wal) does not belong to this file, as after copying a backup "
        + "over a log; move \(subject)-wal and \(subject)-shm away to use the file as it is, and restore backups with "
        + "`deadmill restore FILE`"
    case .full:
      "\(subject): no room left; free space on the disk"
    case .busy: "\(subject): held by another program; close it and try again"
    case .noSuchSet: "no set \"\(subject)\" in the log; `deadmill sets` lists them"
    case .noSuchWalker: "no walker \"\(subject)\"; `deadmill walkers list` has the names"
    case .noSuchMachine: "no machine \"\(subject)\"; `deadmill machines` has the names"
    case .unusableName: "\"\(subject)\": \(reason); choose another name"
    case .unusableNote: "note: \(reason); change it and try again"
    case .refused: "\(subject): \(reason)"
    case .ambiguous:
      "\"\(subject)\" matches \(matches.count) sets: \(matches.joined(separator: ", ")); type more of the id"
    }
  }
}

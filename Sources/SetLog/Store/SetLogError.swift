// SPDX-License-Identifier: Apache-2.0
//
// Owns: what can go wrong with a log, told so that one knows what to do. Must not know: SQL.

/// A log that cannot be opened, read or written.
public enum SetLogError: Error, Sendable, Equatable, CustomStringConvertible {
  /// There is no log in this folder.
  case noLog(path: String)
  /// The folder or file cannot be written.
  case notWritable(path: String, reason: String)
  /// The file cannot be read.
  case notReadable(path: String, reason: String)
  /// The file was written by a newer program; it was not touched.
  case newerSchema(path: String)
  /// The file is no database, or a damaged one.
  case damaged(path: String, reason: String)
  /// There is no room for the set; it was not written, not even in part.
  case full(path: String)
  /// Another program holds the database for too long.
  case busy(path: String)
  /// No set has this identifier.
  case noSuchSet(id: String)
  /// No walker has this name.
  case noSuchWalker(name: String)
  /// No machine has this name or identifier.
  case noSuchMachine(name: String)
  /// A walker or machine cannot be called so, or the name is taken.
  case unusableName(String, reason: String)
  /// A set cannot be given this note.
  case unusableNote(reason: String)
  /// Several sets begin with this identifier.
  case ambiguous(id: String, matches: [String])

  /// One line, with what to do.
  public var description: String {
    switch self {
    case .noLog(let path): "\(path): no log here yet; run the daemon first, or name its folder with --state"
    case .notWritable(let path, let reason):
      "\(path): cannot be written (\(reason)); give another folder with --state, or rights on this one"
    case .notReadable(let path, let reason): "\(path): cannot be read (\(reason)); check its permissions"
    case .newerSchema(let path):
      "\(path): was written by a newer deadmill and is left untouched; upgrade, or use another --state"
    case .damaged(let path, let reason):
      "\(path): is not a sound log (\(reason)); move it away and start anew, or restore a backup"
    case .full(let path): "\(path): no room left; make room on the disk, the set is kept in memory until then"
    case .busy(let path): "\(path): held by another program; close it and try again"
    case .noSuchSet(let id): "no set \"\(id)\" in the log; `deadmill sets` lists them"
    case .noSuchWalker(let name): "no walker \"\(name)\"; `deadmill walkers list` has the names"
    case .noSuchMachine(let name): "no machine \"\(name)\"; `deadmill machines` has the names"
    case .unusableName(let name, let reason): "\"\(name)\": \(reason); choose another name"
    case .unusableNote(let reason): "no such note: \(reason)"
    case .ambiguous(let id, let matches):
      "\"\(id)\" begins several identifiers: \(matches.joined(separator: ", ")); give more of it"
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: what has changed in the log, in order. Must not know: who reads it, how it is sent.

import GRDB

/// The newest change of one thing in the log.
///
/// Each thing has at most one change: its newest. `SetLog.changes(after:limit:)` returns them.
public struct LogChange: Codable, Sendable, Equatable {
  /// Greater than those of all changes before.
  public var number: Int64
  /// What it happened to.
  public var kind: Kind
  /// The identifier of the set, walker or machine.
  public var id: String

  /// All fields.
  public init(number: Int64, kind: Kind, id: String) {
    self.number = number
    self.kind = kind
    self.id = id
  }

  /// What a change happened to. Later versions may have more kinds: pass over those you do not know.
  public struct Kind: RawRepresentable, Codable, Sendable, Hashable {
    /// The stored form.
    public let rawValue: String

    /// A kind by its stored form.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A set is new, or anything about it has changed.
    public static let set = Kind(rawValue: "set")
    /// A set was deleted.
    public static let setGone = Kind(rawValue: "set-gone")
    /// A walker is new or has changed.
    public static let walker = Kind(rawValue: "walker")
    /// A walker was erased.
    public static let walkerGone = Kind(rawValue: "walker-gone")
    /// A machine is new, or its name, kind, walker or service mark has changed.
    public static let machine = Kind(rawValue: "machine")
    /// A machine was deleted.
    public static let machineGone = Kind(rawValue: "machine-gone")
  }
}

/// A set with the identifiers of what it belongs to, all read at one moment.
public struct IdentifiedSet: Sendable, Equatable {
  /// The set.
  public var record: SetRecord
  /// Its machine; stays when the machine is renamed.
  public var machineId: String
  /// Its walker; nil for no walker.
  public var walkerId: String?
}

extension SetLog {
  /// What has changed since a number, the oldest change first.
  ///
  /// A reader keeps the number of the last change that it has dealt with and asks for those after it. Whatever it slept
  /// through, it ends with the same sets, walkers and machines as the log:
  ///
  ///     for change in try log.changes(after: cursor, limit: 500) {
  ///       switch change.kind {
  ///       case .set: if let set = try log.identifiedSet(change.id) { send(set) }
  ///       case .setGone: forget(change.id)
  ///       default: break
  ///       }
  ///       cursor = change.number
  ///     }
  ///
  /// - Parameters:
  ///   - number: of the last change that was dealt with; 0 for all.
  ///   - limit: most changes that are returned, at least 1.
  /// - Throws: ``SetLogError`` if the log cannot be read.
  public func changes(after number: Int64, limit: Int) throws(SetLogError) -> [LogChange] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT number, kind, id FROM change WHERE number > ? ORDER BY number LIMIT ?",
        arguments: [number, max(1, limit)]
      ).map { row in
        LogChange(
          number: try row.value(at: 0), kind: LogChange.Kind(rawValue: try row.value(at: 1)),
          id: try row.value(at: 2))
      }
    }
  }

  /// The number of the newest change; 0 for a log in which nothing has happened yet.
  /// - Throws: ``SetLogError`` if the log cannot be read.
  public var latestChange: Int64 {
    get throws(SetLogError) {
      try read { db in try Int64.fetchOne(db, sql: "SELECT max(number) FROM change") ?? 0 }
    }
  }

  /// A set with the identifiers of its machine and walker; nil if it is gone. Discarded sets are found too.
  /// - Parameter id: the set's whole identifier.
  /// - Throws: ``SetLogError`` if the log cannot be read.
  public func identifiedSet(_ id: String) throws(SetLogError) -> IdentifiedSet? {
    try read { db in
      guard let row = try Row.fetchOne(db, sql: "SELECT * FROM loggedSet WHERE id = ?", arguments: [id])
      else {
        return nil
      }
      return IdentifiedSet(
        record: try LoggedSet(row: row).record, machineId: try row.value("machineId"),
        walkerId: try row.value("walkerId"))
    }
  }
}

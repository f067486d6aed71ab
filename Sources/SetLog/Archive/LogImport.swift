// SPDX-License-Identifier: Apache-2.0
//
// Owns: a JSON export -> the log. Must not know: how the document is described to people (docs/log.schema.json).
//
// The document is read piece by piece: memory holds its small parts and some sets. What the log has already stays as it
// is, so importing again, or after an interruption, is safe. A set goes in whole or not at all.

import Foundation
import GRDB

/// A file that cannot be imported, or not to its end.
public enum LogImportError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file cannot be read.
  case unreadable(file: String)
  /// It is no export of a log.
  case notALog(file: String, reason: String)
  /// A newer program wrote it.
  case newer(file: String, version: Int)
  /// It is damaged from here on; the sets before are in the log.
  case damaged(file: String, reason: String)

  /// One line, with what to do.
  public var description: String {
    switch self {
    case .unreadable(let file): "\(file): cannot be read; check the name and its permissions"
    case .notALog(let file, let reason):
      "\(file): is no log (\(reason)); give a file that `deadmill export --format json` has written"
    case .newer(let file, let version):
      "\(file): is of version \(version), this program reads \(LogJSON.version); use a newer deadmill"
    case .damaged(let file, let reason):
      "\(file): \(reason); what comes before is imported, fetch the file again for the rest"
    }
  }
}

/// What became of the sets of a document.
public struct ImportSummary: Sendable, Equatable {
  /// Sets that are new in the log.
  public var added = 0
  /// Sets that were there already and were left alone.
  public var present = 0
  /// One line for each set that was refused: which, the key, and why.
  public var refused: [String] = []
}

/// Imports a document into a log.
public struct LogImport {
  private static let chunk = 1 << 16
  private static let batch = 64

  private let file: String
  private let writes: Bool
  private let progress: (Int) -> Void
  private var log: SetLog?
  private var parts = ImportedParts()
  private var seen: Set<String> = []
  private var waiting: [ImportedSet] = []
  private var walkerIds: [String: String] = [:]
  private var calibrationIds: Set<String> = []
  private var walkerNames: Set<String> = []
  private var summary = ImportSummary()

  private init(file: String, writes: Bool, progress: @escaping (Int) -> Void) {
    self.file = file
    self.writes = writes
    self.progress = progress
  }

  /// Imports a file into a log. Throws `LogImportError` or `SetLogError`.
  /// - Parameters:
  ///   - file: its path.
  ///   - log: is not asked for before it is clear that the file is one.
  public static func run(_ file: String, into log: @autoclosure () throws -> SetLog) throws -> ImportSummary {
    try run(file, into: log, progress: { _ in })
  }

  /// - Parameter progress: bytes of the file that were read.
  package static func run(
    _ file: String, into log: () throws -> SetLog, progress: @escaping (Int) -> Void
  ) throws -> ImportSummary {
    var work = LogImport(file: file, writes: true, progress: progress)
    return try work.run(log)
  }

  /// Tells what importing a file would do; writes nothing. Throws `LogImportError` or `SetLogError`.
  /// - Parameters:
  ///   - file: its path.
  ///   - log: nil where there is none yet.
  public static func rehearse(_ file: String, into log: SetLog?) throws -> ImportSummary {
    try rehearse(file, into: log, progress: { _ in })
  }

  /// - Parameter progress: bytes of the file that were read.
  package static func rehearse(
    _ file: String, into log: SetLog?, progress: @escaping (Int) -> Void
  ) throws -> ImportSummary {
    var work = LogImport(file: file, writes: false, progress: progress)
    return try work.run { log }
  }

  private mutating func run(_ open: () throws -> SetLog?) throws -> ImportSummary {
    guard let handle = FileHandle(forReadingAtPath: file) else { throw LogImportError.unreadable(file: file) }
    defer { try? handle.close() }
    let (file, progress) = (file, progress)
    var bytes = 0
    var splitter = JSONSplitter {
      do {
        let chunk = Array(try handle.read(upToCount: Self.chunk) ?? Data())
        bytes += chunk.count
        progress(bytes)
        return chunk
      } catch {
        throw LogImportError.unreadable(file: file)
      }
    }
    do {
      try readHead(&splitter)
    } catch let mistake as JSONMistake {
      throw LogImportError.notALog(file: file, reason: mistake.description)
    } catch let mistake as FieldMistake {
      throw LogImportError.notALog(file: file, reason: mistake.description)
    }
    log = try open()
    try writeParts()
    do {
      try readSets(&splitter)
    } catch let mistake as JSONMistake {
      try writeWaiting()
      throw LogImportError.damaged(file: file, reason: "after \(sets) sets \(mistake)")
    }
    try writeWaiting()
    return summary
  }

  /// Sets that were read so far.
  private var sets: Int { summary.added + summary.present + summary.refused.count + waiting.count }
}

extension LogImport {
  /// Reads up to the first set; all other parts must have come by then.
  private mutating func readHead(_ splitter: inout JSONSplitter) throws {
    var due = Set(["format", "version", "writtenBy"] + LogPart.allCases.map(\.rawValue))
    var part = LogPart.walkers
    var index = 0
    while true {
      switch try splitter.next() {
      case .member(let key, let value):
        try check(head: key, value)
        due.remove(key)
      case .array("sets"):
        if let missing = due.min() {
          throw FieldMistake(key: missing, reason: "is missing; it must come before the sets")
        }
        return
      case .array(let key):
        guard let known = LogPart(rawValue: key) else { throw FieldMistake(key: key, reason: "is not known") }
        (part, index) = (known, 0)
        due.remove(key)
      case .element(let bytes):
        do { try parts.take(JSONParser.value(bytes), of: part) } catch let mistake as FieldMistake {
          throw FieldMistake(key: "\(part.rawValue)[\(index)].\(mistake.key)", reason: mistake.reason)
        }
        index += 1
      case .end: throw FieldMistake(key: "sets", reason: "is missing")
      }
    }
  }

  private func check(head key: String, _ value: JSONValue) throws {
    switch key {
    case "format":
      guard value == .string(LogJSON.format) else {
        throw FieldMistake(key: key, reason: "expected \"\(LogJSON.format)\", found \(value.brief)")
      }
    case "version":
      guard case .number(let text) = value, let version = Int(text), version >= 1 else {
        throw FieldMistake(key: key, reason: "expected a whole number from 1, found \(value.brief)")
      }
      guard version <= LogJSON.version else { throw LogImportError.newer(file: file, version: version) }
    case "writtenBy":
      guard value.string != nil else {
        throw FieldMistake(key: key, reason: "expected text, found \(value.brief)")
      }
    default: throw FieldMistake(key: key, reason: "is not known, or is no array")
    }
  }

  private mutating func writeParts() throws {
    calibrationIds = parts.calibrationIds
    walkerNames = parts.walkerNames
    guard writes, let log else { return }
    let parts = parts
    walkerIds = try log.write { db in try parts.write(db) }
  }

  private mutating func readSets(_ splitter: inout JSONSplitter) throws {
    while true {
      switch try splitter.next() {
      case .element(let bytes): try take(bytes)
      case .end: return
      case .member(let key, _), .array(let key):
        throw JSONMistake(description: "comes \"\(key)\", which is not known there")
      }
    }
  }

  private mutating func take(_ bytes: [UInt8]) throws {
    var name = "number \(sets + 1)"
    do {
      let value = try JSONParser.value(bytes)
      var fields = try JSONFields(value)
      let id = try fields.required("id", .name)
      name = id
      if try isPresent(id) {
        summary.present += 1
        return
      }
      let set = try ImportedSet(value)
      try checkReferences(set)
      seen.insert(id)
      waiting.append(set)
    } catch let mistake as JSONMistake {
      summary.refused.append("set \(name): \(mistake)")
    } catch let mistake as FieldMistake {
      summary.refused.append("set \(name): \(mistake)")
    }
    if waiting.count == Self.batch { try writeWaiting() }
  }

  private func isPresent(_ id: String) throws -> Bool {
    if seen.contains(id) { return true }
    return try log?.read { db in try SetRow.exists(db, key: id) } ?? false
  }

  private func checkReferences(_ set: ImportedSet) throws(FieldMistake) {
    let former = set.revisions.map(\.calibrationId)
    for id in [set.record.calibrationId] + former where !calibrationIds.contains(id) {
      throw FieldMistake(key: "calibrationId", reason: "\(id) is not among the calibrations")
    }
    if let walker = set.record.walker, !walkerNames.contains(walker) {
      throw FieldMistake(key: "walker", reason: "\"\(walker)\" is not among the walkers")
    }
  }

  /// Writes what waits in one transaction; within it, each set by itself.
  private mutating func writeWaiting() throws {
    defer { waiting = [] }
    guard writes, let log else {
      summary.added += waiting.count
      return
    }
    let (waiting, walkerIds, before) = (waiting, walkerIds, summary)
    summary = try log.write { db in
      var summary = before
      for set in waiting {
        // Another program may have logged it meanwhile.
        guard try !SetRow.exists(db, key: set.record.id) else {
          summary.present += 1
          continue
        }
        do {
          try db.inSavepoint {
            try SetLog.insert(set, walkerId: set.record.walker.flatMap { walkerIds[$0] }, db)
            return .commit
          }
          summary.added += 1
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
          summary.refused.append("set \(set.record.id): \(error.message ?? "it contradicts the log")")
        }
      }
      return summary
    }
  }
}

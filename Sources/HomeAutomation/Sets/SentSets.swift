// SPDX-License-Identifier: Apache-2.0
//
// Owns: which sets the broker has, and which change of the log is next, on disk. Must not know: brokers, feeds.
//
// Two files in the folder of this service. `changes.json` has the number of the last change that is done with; it is
// written after the broker has acknowledged, so that a set may be sent twice and is never left out. `sent-sets` has one
// identifier a line of every set that was sent: a set that comes again is a changed one, and no new one.

import Files
import Foundation
import SetLog

/// What is kept of a log's changes.
package struct ChangeCursor: Codable, Sendable, Equatable {
  /// The last change that is done with.
  package var sequence: Int64

  package init(sequence: Int64 = 0) { self.sequence = sequence }
}

/// What was sent already.
package struct SentSets: Sendable {
  /// Progress may be written that much later than it is made; what is lost by it is sent again.
  private static let writeEvery = Duration.seconds(1)
  private static let mostAtOnce = 1000

  private let cursorFile: String
  private let sentFile: String
  package private(set) var cursor: ChangeCursor
  private var sent: Set<String> = []
  private var written: ChangeCursor
  private var writtenAt = ContinuousClock.now

  /// Reads both files. A first start makes them of the log: what it has already is not new.
  /// - Parameter log: folder of the log.
  package init(directory: String, log: String) throws {
    cursorFile = directory + "/changes.json"
    sentFile = directory + "/sent-sets"
    if let kept = KeptFile.read(ChangeCursor.self, cursorFile) {
      cursor = kept
      written = kept
      let text = String(decoding: FileManager.default.contents(atPath: sentFile) ?? Data(), as: UTF8.self)
      // A line without its end was cut off by a power cut.
      sent = Set(text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init))
    } else {
      (cursor, sent) = try Self.present(log)
      written = cursor
      try OutputFile.write(sent.sorted().map { $0 + "\n" }.joined(), to: sentFile, .rewrite)
      try KeptFile.write(cursor, to: cursorFile)
    }
  }

  /// The sets of a log, and its last change; a log that is not there yet has none.
  private static func present(_ directory: String) throws -> (ChangeCursor, Set<String>) {
    var cursor = ChangeCursor()
    var sets: Set<String> = []
    guard let log = try opened(directory) else { return (cursor, sets) }
    while true {
      let changes = try log.changes(after: cursor.sequence, limit: mostAtOnce)
      guard let last = changes.last else { return (cursor, sets) }
      sets.formUnion(changes.filter { $0.kind == .set }.map(\.id))
      cursor.sequence = last.number
    }
  }

  private static func opened(_ directory: String) throws(SetLogError) -> SetLog? {
    do {
      return try SetLog(readingFrom: directory)
    } catch {
      guard error.code == .noLog else { throw error }
      return nil
    }
  }

  package func contains(_ set: String) -> Bool { sent.contains(set) }

  /// The broker has a set.
  package mutating func note(_ set: String) throws {
    guard sent.insert(set).inserted else { return }
    try Self.append(set + "\n", to: sentFile)
  }

  /// A change is done with.
  package mutating func advance(to sequence: Int64) throws {
    cursor.sequence = max(cursor.sequence, sequence)
    if .now - writtenAt > Self.writeEvery { try save() }
  }

  /// The log is another one: its changes begin at the first.
  package mutating func restart() throws {
    cursor.sequence = 0
    try save()
  }

  /// Writes what is not written yet.
  package mutating func save() throws {
    writtenAt = .now
    guard written != cursor else { return }
    try KeptFile.write(cursor, to: cursorFile)
    written = cursor
  }

  private static func append(_ text: String, to path: String) throws {
    if let handle = FileHandle(forWritingAtPath: path) {
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(text.utf8))
    } else {
      try OutputFile.write(text, to: path, .rewrite)
    }
  }
}

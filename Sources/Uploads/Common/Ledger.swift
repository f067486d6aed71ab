// SPDX-License-Identifier: Apache-2.0
//
// Owns: what a service has done already and which change of the log is next, on disk. Must not know: what the entries mean.
//
// One file of JSON lines; a later line replaces what an earlier one says under the same key. A line is on the disk before
// the next step is taken. A line that a power cut left unfinished counts for nothing. Once most lines are replaced ones the
// file is written again, whole or not at all.

import Files
import Foundation

/// What a service keeps.
package struct Ledger<Entry: Codable & Sendable & Equatable>: Sendable {
  /// One line; each part may be absent.
  private struct Line: Codable {
    var cursor: Int64?
    var key: String?
    /// nil removes the key.
    var entry: Entry?
    var note: String?
    var text: String?
  }

  package let path: String
  /// Whether there was no file: the service starts for the first time.
  package let isFirst: Bool
  package private(set) var entries: [String: Entry] = [:]
  /// The number of the last change that is done with.
  package private(set) var cursor: Int64 = 0
  /// Other things worth keeping, by name.
  package private(set) var notes: [String: String] = [:]
  private var lines = 0

  /// Reads a file, or begins one.
  package init(_ path: String) throws(UploadFault) {
    self.path = path
    guard let data = FileManager.default.contents(atPath: path) else {
      isFirst = true
      if FileStatus(path) != nil {
        throw UploadFault("\(path): cannot be read; give it back to the user of this service")
      }
      try compact()
      return
    }
    isFirst = false
    let decoder = JSONDecoder()
    // The last piece is empty, or a line that was cut off.
    for line in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
      if let line = try? decoder.decode(Line.self, from: line) { take(line) }
      lines += 1
    }
    if data.last != UInt8(ascii: "\n") { try compact() }
  }

  private mutating func take(_ line: Line) {
    if let cursor = line.cursor { self.cursor = cursor }
    if let key = line.key { entries[key] = line.entry }
    if let note = line.note { notes[note] = line.text }
  }

  /// Keeps an entry, or removes it.
  package mutating func put(_ entry: Entry?, _ key: String) throws(UploadFault) {
    guard entries[key] != entry else { return }
    try append([Line(key: key, entry: entry)])
  }

  /// Keeps an entry, or removes it, and is done with a change.
  package mutating func put(_ entry: Entry?, _ key: String, cursor: Int64) throws(UploadFault) {
    try append([Line(cursor: cursor, key: key, entry: entry)])
  }

  /// Keeps many entries at once.
  package mutating func put(_ many: [String: Entry], cursor: Int64? = nil) throws(UploadFault) {
    var lines = many.sorted { $0.key < $1.key }.map { Line(key: $0.key, entry: $0.value) }
    if let cursor { lines.append(Line(cursor: cursor)) }
    try append(lines)
  }

  /// A change is done with.
  package mutating func advance(to number: Int64) throws(UploadFault) {
    guard number != cursor else { return }
    try append([Line(cursor: number)])
  }

  package mutating func note(_ name: String, _ text: String?) throws(UploadFault) {
    guard notes[name] != text else { return }
    try append([Line(note: name, text: text)])
  }

  /// Forgets everything but what is given.
  package mutating func restart(notes: [String: String]) throws(UploadFault) {
    (entries, cursor, self.notes) = ([:], 0, notes)
    try compact()
  }

  private mutating func append(_ added: [Line]) throws(UploadFault) {
    guard !added.isEmpty else { return }
    let text = try Self.text(added)
    do {
      try Self.append(Data(text.utf8), to: path)
    } catch {
      throw UploadFault("\(path): cannot be written (\(error.localizedDescription)); free some space")
    }
    for line in added { take(line) }
    lines += added.count
    if lines > 1000 + 4 * (entries.count + notes.count) { try compact() }
  }

  /// Adds bytes; on the disk when this returns. What was added in part is taken away again.
  private static func append(_ data: Data, to path: String) throws {
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    defer { try? handle.close() }
    let end = try handle.seekToEnd()
    do {
      try handle.write(contentsOf: data)
      try handle.synchronize()
    } catch {
      try? handle.truncate(atOffset: end)
      throw error
    }
  }

  private mutating func compact() throws(UploadFault) {
    var all = [Line(cursor: cursor)]
    all += notes.sorted { $0.key < $1.key }.map { Line(note: $0.key, text: $0.value) }
    all += entries.sorted { $0.key < $1.key }.map { Line(key: $0.key, entry: $0.value) }
    let text = try Self.text(all)
    do {
      try OutputFile.write(text, to: path, .rewrite)
    } catch {
      throw UploadFault(error)
    }
    lines = all.count
  }

  private static func text(_ lines: [Line]) throws(UploadFault) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return try lines.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }.joined()
    } catch {
      throw UploadFault("the ledger cannot be encoded (\(error)); report this")
    }
  }
}

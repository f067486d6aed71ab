// SPDX-License-Identifier: Apache-2.0
//
// Owns: an archive -> the log. Must not know: how the archive is described to people (docs/log.schema.json).
//
// The archive is read line by line; memory holds some lines, and the identifiers of walkers and machines. What the log has
// already stays as it is, so importing again, or after an interruption, is safe. A line goes in whole or not at all.

import Foundation
import GRDB

/// Imports an archive into a log.
///
///     let summary = try LogImport.run("backup.jsonl", into: SetLog(directory: "/var/lib/deadmill"))
///     print(summary.added, summary.present, summary.refused)
public struct LogImport {
  private static let batch = 64

  private let file: String
  private let progress: (Int) -> Void
  private var target: any ArchiveTarget
  private var waiting: [ArchiveTargetLine] = []

  private init(file: String, target: any ArchiveTarget, progress: @escaping (Int) -> Void) {
    self.file = file
    self.target = target
    self.progress = progress
  }

  /// Imports a file into a log.
  /// - Parameters:
  ///   - file: its path.
  ///   - log: is not asked for before it is clear that the file is an archive.
  /// - Throws: ``LogImportError`` if the file is none, is newer or is cut off; ``SetLogError`` if the log cannot be written.
  public static func run(_ file: String, into log: @autoclosure () throws -> SetLog) throws -> ImportSummary {
    try run(file, into: log, progress: { _ in })
  }

  /// - Parameter progress: bytes of the file that were read.
  package static func run(
    _ file: String, into log: () throws -> SetLog, progress: @escaping (Int) -> Void
  ) throws -> ImportSummary {
    try run(file, progress: progress) { LogTarget(log: try log()) }
  }

  /// Says what importing a file would do; writes nothing to the log.
  /// - Parameters:
  ///   - file: its path.
  ///   - log: nil if there is none yet.
  /// - Throws: as ``run(_:into:)``.
  public static func rehearse(_ file: String, into log: SetLog?) throws -> ImportSummary {
    try rehearse(file, into: log, progress: { _ in })
  }

  /// - Parameter progress: bytes of the file that were read.
  package static func rehearse(
    _ file: String, into log: SetLog?, progress: @escaping (Int) -> Void
  ) throws -> ImportSummary {
    try run(file, progress: progress) { try RehearsalTarget(log: log) }
  }

  private static func run(
    _ file: String, progress: @escaping (Int) -> Void, _ target: () throws -> any ArchiveTarget
  ) throws -> ImportSummary {
    guard let handle = FileHandle(forReadingAtPath: file) else {
      throw LogImportError(.unreadable, file: file)
    }
    defer { try? handle.close() }
    var reader = LineReader(handle, progress: progress)
    guard let first = try line(&reader, file) else {
      throw LogImportError(.notALog, file: file, reason: "it is empty")
    }
    try checkHeader(first, file)
    var work = LogImport(file: file, target: try target(), progress: progress)
    if let lines = ArchiveDocument.lines(first.bytes) { return try work.read(lines) }
    return try work.read(&reader)
  }

  private static func line(_ reader: inout LineReader, _ file: String) throws -> LineReader.Line? {
    do { return try reader.next() } catch let mistake as ArchiveMistake {
      throw LogImportError(.damaged, file: file, reason: mistake.description)
    } catch {
      throw LogImportError(.unreadable, file: file)
    }
  }

  private static func checkHeader(_ line: LineReader.Line, _ file: String) throws {
    let header: LogArchive.Header
    do {
      header = try JSONDecoder().decode(LogArchive.Header.self, from: line.bytes)
    } catch {
      throw LogImportError(.notALog, file: file, line: 1, reason: ArchiveText.reason(error))
    }
    guard header.format == LogArchive.format else {
      throw LogImportError(
        .notALog, file: file, line: 1,
        reason: "its format is \"\(header.format)\", not \"\(LogArchive.format)\"")
    }
    guard header.version <= LogArchive.version else {
      throw LogImportError(
        .newer, file: file, line: 1,
        reason: "version \(header.version), this program reads \(LogArchive.version)")
    }
  }

  /// Records of a document, numbered as they come.
  private mutating func read(_ lines: [Data]) throws -> ImportSummary {
    for (index, bytes) in lines.enumerated() {
      try take(LineReader.Line(bytes: bytes, number: index + 1, isWhole: true))
      if waiting.count >= Self.batch { try write() }
    }
    try write()
    return target.summary
  }

  private mutating func read(_ reader: inout LineReader) throws -> ImportSummary {
    var line: LineReader.Line?
    repeat {
      do { line = try Self.line(&reader, file) } catch {
        try write()
        throw error
      }
      if let line { try take(line) }
      if waiting.count >= Self.batch { try write() }
    } while line != nil
    try write()
    return target.summary
  }

  private mutating func take(_ line: LineReader.Line) throws {
    do {
      waiting.append(ArchiveTargetLine(number: line.number, record: try ArchiveRecord(line.bytes)))
    } catch {
      // What is written last is cut off if the writing was: a line that is whole has its newline.
      guard line.isWhole else {
        try write()
        throw LogImportError(.damaged, file: file, line: line.number, reason: "the file is cut off here")
      }
      target.summary.refuse(line.number, ArchiveText.reason(error))
    }
  }

  private mutating func write() throws {
    defer { waiting = [] }
    guard !waiting.isEmpty else { return }
    try target.take(waiting)
  }
}

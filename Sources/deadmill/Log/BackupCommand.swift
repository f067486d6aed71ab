// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill backup`: a consistent copy of the log while it is in use, by name or as one of a row of copies.

import ArgumentParser
import Files
import Foundation
import SetLog
import Text

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Write a consistent copy of the log, even while the daemon is running.",
    discussion: """
      With --into, the copy is named by its day, and only the newest --keep copies stay: deadmill-backup.timer does that \
      every night. `deadmill sets --state FILE` looks into a copy, and `deadmill restore FILE` puts it in the place of the \
      log.
      """)

  @Argument(help: "File to write; it must not exist yet.", completion: .file())
  var file: String?

  @Option(help: "Directory for a copy named by its day, instead of a file.", completion: .directory)
  var into: String?

  @Option(help: "With --into: number of copies that stay.")
  var keep = 14

  @OptionGroup var state: StateOption

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    guard (file == nil) != (into == nil) else {
      throw ValidationError("name a file to write, or a directory with --into")
    }
    guard keep >= 1 else { throw ValidationError("--keep \(keep): must be at least 1") }
  }

  func run() throws {
    let log = try SetLog.opened(reading: state.chosen)
    let row = into.map { BackupRow(directory: $0) }
    let file = try row?.next() ?? file ?? ""
    let inputs = ["", "-wal", "-shm"].map { (what: "the log", path: log.path + $0) }
    try OutputTarget.distinct(outputs: [("backup", file)], inputs: inputs)
    let target = try OutputTarget(file, .new)
    guard !target.isStream else { throw UsageError("\(file): is no file; a copy needs one") }
    let directory = FilePath.directory(of: file)
    guard FileStatus(directory) != nil else {
      throw OutputFileError(path: directory, problem: .system(ENOENT))
    }
    let part = SetLog.unfinished(file)
    let bar = ProgressBar("Copying", total: FileStatus(log.path)?.size)
    let bytes = try bar.whileRunning(measure: { FileStatus(part)?.size ?? 0 }) {
      do throws(SetLogError) {
        return try log.backup(to: file)
      } catch {
        throw Self.ofCopy(error, file)
      }
    }
    let sets = try SetLog.opened(reading: file).count()
    let removed = try row?.trim(to: keep) ?? []
    if json { return Output.line("{\"file\":\(JSONText.quoted(file)),\"sets\":\(sets),\"bytes\":\(bytes)}") }
    Output.line("\(file): \(CountText.of(sets, "set")), \(DecimalText.fixed(Double(bytes) / 1e6, 1)) MB.")
    for path in removed { Output.line("\(path): removed, since \(keep) newer copies are there.") }
  }
}

extension BackupCommand {
  /// An error about the copy; nothing was changed, and nothing of it is left.
  private static func ofCopy(_ error: SetLogError, _ file: String) -> any Error {
    switch error.code {
    case .full: OutputFileError(path: file, problem: .system(ENOSPC))
    case .notWritable: CommandFailure("\(file): cannot be written (\(error.reason)); choose another place")
    default: error
    }
  }
}

/// Copies of the log in a directory, named by their day.
struct BackupRow {
  private static let prefix = "deadmill-"
  private static let ending = ".sqlite"

  let directory: String

  /// The name of today's copy; a second one of a day gets a number.
  func next() throws -> String {
    if FileStatus(directory)?.kind != .directory {
      do {
        try FileManager.default.createDirectory(
          atPath: directory, withIntermediateDirectories: true,
          attributes: [.posixPermissions: 0o750 as NSNumber])
      } catch {
        throw OutputFileError(path: directory, problem: .system(errno == 0 ? EACCES : errno))
      }
    }
    let stem = ExportFolder.path(directory, Self.prefix + KeptCopy.today)
    var number = 1
    while true {
      let name = stem + (number == 1 ? "" : "-\(number)") + Self.ending
      if FileStatus(ofLink: name) == nil { return name }
      number += 1
    }
  }

  /// Removes the oldest copies beyond a number; files of other names stay.
  func trim(to count: Int) throws -> [String] {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory).filter { name in
      name.wholeMatch(of: /deadmill-\d{4}-\d\d-\d\d(-\d+)?\.sqlite/) != nil
    }
    let oldest = names.sorted(by: Self.isEarlier).dropLast(count).map { ExportFolder.path(directory, $0) }
    for path in oldest { try FileManager.default.removeItem(atPath: path) }
    return Array(oldest)
  }

  /// By day, then by number.
  private static func isEarlier(_ a: String, _ b: String) -> Bool {
    func key(_ name: String) -> (Substring, Int) {
      let day = name.dropFirst(prefix.count).prefix(10)
      let rest = name.dropFirst(prefix.count + 11).prefix { $0.isNumber }
      return (day, Int(rest) ?? 1)
    }
    return key(a) < key(b)
  }
}

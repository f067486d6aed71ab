// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether the log is sound and has room. Must not know: sets.

import Foundation
import LiveFeed
import SetLog

/// Looks at the log's folder.
struct LogExamination {
  /// Below this a day of sets may not fit, bytes.
  private static let littleRoom = 50_000_000
  private static let noRoom = 2_000_000

  private(set) var findings: [Finding] = []

  init(directory: String) {
    room(directory)
    do {
      let log = try SetLog(readingFrom: directory)
      let found = try log.verify()
      let count = found.sound
      findings.append(Finding("log", .good, "\(log.path): \(count) sets are as they were written"))
      findings += found.damages.map {
        Finding(
          "log", .fault, "\($0)",
          remedy: "`deadmill verify --salvage NEW_FOLDER` saves the rest; or restore a backup")
      }
      let left = SetJournal.left(in: directory)
      if !left.isEmpty {
        findings.append(
          Finding(
            "log", .warning, "\(left.count) set(s) of a run that was killed wait for being recovered",
            remedy: "start the daemon: it recovers them"))
      }
    } catch {
      findings.append(Self.finding(of: error, directory))
    }
  }

  private static func finding(of error: SetLogError, _ directory: String) -> Finding {
    guard error.code == .noLog else { return Finding("log", .fault, "\(error)") }
    guard isClosed(directory) else {
      return Finding("log", .good, "\(directory): no log yet; the daemon makes it")
    }
    return Finding(
      "log", .warning, "\(directory): no permission to look into it",
      remedy: "ask as root, or add this user to the group of the daemon")
  }

  /// Whether the folder is there, but not for this user.
  private static func isClosed(_ directory: String) -> Bool {
    FileManager.default.fileExists(atPath: directory)
      && !FileManager.default.isReadableFile(atPath: directory)
  }

  private mutating func room(_ directory: String) {
    guard let free = Self.freeBytes(directory) else {
      findings.append(
        Finding(
          "disk", .warning, "\(directory) is not there",
          remedy: "the service makes it; by hand: `mkdir -p \(directory)`"))
      return
    }
    let text = "\(free / 1_000_000) MB free in \(directory)"
    let severity: Severity = free < Self.noRoom ? .fault : free < Self.littleRoom ? .warning : .good
    let remedy = severity == .good ? nil : "make room: `journalctl --vacuum-size=50M`, `apt-get clean`"
    findings.append(Finding("disk", severity, text, remedy: remedy))
  }

  private static func freeBytes(_ directory: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: directory)
    return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
  }
}

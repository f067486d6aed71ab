// SPDX-License-Identifier: Apache-2.0
//
// Owns: whether the log is intact, and whether sets wait to be recovered. Must not know: what the sets are.

import Foundation
import LiveFeed
import SetLog
import Text

struct LogCheck: DoctorCheck {
  func findings(in installation: Installation) -> [Finding] {
    let directory = installation.stateDirectory
    do {
      let log = try SetLog(readingFrom: directory)
      let found = try log.verify()
      return [Self.state(log.path, sets: found.sound, damages: found.damages.count)]
        + found.damages.map {
          Finding(
            "log", .fault, "\($0)",
            remedy: "`deadmill verify --salvage NEW_DIRECTORY` saves the rest; or `deadmill restore` a backup"
          )
        } + Self.waiting(SetJournal.left(in: directory).count)
    } catch {
      return [Self.finding(of: error, directory)]
    }
  }

  private static func finding(of error: SetLogError, _ directory: String) -> Finding {
    guard error.code == .noLog else { return Finding("log", .fault, "\(error)") }
    guard isClosed(directory) else {
      return Finding("log", .good, "\(directory): no log yet; the daemon creates it")
    }
    return Finding(
      "log", .warning, "\(directory): no permission to read it",
      remedy: "run this as root, or add this user to the group of the daemon")
  }

  private static func state(_ path: String, sets: Int, damages: Int) -> Finding {
    let checked = sets == 0 ? "empty" : "\(CountText.of(sets, "set")) checked"
    return Finding("log", .good, damages == 0 ? "\(path): \(checked), no damage" : "\(path): \(checked)")
  }

  /// Journals that an interrupted run left.
  static func waiting(_ count: Int) -> [Finding] {
    guard count > 0 else { return [] }
    let verb = count == 1 ? "is" : "are"
    return [
      Finding(
        "log", .warning,
        "\(CountText.of(count, "set")) of an interrupted run \(verb) waiting to be recovered",
        remedy: "start the daemon: it recovers \(count == 1 ? "it" : "them")")
    ]
  }

  /// Whether the directory is there, but not for this user.
  private static func isClosed(_ directory: String) -> Bool {
    FileManager.default.fileExists(atPath: directory)
      && !FileManager.default.isReadableFile(atPath: directory)
  }
}

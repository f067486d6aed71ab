// SPDX-License-Identifier: Apache-2.0
//
// Owns: `deadmill backup`: a consistent copy of the log while it is in use.

import ArgumentParser
import Foundation
import SetLog
import Text

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Write a consistent copy of the log, even while the daemon is running.",
    discussion: "To use the copy, put it into an empty directory as sets.sqlite and name that with --state.")

  @Argument(help: "File to write; it must not exist yet.", completion: .file())
  var file: String

  @OptionGroup var state: StateOption

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let log = try SetLog.opened(reading: state.chosen)
    try check()
    let part = file + ".part"
    let bar = ProgressBar("Copying", total: Self.size(log.path))
    let bytes = try bar.whileRunning(measure: { Self.size(part) ?? 0 }) { try log.backup(to: file) }
    let sets = try log.count()
    if json { return Output.line("{\"sets\":\(sets),\"bytes\":\(bytes)}") }
    Output.line("\(file): \(CountText.of(sets, "set")), \(DecimalText.fixed(Double(bytes) / 1e6, 1)) MB.")
  }

  /// What is wrong with the name of the copy, before anything is read.
  private func check() throws(UsageError) {
    if FilePresence.of(file) == .there { throw UsageError("\(file): is there already; choose another name") }
    let folder = (file as NSString).deletingLastPathComponent
    guard !folder.isEmpty else { return }
    switch FilePresence.of(folder) {
    case .there: break
    case .absent: throw UsageError("\(folder): no such directory; create it, or choose another")
    case .hidden: throw UsageError("\(folder): no permission; choose another directory")
    }
  }

  /// Bytes of a file; nil if there is none.
  private static func size(_ path: String) -> Int? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
  }
}

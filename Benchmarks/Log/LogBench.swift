// SPDX-License-Identifier: Apache-2.0
//
// Owns: the cost of queries on a log of a million sets, compared with plain SQL, and the goals.

import Foundation
import GRDB
import SetLog

@main
enum LogBench {
  /// A query must take less time than a user notices.
  static let goalMs = 20.0
  static let openGoalMs = 200.0
  /// At most one set per minute.
  static let insertGoalMs = 20.0
  static let runs = 41

  static func main() {
    // `--log FOLDER` keeps the log there and reuses it the next time.
    let kept = option("--log")
    let folder = kept ?? NSTemporaryDirectory() + "deadmill-log-bench-" + UUID().uuidString
    var isMet = false
    do {
      isMet = try measure(in: folder)
    } catch {
      say("log-bench: \(error)")
    }
    if kept == nil { try? FileManager.default.removeItem(atPath: folder) }
    exit(isMet ? 0 : 1)
  }

  /// - Returns: whether all goals are met.
  private static func measure(in folder: String) throws -> Bool {
    if FileManager.default.fileExists(atPath: folder + "/" + SetLog.fileName) {
      say("the log in \(folder)")
    } else {
      say("making \(LogFixture.sets) sets in \(folder)")
      let made = try LogFixture(folder: folder).make()
      say("made in \(Int(made.rowsS)) s, their totals in \(Int(made.totalsS)) s")
    }
    let file = try FileManager.default.attributesOfItem(atPath: folder + "/" + SetLog.fileName)
    say("\((file[.size] as? Int ?? 0) / 1_000_000) MB")
    say("")
    say(Measurement.head)
    var all: [Measurement] = []
    func tell(_ measurement: Measurement) {
      say(measurement.line)
      all.append(measurement)
    }
    tell(
      try Measurement("open, to write", goalMs: openGoalMs, runs: 11) { _ in _ = try SetLog(directory: folder)
      })
    tell(
      try Measurement("open, to read", goalMs: openGoalMs, runs: 11) { _ in
        _ = try SetLog(readingFrom: folder)
      })
    for measurement in try Questions(folder: folder).measure() { tell(measurement) }
    if let program = option("--program") { tell(try commandLine(program, folder)) }
    for measurement in try Inserts(folder: folder).measure() { tell(measurement) }
    let missed = all.filter { !$0.isMet }
    say("")
    say(missed.isEmpty ? "all goals met" : "missed: " + missed.map(\.name).joined(separator: ", "))
    return missed.isEmpty
  }

  private static func option(_ name: String) -> String? {
    let arguments = CommandLine.arguments
    guard let at = arguments.firstIndex(of: name), at + 1 < arguments.count else { return nil }
    return arguments[at + 1]
  }

  static func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

  /// The whole program from start to exit.
  private static func commandLine(_ program: String, _ folder: String) throws -> Measurement {
    try Measurement("deadmill sets --limit 30, whole", goalMs: nil, runs: 21) { _ in
      let process = Process()
      process.executableURL = URL(fileURLWithPath: program)
      process.arguments = ["sets", "--limit", "30", "--state", folder]
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    }
  }
}

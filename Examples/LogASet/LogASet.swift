// SPDX-License-Identifier: Apache-2.0
//
// A program of your own that logs a set, asks for it again and exports it. It uses what the library offers to anyone.

import Foundation
import SetLog

@main
enum LogASet {
  static func main() throws {
    let folder = CommandLine.arguments.dropFirst().first ?? "my-log"
    let log = try SetLog(directory: folder)
    try log.addWalker(name: "Ada", massKg: 62)

    // A minute of pulses as your sensor saw them, and the wheel that made them.
    let entry = SetEntry(
      pulseTimesNs: (0..<1068).map { Int64($0) * 56_180_000 },
      wheel: PulseWheel(circumferenceM: 0.18, magnets: 4), machine: "My treadmill",
      startedAt: Instant(unixMs: 1_790_000_000_000), sessionId: "my session", software: "my program 1.0")
    guard var entry else { return print("too few pulses for a set") }
    entry.record.walker = "Ada"
    let isNew = try log.insert(entry)
    print(isNew ? "logged" : "was there already: logging it twice changes nothing")

    for set in try log.sets() { print(set.startedAt, set.walker ?? "no walker", set.distanceM, "m") }

    // What has changed, for a program that follows the log.
    for change in try log.changes(after: 0, limit: 100) {
      print(change.number, change.kind.rawValue, change.id)
    }
  }
}

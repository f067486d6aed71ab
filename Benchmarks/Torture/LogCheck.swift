// SPDX-License-Identifier: Apache-2.0
//
// Owns: looking at a log as a user's next start finds it. Must not know: what was done to it before.

import Foundation
import Pulses
import SetLog

/// A log that was opened again.
struct LogCheck {
  let log: SetLog
  let records: [SetRecord]

  /// Opens it for writing, as the daemon does, and reads all of it.
  init(_ directory: String, _ tally: inout Tally) throws {
    log = try SetLog(directory: directory)
    try Self.verify(log, &tally)
    records = try log.sets()
    let ids = Set(records.map(\.id))
    let walks = Set(records.map { "\($0.machine) \($0.clock.bootId) \($0.clock.monotonicNs)" })
    let doubled = records.count - min(ids.count, walks.count)
    if doubled > 0 {
      tally.duplicates += doubled
      tally.faults.append("\(doubled) sets are there twice")
    }
  }

  /// SQLite's own check, and every sum.
  static func verify(_ log: SetLog, _ tally: inout Tally) throws {
    let verification = try log.verify()
    guard !verification.damages.isEmpty else { return }
    tally.damaged += 1
    tally.faults += verification.damages.prefix(3).map { "damaged: \($0)" }
  }

  /// Whether a set is there as it was given, to the last bit of its trace and pulses.
  func holds(_ entry: SetEntry) -> Bool {
    guard records.contains(entry.record), let found = try? Stock.read(entry.record, log) else { return false }
    return found.edges == entry.edges && found.trace == entry.trace
  }
}

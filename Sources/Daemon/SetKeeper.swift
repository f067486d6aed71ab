// SPDX-License-Identifier: Apache-2.0
//
// Owns: finished sets until they are safely in the log. Must not know: threads, screens.

import Motion
import Pulses
import SetLog
import Sets

/// Takes the pulse thread's notes and logs every set. A set that cannot be written stays here until it can.
struct SetKeeper {
  private let log: SetLog
  private let profile: MachineProfile
  private let rules: SetRules
  private var collector = SetCollector()
  private var builder: RecordBuilder
  private var waiting: [SetEntry] = []
  private(set) var lastRecord: SetRecord?
  private(set) var logged = 0
  /// Why the newest attempt to write failed; nil where it did not.
  private(set) var trouble: SetLogError?

  init(log: SetLog, machine: String, profile: MachineProfile, bootId: String) throws(SetLogError) {
    self.log = log
    self.profile = profile
    rules = SetRules()
    builder = RecordBuilder(machine: machine, profile: profile)
    if let last = try log.lastSet(machine: machine) {
      builder.resume(after: last, bootId: bootId)
      if last.clock.bootId == bootId { lastRecord = last }
    }
  }

  /// Sets that are not in the log yet.
  var unwritten: Int { waiting.count }

  /// Takes one note; returns the record of a set that it finished.
  mutating func take(_ note: BeltNote, clock: BeltClock) -> SetRecord? {
    guard let collected = collector.take(note), let analysed = collected.analysed(profile),
      rules.accepts(analysed.figures)
    else { return nil }
    let record = builder.record(analysed.figures, clock: clock)
    waiting.append(
      SetEntry(
        record: record, trace: analysed.trace, calibration: builder.calibration, edges: collected.edges))
    lastRecord = record
    return record
  }

  /// Writes what is waiting. What fails stays, in order.
  mutating func write() {
    while let next = waiting.first {
      do {
        try log.insert(next)
        waiting.removeFirst()
        logged += 1
        trouble = nil
      } catch {
        trouble = error
        return
      }
    }
  }
}

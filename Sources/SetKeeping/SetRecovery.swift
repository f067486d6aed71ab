// SPDX-License-Identifier: Apache-2.0
//
// Owns: finished records from the journals of sets that a program could not finish. Must not know: how they are logged.

import Motion
import Pulses
import SetLog
import Sets
import Text

/// Recovers sets after a power cut or a kill.
package struct SetRecovery {
  /// What was found.
  package struct Found {
    package var sets: [SetKeeper.Waiting] = []
    /// One line each.
    package var notes: [String] = []
  }

  package let log: SetLog
  package let directory: String
  package let machine: String
  package let profile: MachineProfile
  package let rules: SetRules
  package var configuredMassKg: Double?

  /// Reads every journal of this machine that no program has open. Each stays until its set is in the log.
  package func recover() -> Found {
    var found = Found()
    var last: SetRecord?
    for path in SetJournal.left(in: directory) {
      do {
        guard let journalled = try JournalledSet(path: path) else {
          SetJournal.remove(path)
          continue
        }
        guard journalled.header.machine == machine else {
          found.notes.append(
            "\(path): belongs to \"\(journalled.header.machine)\", which recovers it when it runs")
          continue
        }
        guard let set = try recovered(journalled, path, after: last) else {
          SetJournal.remove(path)
          continue
        }
        found.notes.append(Self.note(set.entry.record, journalled))
        found.sets.append(set)
        last = set.entry.record
      } catch {
        found.notes.append("not recovered: \(error)")
      }
    }
    return found
  }

  /// Nil if the journal has no set in it, or the log has it already.
  private func recovered(_ journalled: JournalledSet, _ path: String, after last: SetRecord?)
    throws(SetLogError)
    -> SetKeeper.Waiting?
  {
    let header = journalled.header
    guard try !log.contains(header.id), !journalled.edges.isEmpty else { return nil }
    let collected = CollectedSet(edges: journalled.edges, reason: reason(journalled))
    let walker = try walker(header)
    guard let analysed = collected.analysed(profile, walker: walker.load), rules.accepts(analysed.figures)
    else {
      return nil
    }
    var builder = RecordBuilder(machine: machine, profile: profile, rules: rules)
    let before =
      last?.clock.bootId == header.bootId ? last : try log.lastSet(machine: machine, bootId: header.bootId)
    if let before { builder.resume(after: before, bootId: header.bootId) }
    var record = builder.record(analysed.figures, id: header.id, clock: try clock(header))
    walker.sign(&record)
    record.protocol = header.protocolName
    record.quality.recovered = true
    var entry = SetEntry(
      record: record, trace: analysed.trace, calibration: builder.calibration, edges: collected.edges)
    entry.odometer = odometer(header, analysed.figures)
    entry.heartRate = journalled.heartRate
    return SetKeeper.Waiting(entry: entry, walkerId: walker.record?.id, journalPath: path)
  }

  /// The walker with whom it began, with their mass at that time; no walker if that one was erased.
  private func walker(_ header: JournalHeader) throws(SetLogError) -> SetWalker {
    guard let noted = header.walker, var record = try log.walker(id: noted.id) else {
      return SetWalker(nil, configuredMassKg: configuredMassKg)
    }
    record.massKg = noted.massKg
    return SetWalker(record, configuredMassKg: configuredMassKg)
  }

  private func reason(_ journalled: JournalledSet) -> SetEndReason {
    journalled.end?.reason.setEndReason ?? .interrupted
  }

  /// The clock that was confirmed for that boot since, else the one trusted when the set began.
  private func clock(_ header: JournalHeader) throws(SetLogError) -> BeltClock {
    let known = try log.clock(ofBoot: header.bootId)
    let isBetter = known.map { $0.isSynchronised || !header.clockQuality.isSynchronised } ?? false
    return BeltClock(
      offsetNs: isBetter ? known?.offsetNs ?? header.clockOffsetNs : header.clockOffsetNs,
      isSynchronised: known?.isSynchronised ?? false || header.clockQuality.isSynchronised,
      bootId: header.bootId)
  }

  /// What the belt had run when the set began, and the set.
  private func odometer(_ header: JournalHeader, _ figures: FinishedSet) -> OdometerReading? {
    guard var reading = header.odometer else { return nil }
    reading.distanceM += figures.distanceM
    reading.movingTimeS += figures.movingTimeS
    reading.pulses += figures.counters.pulses
    return reading
  }

  private static func note(_ record: SetRecord, _ journalled: JournalledSet) -> String {
    let damage =
      journalled.damaged == 0
      ? ""
      : "; \(CountText.of(journalled.damaged, "stretch", "stretches")) of its journal "
        + (journalled.damaged == 1 ? "is damaged" : "are damaged")
    let cut = journalled.isCut ? "; its last second was cut off" : ""
    return "recovered set \(record.id): \(record.lengthText)\(damage)\(cut)"
  }
}

extension SetRecord {
  /// How long and how far, for the system journal.
  package var lengthText: String {
    "\(DecimalText.fixed(durationS, 2)) s, \(DecimalText.fixed(distanceM, 2)) m"
  }
}

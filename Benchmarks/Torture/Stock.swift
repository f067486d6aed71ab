// SPDX-License-Identifier: Apache-2.0
//
// Owns: real sets to log: simulated walks as the program measures them, and any number of copies of them.
// Must not know: what becomes of them.

import Daemon
import Foundation
import Motion
import Pulses
import SetKeeping
import SetLog
import Sets
import Simulation

/// Sets with pulses and traces. Copies differ in identifier, time and position only, so that each is distinguishable.
struct Stock {
  static let bootId = "torture"
  static let offsetNs: Int64 = 1_790_000_000_000_000_000
  /// Belt time between two copies.
  private static let stepNs: Int64 = 400_000_000_000

  static let empty = Stock(entries: [])

  let entries: [SetEntry]

  private init(entries: [SetEntry]) { self.entries = entries }

  /// Walks them.
  init(seed: UInt64) throws {
    var entries: [SetEntry] = []
    for (index, name) in ["three-one-minute-sets", "two-walkers", "missed-pulses"].enumerated() {
      entries += try Walk(scenario: name, seed: seed &+ UInt64(index)).sets
    }
    self.entries = entries
  }

  /// Reads what `write` wrote.
  init(from directory: String) throws {
    let log = try SetLog(readingFrom: directory)
    entries = try log.sets().map { try Self.read($0, log) }
  }

  func write(to directory: String) throws {
    let log = try SetLog(directory: directory)
    for entry in entries { try log.insert(entry) }
  }

  /// A set as the log has it.
  static func read(_ record: SetRecord, _ log: SetLog) throws -> SetEntry {
    guard let calibration = try log.calibration(id: record.calibrationId) else {
      throw SetLogError.noSuchSet(id: record.id)
    }
    return SetEntry(
      record: record, trace: try log.trace(of: record), calibration: calibration,
      edges: try log.edges(of: record.id))
  }

  /// The copy of that number.
  func entry(_ number: Int) -> SetEntry {
    var entry = entries[number % entries.count]
    let shiftNs = Int64(number) * Self.stepNs
    entry.edges = entry.edges.map { edge in
      var edge = edge
      edge.timestampNs += shiftNs
      return edge
    }
    var record = entry.record
    record.clock.monotonicNs += shiftNs
    record.clock.monotonicEndNs += shiftNs
    record.clock.bootId = Self.bootId
    let startMs = (Self.offsetNs + record.clock.monotonicNs) / 1_000_000
    record.id = UUIDv7.make(unixMs: startMs, hashing: "copy \(number)".utf8)
    record.sessionId = UUIDv7.make(unixMs: startMs, hashing: "session \(number / 3)".utf8)
    record.indexInSession = number % 3 + 1
    record.startedAt = Instant(unixMs: startMs)
    record.endedAt = Instant(unixMs: (Self.offsetNs + record.clock.monotonicEndNs) / 1_000_000)
    entry.record = record
    return entry
  }
}

/// A simulated walk as the daemon's side of the log sees it.
struct Walk {
  let recording: Recording
  let profile: MachineProfile
  let notes: [PulseThreadMessage]

  init(scenario name: String, seed: UInt64) throws {
    let scenario = try ScenarioCatalogue.scenario(name)
    self.init(SimulatedRun(scenario, seed: seed).recording, scenario.profile)
  }

  init(_ recording: Recording, _ profile: MachineProfile) {
    self.recording = recording
    self.profile = profile
    var notes: [PulseThreadMessage] = []
    var pipeline = BeltPipeline(profile: profile)
    for edge in recording.edges {
      pipeline.step(edge) { notes.append(.event($0)) }
      notes.append(.edge(edge))
    }
    pipeline.advance(silentUntilNs: recording.endNs) { notes.append(.event($0)) }
    pipeline.finish(.inputEnded) { notes.append(.event($0)) }
    self.notes = notes
  }

  /// The same walk at another time.
  func shifted(byNs shiftNs: Int64) -> Walk {
    var recording = recording
    recording.header.startNs = recording.startNs + shiftNs
    recording.header.endNs = recording.endNs + shiftNs
    for index in recording.edges.indices { recording.edges[index].timestampNs += shiftNs }
    return Walk(recording, profile)
  }

  /// Its sets with everything that is logged of them.
  var sets: [SetEntry] {
    var collector = SetCollector()
    var builder = RecordBuilder(machine: "Simulated belt", profile: profile)
    let clock = BeltClock(offsetNs: Stock.offsetNs, isSynchronised: true, bootId: Stock.bootId)
    let rules = SetRules()
    return notes.compactMap { note in
      guard let collected = collector.take(note), let first = collected.edges.first,
        let analysed = collected.analysed(profile), rules.accepts(analysed.figures)
      else { return nil }
      let id = UUIDv7.make(
        unixMs: clock.wallMs(atNs: first.timestampNs), hashing: "\(first.timestampNs)".utf8)
      return SetEntry(
        record: builder.record(analysed.figures, id: id, clock: clock), trace: analysed.trace,
        calibration: builder.calibration, edges: collected.edges)
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the trial of the journal and of its recovery. Must not know: how the child is killed.

import Daemon
import Foundation
import Motion
import Pulses
import SetKeeping
import SetLog
import Simulation

/// Children write into the same folder one after the other, each recovering what the previous one left, so that
/// recoveries are killed as well. After some of them the parent recovers the rest and compares with the truth.
struct JournalTrial: Trial {
  static let machine = "Simulated belt"
  private static let childrenPerLog = 5
  private static let stepNs: Int64 = 1_000_000_000_000
  /// A shorter motion may prove not to be a set, nanoseconds.
  private static let surelyASetNs: Int64 = 4_000_000_000

  let name = "journal"
  private let folder: Folder
  private let edges: String
  private let truth: [SetEntry]
  private var children = 0
  private var told: [String] = []

  init(seed: UInt64, in directory: String) throws {
    folder = try Folder(directory + "/journal")
    edges = directory + "/journal.edges"
    try EdgesFile.write(
      SimulatedRun(ScenarioCatalogue.scenario("three-one-minute-sets"), seed: seed).recording, to: edges)
    truth = try Self.walk(edges, shiftNs: 0).sets
  }

  /// The walk that children walk.
  static func walk(_ edges: String, shiftNs: Int64) throws -> Walk {
    let profile = try ScenarioCatalogue.scenario("three-one-minute-sets").profile
    return Walk(try EdgesFile.read(edges), profile).shifted(byNs: shiftNs)
  }

  mutating func prepare() throws -> [String] {
    if children % Self.childrenPerLog == 0 {
      try folder.empty()
      told = []
    }
    children += 1
    return ["journal", folder.path, edges, "\(Int64(children % Self.childrenPerLog) * Self.stepNs)"]
  }

  mutating func check(_ told: [String], _ tally: inout Tally) throws {
    self.told += told
    guard children % Self.childrenPerLog == 0 else { return }
    try settle(&tally)
  }

  mutating func finish(_ tally: inout Tally) throws {
    if children % Self.childrenPerLog != 0 { try settle(&tally) }
  }

  /// A user's next start, twice.
  private func settle(_ tally: inout Tally) throws {
    let log = try SetLog(directory: folder.path)
    let profile = try ScenarioCatalogue.scenario("three-one-minute-sets").profile
    for attempt in 1...2 {
      var keeper = SetKeeper(
        log: log, directory: folder.path, machine: Self.machine, profile: profile, bootId: Stock.bootId)
      let before = try log.count()
      let notes = try keeper.restore()
      if let bad = notes.first(where: { !$0.hasPrefix("recovered set") }) { tally.faults.append(bad) }
      if attempt == 2, try log.count() != before || !notes.isEmpty {
        tally.recoveredTwice += 1
        tally.faults.append("the second start recovered again: \(notes)")
      }
      if keeper.unwritten > 0 || !SetJournal.left(in: folder.path).isEmpty {
        tally.faults.append("something is left over after the start")
      }
    }
    try compare(LogCheck(folder.path, &tally), &tally)
  }

  private func compare(_ check: LogCheck, _ tally: inout Tally) throws {
    var logged: [Int64: (SetRecord, [Edge])] = [:]
    for record in check.records {
      let edges = try check.log.edges(of: record.id)
      guard let first = edges.first?.timestampNs else { continue }
      if logged[first] != nil {
        tally.duplicates += 1
        tally.faults.append("the set of \(first) is there twice")
      }
      logged[first] = (record, edges)
      if record.quality.recovered { tally.recovered += 1 }
    }
    let promises = Promises(told)
    tally.acknowledged += promises.whole.count
    for first in promises.whole {
      guard let expected = expected(first), let (record, edges) = logged[first], edges == expected.edges,
        record.distanceM == expected.record.distanceM, record.durationS == expected.record.durationS,
        record.meanPowerW == expected.record.meanPowerW
      else {
        tally.lost += 1
        tally.faults.append("the set of \(first) had ended and is not in the log as it was")
        continue
      }
    }
    for (first, last) in promises.kept where !promises.whole.contains(first) {
      guard let (_, edges) = logged[first] else {
        if last - first < Self.surelyASetNs {
          tally.notes["too short to be a set", default: 0] += 1
        } else {
          tally.lost += 1
          tally.faults.append("\(last - first) ns of the set of \(first) were journalled and are gone")
        }
        continue
      }
      let walked = try Self.walk(self.edges, shiftNs: first / Self.stepNs * Self.stepNs).recording.edges
      let own = walked.map { RawPulses.rounded($0.timestampNs) }.filter { $0 >= first }
      if edges.map(\.timestampNs) != Array(own.prefix(edges.count)) || (edges.last?.timestampNs ?? 0) < last {
        tally.halves += 1
        tally.faults.append("the set of \(first) has not the edges that were journalled")
      }
    }
  }

  /// The set as it is when nothing happens.
  private func expected(_ first: Int64) -> SetEntry? {
    let shiftNs = first / Self.stepNs * Self.stepNs
    return truth.lazy.filter { $0.edges.first.map { RawPulses.rounded($0.timestampNs) } == first - shiftNs }
      .map { entry in
        var entry = entry
        entry.edges = entry.edges.map { edge in
          var edge = edge
          edge.timestampNs += shiftNs
          return edge
        }
        return entry
      }.first
  }
}

/// What children reported about their sets.
private struct Promises {
  /// Sets that had ended, by their first edge.
  var whole: Set<Int64> = []
  /// Of each set the last edge that was on the disk.
  var kept: [Int64: Int64] = [:]

  init(_ told: [String]) {
    for line in told {
      let words = line.split(separator: " ")
      guard words.count >= 2, let first = Int64(words[1]) else { continue }
      if words[0] == "kept", let last = words.last.flatMap({ Int64($0) }) { kept[first] = last }
      if words[0] == "ended" || words[0] == "logged" { whole.insert(first) }
    }
  }
}

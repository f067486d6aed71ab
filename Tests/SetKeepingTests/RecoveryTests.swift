// SPDX-License-Identifier: Apache-2.0
//
// The program is killed at any note and started again: what it had journalled is logged, once.

import Foundation
import GRDB
import Motion
import Pulses
import Sets
import Simulation
import Testing

@testable import SetKeeping
@testable import SetLog

/// A folder with a log, and the notes of a simulated walk.
private final class Walk {
  let path = NSTemporaryDirectory() + "deadmill-" + UUID().uuidString
  let log: SetLog
  let profile: MachineProfile
  let notes: [PulseThreadMessage]
  let clock = BeltClock(offsetNs: 1_790_000_000_000_000_000, isSynchronised: false, bootId: "b")

  init(_ name: String) throws {
    log = try SetLog(directory: path)
    let scenario = try ScenarioCatalogue.scenario(name)
    profile = scenario.profile
    let recording = SimulatedRun(scenario, seed: 2).recording
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

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func keeper(machine: String = "m") -> SetKeeper {
    SetKeeper(log: log, directory: path, machine: machine, profile: profile, bootId: "b")
  }

  var journals: [String] { SetJournal.left(in: path) }

  /// Plays the notes, journalling every second of belt time, and stops without a word.
  /// - Returns: what a run that is never interrupted makes of the first `count` notes' sets.
  func play(_ count: Int, logs: Bool = true, protocolName: String? = nil) {
    var keeper = keeper()
    keeper.protocolName = protocolName
    var nextNs = Int64.min
    for note in notes.prefix(count) {
      _ = keeper.take(note, clock: clock)
      if case .edge(let edge) = note, edge.timestampNs >= nextNs {
        keeper.journal()
        nextNs = edge.timestampNs + 1_000_000_000
      }
      if logs { keeper.write() }
    }
  }
}

@Test("killed in the middle of a set, all of it but the last second is logged, once, and says so")
func recoversSetInProgress() throws {
  let walk = try Walk("three-one-minute-sets")
  // Into the second set.
  let confirmed = walk.notes.indices.filter { walk.notes[$0] == .event(.confirmed) }
  let kill = confirmed[1] + 400
  walk.play(kill, protocolName: "deadmill-3x60")
  #expect(try walk.log.count() == 1 && walk.journals.count == 1)
  var keeper = walk.keeper()
  // Changed in the meantime: a set keeps the protocol with which it began.
  keeper.protocolName = "another"
  let notes = try keeper.restore()
  #expect(notes.count == 1 && notes[0].hasPrefix("recovered set"))
  let sets = try walk.log.sets()
  #expect(sets.count == 2 && walk.journals == [])
  let recovered = try #require(sets.last)
  #expect(recovered.protocol == "deadmill-3x60" && sets[0].protocol == "deadmill-3x60")
  #expect(recovered.quality.recovered && recovered.quality.endReason == .interrupted)
  #expect(
    recovered.indexInSession == 2 && recovered.sessionId == sets[0].sessionId && recovered.restBeforeS != nil)
  guard case .edge(let last) = walk.notes[kill - 1] else { throw NoEdge() }
  let lostS = Double(last.timestampNs - recovered.clock.monotonicEndNs) / 1e9
  #expect(lostS <= 1.3, "an arc and the journal's second")
  // Again: nothing is left to recover.
  var again = walk.keeper()
  #expect(try again.restore() == [])
  #expect(try walk.log.count() == 2)
}

private struct NoEdge: Error {}

@Test("killed right after a motion has become a set, what there is of it is in the journal already")
func journalsAtOnce() throws {
  let walk = try Walk("three-one-minute-sets")
  let confirmed = try #require(walk.notes.firstIndex { $0 == .event(.confirmed) })
  var keeper = walk.keeper()
  var edges: [Edge] = []
  for note in walk.notes[...confirmed] {
    _ = keeper.take(note, clock: walk.clock)
    if case .edge(let edge) = note { edges.append(edge) }
  }
  #expect(walk.journals == [], "it is locked")
  let name = try #require(
    try FileManager.default.contentsOfDirectory(atPath: walk.path).first { $0.hasSuffix(".journal") })
  let journalled = try #require(try JournalledSet(path: walk.path + "/" + name))
  let newest = (journalled: try #require(journalled.edges.last), seen: try #require(edges.last))
  let apartNs = newest.journalled.timestampNs - newest.seen.timestampNs
  #expect(apartNs.magnitude <= RawPulses.leavingStepNs.magnitude)
  #expect(journalled.edges.count > 20)
}

@Test("killed between the log and the journal's removal, the set is not logged twice")
func neverTwice() throws {
  let walk = try Walk("three-one-minute-sets")
  let ended = try #require(
    walk.notes.firstIndex { if case .event(.ended) = $0 { true } else { false } })
  walk.play(ended + 1, logs: false)
  let journal = try #require(walk.journals.first)
  let copy = try #require(FileManager.default.contents(atPath: journal))
  var first = walk.keeper()
  _ = try first.restore()
  #expect(try walk.log.count() == 1)
  let before = try walk.log.sets()
  // The journal is back, as if it had never been removed.
  try copy.write(to: URL(fileURLWithPath: journal))
  var second = walk.keeper()
  #expect(try second.restore() == [])
  #expect(try walk.log.sets() == before && walk.journals == [])
}

@Test("a set that had ended before the kill is the same as if nothing had happened, but for the mark")
func sameFigures() throws {
  let walk = try Walk("three-one-minute-sets")
  let ended = try #require(
    walk.notes.firstIndex { if case .event(.ended) = $0 { true } else { false } })
  let whole = try Walk("three-one-minute-sets")
  whole.play(ended + 1)
  walk.play(ended + 1, logs: false)
  var keeper = walk.keeper()
  _ = try keeper.restore()
  var recovered = try #require(try walk.log.sets().first)
  #expect(recovered.quality.recovered && recovered.quality.endReason == .stopped)
  recovered.quality.recovered = false
  #expect(try whole.log.sets() == [recovered])
}

@Test("a journal of another machine is left for it; damage is named and the rest recovered")
func damagedAndForeignJournals() throws {
  let walk = try Walk("three-one-minute-sets")
  let confirmed = try #require(walk.notes.firstIndex { $0 == .event(.confirmed) })
  walk.play(confirmed + 1000)
  var other = walk.keeper(machine: "other")
  #expect(try other.restore().first?.contains("belongs to \"m\"") == true)
  let journal = try #require(walk.journals.first)
  var bytes = try #require(FileManager.default.contents(atPath: journal))
  bytes[1200] ^= 0x10
  try bytes.write(to: URL(fileURLWithPath: journal))
  var keeper = walk.keeper()
  let notes = try keeper.restore()
  #expect(notes.count == 1 && notes[0].contains("1 stretch of its journal is damaged"))
  let set = try #require(try walk.log.sets().first)
  // The kernel's numbering tells what is missing.
  #expect((set.quality.lostEdges ?? 0) > 0 && set.durationS > 20)
}

@Test("no room for the journal: the set is counted and logged all the same, and health says what is at risk")
func journalWithoutRoom() throws {
  let walk = try Walk("three-one-minute-sets")
  // A folder that is none: every journal fails.
  var keeper = SetKeeper(
    log: walk.log, directory: walk.path + "/sets.sqlite", machine: "m", profile: walk.profile, bootId: "b")
  var risks = 0
  for note in walk.notes {
    _ = keeper.take(note, clock: walk.clock)
    keeper.journal()
    if keeper.report.health?.contains("a power cut would lose this set") == true { risks += 1 }
    keeper.write()
  }
  #expect(risks > 1000)
  #expect(keeper.report.health == nil, "all of it is in the log: nothing is at risk any more")
  #expect(try walk.log.count() == 3 && walk.log.sets().allSatisfy { !$0.quality.recovered })
}

@Test("a set belongs to the walker on the machine when it begins, with that body mass")
func whoBegan() throws {
  let walk = try Walk("three-one-minute-sets")
  try walk.log.addWalker(name: "Ann", massKg: 55)
  try walk.log.addWalker(name: "Bo", massKg: 95)
  try walk.log.use(walker: "Ann", on: "m")
  var keeper = walk.keeper()
  var longer = walk.profile
  longer.wheel = try MagnetWheel(circumferenceM: 1.1 * walk.profile.wheel.circumferenceM, magnets: 4)
  var confirmed = 0
  for note in walk.notes {
    _ = keeper.take(note, clock: walk.clock)
    guard note == .event(.confirmed) else { continue }
    confirmed += 1
    // In the middle of the first set the next walker steps on; then no walker is set. A calibration that
    // comes in mid-set is that set's: what it is computed with and what its record names are one.
    if confirmed == 1 { keeper.use(longer) }
    try walk.log.use(walker: confirmed == 1 ? "Bo" : nil, on: "m")
  }
  keeper.write()
  let sets = try walk.log.sets()
  for set in sets {
    #expect(abs(set.distanceM / Double(set.quality.pulses) / longer.wheel.circumferenceM * 4 - 1) < 0.02)
  }
  #expect(Set(sets.map(\.calibrationId)).count == 1)
  #expect(sets.map(\.walker) == ["Ann", "Bo", nil] && sets.prefix(2).map(\.walkerMassKg) == [55, 95])
}

@Test("a recovered set belongs to the walker who was on the machine when it began, not to the present one")
func recoveredWalker() throws {
  let walk = try Walk("three-one-minute-sets")
  try walk.log.addWalker(name: "Ann", massKg: 55)
  try walk.log.addWalker(name: "Bo", massKg: 95)
  try walk.log.use(walker: "Ann", on: "m")
  // Killed in the middle of the first set.
  let begun = try #require(walk.notes.firstIndex(of: .event(.confirmed)))
  walk.play(begun + 400)
  try walk.log.use(walker: "Bo", on: "m")
  var next = walk.keeper()
  _ = try next.restore()
  let set = try #require(try walk.log.sets().first)
  #expect(set.quality.recovered && set.walker == "Ann" && set.walkerMassKg == 55)
}

@Test("a recovered set whose walker was erased in the meantime has no walker, and not the present one's name")
func recoveredAfterErasure() throws {
  let walk = try Walk("three-one-minute-sets")
  try walk.log.addWalker(name: "Ann", massKg: 55)
  try walk.log.addWalker(name: "Bo", massKg: 95)
  try walk.log.use(walker: "Ann", on: "m")
  let begun = try #require(walk.notes.firstIndex(of: .event(.confirmed)))
  walk.play(begun + 400)
  _ = try walk.log.eraseWalker("Ann")
  try walk.log.use(walker: "Bo", on: "m")
  var next = walk.keeper()
  _ = try next.restore()
  let set = try #require(try walk.log.sets().first)
  #expect(set.quality.recovered && set.walker == nil)
}

@Test("a log that cannot be read is not \"no walker\": the set stays that of the previous walker")
func unreadableWalker() throws {
  let walk = try Walk("three-one-minute-sets")
  try walk.log.addWalker(name: "Ann", massKg: 55)
  try walk.log.use(walker: "Ann", on: "m")
  var keeper = walk.keeper()
  try keeper.lookWhoWalks()
  try walk.log.write { try $0.execute(sql: "ALTER TABLE machine RENAME TO away") }
  #expect(throws: SetLogError.self) { try keeper.lookWhoWalks() }
  for note in walk.notes { _ = keeper.take(note, clock: walk.clock) }
  try walk.log.write { try $0.execute(sql: "ALTER TABLE away RENAME TO machine") }
  #expect(keeper.write().map(\.walker) == ["Ann", "Ann", "Ann"])
}

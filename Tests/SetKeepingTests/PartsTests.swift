// SPDX-License-Identifier: Apache-2.0
//
// Owns: that two sets that were one become one and one that was two becomes two, by their pulses, and back; and that a
// session goes on after the computer was restarted.

import Foundation
import Motion
import Pulses
import Sets
import Simulation
import Testing

@testable import SetKeeping
@testable import SetLog

/// A log of a simulated walk.
private final class WalkedLog {
  let path = NSTemporaryDirectory() + "deadmill-" + UUID().uuidString
  let log: SetLog
  let profile: MachineProfile
  private let scenario: Scenario
  /// One a second all the while, if a strap is worn.
  var wearsStrap = false

  init(_ name: String = "three-one-minute-sets") throws {
    log = try SetLog(directory: path)
    scenario = try ScenarioCatalogue.scenario(name)
    profile = scenario.profile
    try log.addWalker(name: "Ada", massKg: 62)
    try log.addWalker(name: "Bo")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Walks on one boot.
  @discardableResult
  func walk(seed: UInt64 = 2, boot: String = "b", startMs: Int64 = 1_772_359_200_000, isSure: Bool = true)
    throws -> [SetRecord]
  {
    let clock = BeltClock(offsetNs: startMs * 1_000_000, isSynchronised: isSure, bootId: boot)
    var keeper = SetKeeper(log: log, directory: path, machine: "m", profile: profile, bootId: boot)
    _ = try keeper.restore()
    var pipeline = BeltPipeline(profile: profile)
    var records: [SetRecord] = []
    let recording = SimulatedRun(scenario, seed: seed).recording
    if wearsStrap {
      let all = stride(from: recording.startNs, to: recording.endNs, by: 1_000_000_000).enumerated().map {
        HeartRateSample(timestampNs: $1, bpm: 60 + $0 % 120)
      }
      keeper.heartRates = { fromNs, toNs in
        all.filter { $0.timestampNs >= fromNs && $0.timestampNs <= toNs }
      }
    }
    func take(_ note: PulseThreadMessage) {
      if let record = keeper.take(note, clock: clock) { records.append(record) }
      keeper.write()
    }
    for edge in recording.edges {
      pipeline.step(edge) { take(.event($0)) }
      take(.edge(edge))
    }
    pipeline.advance(silentUntilNs: recording.endNs) { take(.event($0)) }
    pipeline.finish(.inputEnded) { take(.event($0)) }
    return records
  }

  /// What a person sees: sets, sums and bests.
  func picture() throws -> [String] {
    let sums = try log.sessions(limit: 99).sessions.map { "\($0)" } + ["\(try log.summary())"]
    // What was added and subtracted again differs in the last digits.
    let rounded = sums.map { sum in
      sum.replacing(/-?[0-9]+\.[0-9]+(e-?[0-9]+)?/) { number in
        let millionths = ((Double(number.output.0) ?? .nan) * 1e6).rounded()
        return "\(millionths == 0 ? 0 : millionths / 1e6)"
      }
    }
    // A dictionary has no order.
    let ordered = rounded.map { sum in
      sum.replacing("bests: [", with: "").filter { !"[]()".contains($0) }.split(separator: ", ").sorted()
        .joined(separator: ", ")
    }
    return try log.sets().map(\.json) + ordered + log.bests().map(\.json)
  }

  /// What is not as it was.
  func changes(since before: [String]) throws -> [String] {
    let now = try picture()
    return now.filter { !before.contains($0) } + before.filter { !now.contains($0) }.map { "before: " + $0 }
  }
}

private func expectRefused(_ reason: String, _ body: () throws -> Void) {
  do {
    try body()
    Issue.record("it was not refused: \(reason)")
  } catch {
    #expect((error as? SetLogError)?.code == .refused && "\(error)".contains(reason), "\(error)")
  }
}

@Test("the calibration in the log gives the machine back: the same pulses give the same figures")
func storedProfile() throws {
  let walked = try WalkedLog()
  let records = try walked.walk()
  for record in records {
    let calibration = try #require(try walked.log.calibration(id: record.calibrationId))
    let profile = try #require(StoredProfile.profile(of: calibration))
    #expect(RecordBuilder(machine: "m", profile: profile).calibration == calibration)
    let analysed = CollectedSet(edges: try walked.log.edges(of: record.id), reason: .stopped).analysed(
      profile)
    // Records are kept to a billionth.
    let figures = try #require(analysed).figures
    #expect(abs(figures.distanceM - record.distanceM) < 1e-8)
    #expect(try abs(figures.workJ - #require(record.workJ)) < 1e-8)
  }
  #expect(StoredProfile.profile(of: CalibrationRecord(json: "{\"entered\":true}")) == nil)
  let other = try #require(
    StoredProfile.profile(of: CalibrationRecord(json: "{\"circumferenceM\":0.18,\"magnets\":4}")))
  #expect(other.wheel.magnets == 4)
}

@Test("two sets that were one walk become one: every pulse is in it, and undo gives both back")
func mergesSets() throws {
  let walked = try WalkedLog()
  let log = walked.log
  let records = try walked.walk()
  try log.claim(set: records[0].id, for: "Ada")
  try log.put(SetNote(pain: 3, text: "first"), on: records[0].id)
  try log.put(SetNote(rpe: 6, pain: 2, text: "second"), on: records[1].id)
  let before = try walked.picture()
  let merged = try SetParts(log).merge(records[1].id, records[0].id)
  #expect(merged.walker == "Ada" && merged.pain == 3 && merged.rpe == 6 && merged.note == "first; second")
  let sumM = records[0].distanceM + records[1].distanceM
  #expect(
    abs(merged.distanceM - sumM) < 2 * walked.profile.wheel.meanArcM + 0.5, "\(merged.distanceM), \(sumM)")
  let pauseS = try #require(records[1].restBeforeS)
  #expect(abs(merged.durationS - records[0].durationS - records[1].durationS - pauseS) < 2)
  #expect(
    abs(merged.movingTimeS - records[0].movingTimeS - records[1].movingTimeS) < 4,
    "the time between is a pause")
  #expect(merged.quality.pulses == records[0].quality.pulses + records[1].quality.pulses)
  #expect(merged.quality.lostEdges ?? 0 == 0 && merged.suspect == nil)
  let sets = try log.sets()
  #expect(sets.map(\.id) == [merged.id, records[2].id] && sets.map(\.indexInSession) == [1, 2])
  #expect(try log.summary().sets == 2 && log.sessions(limit: 9).sessions.map(\.sets).sorted() == [1, 1])
  #expect(try log.bests().first { $0.kind == .farthest }?.setId == merged.id)
  #expect(try log.verify().damages == [])
  let machine = Recomputation(log: log, machine: "m", profile: walked.profile)
  guard case .unchanged = try machine.recompute(merged, previousEndNs: nil, writes: false) else {
    Issue.record("its figures are not those of its pulses")
    return
  }
  expectRefused("undo") { try log.accept(set: records[0].id) }
  expectRefused("undo") { try log.claim(set: records[0].id, for: "Bo") }
  expectRefused("undo") { try log.put(SetNote(pain: 1), on: records[1].id) }
  expectRefused("undo") { _ = try SetParts(log).split(records[0].id, at: .longestPause) }
  let edit = try #require(try log.edits().first)
  #expect(edit.kind == .merge && edit.sets.contains(merged.id))
  try log.restore(set: records[1].id)
  let changed = try walked.changes(since: before)
  #expect(changed == [])
  #expect(try !log.contains(merged.id))
  #expect(try log.edits().first?.undoneAt != nil)
  #expect(try SetParts(log).merge(records[0].id, records[1].id) == merged, "again it is the same set")
}

@Test("heart rates are logged with their set, and go along when it is merged, split and taken back")
func heartRatesGoAlong() throws {
  let walked = try WalkedLog()
  walked.wearsStrap = true
  let log = walked.log
  let records = try walked.walk()
  let before = try records.map { try log.heartRateSamples(of: $0.id) }
  for (record, samples) in zip(records, before) {
    let first = try #require(samples.first?.timestampNs)
    let last = try #require(samples.last?.timestampNs)
    #expect((record.clock.monotonicNs - 5_000_000_000...record.clock.monotonicNs).contains(first))
    #expect((record.clock.monotonicEndNs - 1_000_000_000...record.clock.monotonicEndNs).contains(last))
    #expect(try log.heartRate(of: record)?.meanBpm != nil)
  }
  let merged = try SetParts(log).merge(records[0].id, records[1].id)
  // Times are kept to the millisecond, counted from each set's own start.
  func isSame(_ a: [HeartRateSample], _ b: [HeartRateSample]) -> Bool {
    a.map(\.bpm) == b.map(\.bpm)
      && zip(a, b).allSatisfy { ($0.timestampNs - $1.timestampNs).magnitude <= 1_000_000 }
  }
  #expect(isSame(try log.heartRateSamples(of: merged.id), before[0] + before[1]))
  // Unknown in the pause between.
  let pauseMs = Int64(records[0].durationS * 1000) + 30_000
  #expect(try log.heartRate(of: merged)?.bpm(atMs: pauseMs) == nil)
  let parts = try SetParts(log).split(merged.id, at: .longestPause)
  let split = try parts.map { try log.heartRateSamples(of: $0.id) }
  #expect(isSame(split[0] + split[1], before[0] + before[1]) && !split[0].isEmpty && !split[1].isEmpty)
  try log.undo()
  try log.undo()
  #expect(try records.map { try log.heartRateSamples(of: $0.id) } == before)
  #expect(try log.heartRateSamples(of: merged.id).isEmpty)
}

@Test("three sets become one, step by step, and back")
func mergesThree() throws {
  let walked = try WalkedLog()
  let records = try walked.walk()
  let before = try walked.picture()
  expectRefused("lies between") { _ = try SetParts(walked.log).merge(records[0].id, records[2].id) }
  let two = try SetParts(walked.log).merge(records[0].id, records[1].id)
  let three = try SetParts(walked.log).merge(two.id, records[2].id)
  #expect(try walked.log.sets().map(\.id) == [three.id] && three.indexInSession == 1)
  #expect(three.quality.pulses == records.reduce(0) { $0 + $1.quality.pulses })
  try walked.log.undo()
  try walked.log.undo()
  #expect(try walked.changes(since: before).joined(separator: "\n") == "")
}

@Test("sets that cannot have been one walk are not merged")
func refusesMerges() throws {
  let walked = try WalkedLog()
  let log = walked.log
  let records = try walked.walk()
  let parts = SetParts(log)
  expectRefused("same set") { _ = try parts.merge(records[0].id, records[0].id) }
  try log.claim(set: records[0].id, for: "Ada")
  try log.claim(set: records[1].id, for: "Bo")
  expectRefused("Ada and Bo") { _ = try parts.merge(records[0].id, records[1].id) }
  try log.discard(set: records[2].id)
  expectRefused("discarded") { _ = try parts.merge(records[1].id, records[2].id) }
  let later = try walked.walk(startMs: 1_772_359_200_000 + 7_200_000, isSure: true)
  expectRefused("half an hour") { _ = try parts.merge(records[1].id, later[0].id) }
  #expect(try log.count() == 6)
}

@Test("a set that was two becomes two, in its pause or at a time, and back")
func splitsSets() throws {
  let walked = try WalkedLog()
  let log = walked.log
  let records = try walked.walk()
  let merged = try SetParts(log).merge(records[0].id, records[1].id)
  let before = try walked.picture()
  let parts = try SetParts(log).split(merged.id, at: .longestPause)
  #expect(parts.count == 2 && parts.map(\.indexInSession) == [1, 2])
  for (part, record) in zip(parts, records) {
    #expect(abs(part.distanceM - record.distanceM) < 2 * walked.profile.wheel.meanArcM)
    #expect(abs(part.durationS - record.durationS) < 2)
    #expect(part.sessionId == record.sessionId)
  }
  #expect(abs((parts[1].restBeforeS ?? 0) - (records[1].restBeforeS ?? 0)) < 2)
  #expect(try log.sets().map(\.indexInSession) == [1, 2, 3] && log.verify().damages == [])
  try log.undo()
  #expect(try walked.changes(since: before).joined(separator: "\n") == "")

  let halves = try SetParts(log).split(records[2].id, at: .afterS(records[2].durationS / 2))
  #expect(
    abs(halves[0].distanceM + halves[1].distanceM - records[2].distanceM) < 4 * walked.profile.wheel.meanArcM)
  #expect(halves.reduce(0) { $0 + $1.quality.pulses } == records[2].quality.pulses)
  #expect(
    try log.edges(of: records[2].id).count == log.edges(of: halves[0].id).count
      + log.edges(of: halves[1].id).count)
  for wrong in [-1.0, 0, 61, 1e9] {
    expectRefused("within") { _ = try SetParts(log).split(halves[0].id, at: .afterS(wrong)) }
  }
  expectRefused("no walk in it") { _ = try SetParts(log).split(halves[0].id, at: .afterS(0.0001)) }
  try log.undo()
  #expect(try walked.changes(since: before).joined(separator: "\n") == "")
}

@Test(
  "after a restart of the computer the session goes on if both clocks are sure, and the sets of a power cut merge"
)
func sessionOverBoots() throws {
  let walked = try WalkedLog()
  let first = try walked.walk()
  let endMs = try #require(first.last?.endedAt.unixMs)
  // The recording begins with some seconds of rest: ten minutes later.
  let second = try walked.walk(seed: 3, boot: "c", startMs: endMs + 600_000)
  #expect(Set((first + second).map(\.sessionId)).count == 1)
  #expect((first + second).map(\.indexInSession) == [1, 2, 3, 4, 5, 6])
  let restS = try #require(second[0].restBeforeS)
  let wallS = Double(second[0].startedAt.unixMs - endMs) / 1000
  #expect(restS > 600 && abs(restS - wallS) < 0.01)
  let merged = try SetParts(walked.log).merge(first[2].id, second[0].id)
  #expect(merged.clock.bootId == "b" && merged.endedAt == second[0].endedAt)
  #expect(merged.quality.pulses == first[2].quality.pulses + second[0].quality.pulses)
  #expect(abs(merged.durationS - first[2].durationS - second[0].durationS - restS) < 2)
  #expect(try walked.log.verify().damages == [])
}

@Test("it is another session after half an hour, or if one of the clocks was not sure")
func noSessionOverBoots() throws {
  for (gapMs, isFirstSure, isSecondSure) in [
    (1_900_000, true, true), (600_000, false, true), (600_000, true, false),
  ] {
    let walked = try WalkedLog()
    let first = try walked.walk(isSure: isFirstSure)
    let endMs = try #require(first.last?.endedAt.unixMs)
    let second = try walked.walk(seed: 3, boot: "c", startMs: endMs + Int64(gapMs), isSure: isSecondSure)
    #expect(first[0].sessionId != second[0].sessionId && second[0].indexInSession == 1)
    #expect(second[0].restBeforeS == nil)
  }
}

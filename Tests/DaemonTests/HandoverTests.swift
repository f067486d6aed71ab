// SPDX-License-Identifier: Apache-2.0

import Foundation
import Motion
import Pulses
import SetKeeping
import SetLog
import Sets
import Settings
import Simulation
import Testing
import Training

@testable import Daemon

@Test("what goes in comes out, in order, between two threads")
func queueKeepsOrder() async {
  let queue = HandoverQueue<PulseThreadMessage>(capacity: 1 << 16)
  let count: Int64 = 300_000
  let producer = Task.detached {
    for number in 0..<count {
      while !queue.push(.edge(Edge(timestampNs: number))) { await Task.yield() }
    }
  }
  var expected: Int64 = 0
  while expected < count {
    guard let note = queue.pop() else {
      await Task.yield()
      continue
    }
    if note != .edge(Edge(timestampNs: expected)) {
      Issue.record("\(note) instead of edge \(expected)")
      break
    }
    expected += 1
  }
  await producer.value
  #expect(queue.pop() == nil)
}

@Test("a full queue refuses, and takes again when there is room")
func fullQueue() {
  let queue = HandoverQueue<PulseThreadMessage>(capacity: 1 << 10)
  for number in 0..<queue.capacity { #expect(queue.push(.edge(Edge(timestampNs: Int64(number))))) }
  #expect(!queue.push(.event(.confirmed)))
  #expect(queue.pop() == .edge(Edge(timestampNs: 0)))
  #expect(queue.push(.event(.confirmed)))
}

/// Two words that are always written as equals: a torn read would show.
private struct Twins: BitwiseCopyable, Sendable {
  var a: Int64
  var b: Int64
}

@Test("the newest value is read whole and never older than one read before")
func latestValue() async {
  let box = LatestBox(Twins(a: 0, b: 0))
  let last: Int64 = 200_000
  let writer = Task.detached { for number in 1...last { box.write(Twins(a: number, b: number)) } }
  var newest: Int64 = 0
  while newest < last {
    let value = box.read()
    if value.a != value.b || value.a < newest {
      Issue.record("read \(value) after \(newest)")
      break
    }
    newest = value.a
    await Task.yield()
  }
  await writer.value
}

/// Everything that was handed over.
private func drain(_ handoff: PulseHandoff) -> [PulseThreadMessage] {
  var notes: [PulseThreadMessage] = []
  while let note = handoff.queue.pop() { notes.append(note) }
  return notes
}

private func sets(_ notes: [PulseThreadMessage]) -> [CollectedSet] {
  var collector = SetCollector()
  return notes.compactMap { collector.take($0) }
}

@Test(
  "a source that fails in mid-set closes the set; the next source goes on, and nothing is counted as lost")
func failingSource() throws {
  let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
  let recording = SimulatedRun(scenario, seed: 2).recording
  let handoff = PulseHandoff(mayWait: false)
  var loop = BeltLoop(pipeline: BeltPipeline(profile: scenario.profile), handoff: handoff)
  var faults = InjectedFaults()
  faults.failAtNs = recording.startNs + 35_000_000_000
  var source = FaultInjector(RecordingSource(recording, pace: .asFastAsPossible), faults: faults, seed: 1)
  #expect(throws: InjectedFailure.self) { try loop.run(&source, nowNs: recording.startNs) }
  loop.close(.sensorLost)
  // The second half of the recording, numbered from 1 again as a line that is requested again is.
  var later = recording
  later.edges.removeAll { $0.timestampNs < recording.startNs + 100_000_000_000 }
  for index in later.edges.indices { later.edges[index].sequence = Int64(index + 1) }
  loop.sourceReopened()
  var second = RecordingSource(later, pace: .asFastAsPossible)
  #expect(loop.run(&second, nowNs: recording.startNs + 100_000_000_000) == .inputEnded)
  loop.close(.inputEnded)
  let found = sets(drain(handoff))
  #expect(found.map(\.reason) == [.sensorLost, .stopped, .stopped])
  let durations = try found.map {
    try #require($0.analysed(scenario.profile, walker: scenario.walker)).figures.durationS
  }
  #expect((durations[0] - 30).magnitude < 1 && (durations[1] - 60).magnitude < 1.5)
  #expect(handoff.latest.read().counters.lostEdges == 0)
}

@Test("edges lost in the kernel are in the set's account, and its distance says that it is less certain")
func lossInSet() throws {
  let scenario = try ScenarioCatalogue.scenario("retro-walk-5min")
  let recording = SimulatedRun(scenario, seed: 2).recording
  let handoff = PulseHandoff(mayWait: false)
  var loop = BeltLoop(pipeline: BeltPipeline(profile: scenario.profile), handoff: handoff)
  var faults = InjectedFaults()
  faults.loss = 0.02
  var source = FaultInjector(RecordingSource(recording, pace: .asFastAsPossible), faults: faults, seed: 5)
  _ = try loop.run(&source, nowNs: recording.startNs)
  loop.close(.inputEnded)
  let found = try #require(sets(drain(handoff)).first?.analysed(scenario.profile, walker: scenario.walker))
    .figures
  // Before the first and after the last edge that came through a loss cannot be seen.
  let missing = Int64(recording.edges.count) - found.counters.edges
  #expect(found.counters.lostEdges > 50 && missing - found.counters.lostEdges <= 2)
  let magnets = recording.edges.count { $0.transition == .falling }
  let full = Double(magnets) * scenario.profile.wheel.meanArcM
  #expect((full - found.distanceM).magnitude < 2 * found.distanceSdM)
}

@Test("the same recording gives the same identifiers, so that logging it twice logs nothing twice")
func sameIdentifiers() throws {
  let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
  let recording = SimulatedRun(scenario, seed: 2).recording
  let records = RecordedSetFinder.find(
    in: recording, machine: "m", profile: scenario.profile, walker: scenario.walker)
  let again = RecordedSetFinder.find(
    in: recording, machine: "m", profile: scenario.profile, walker: scenario.walker)
  #expect(Set(records.map(\.id)).count == 3)
  #expect(records == again)
}

@Test("rests shorter than the longest pause make one set of three")
func longPauses() throws {
  let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
  let recording = SimulatedRun(scenario, seed: 2).recording
  let rules = SetRuleSettings(pauseS: 120).rules
  let records = RecordedSetFinder.find(
    in: recording, machine: "m", profile: scenario.profile, walker: scenario.walker, rules: rules)
  let usual = RecordedSetFinder.find(
    in: recording, machine: "m", profile: scenario.profile, walker: scenario.walker)
  #expect(records.count == 1 && usual.count == 3)
  let distanceM = usual.reduce(0) { $0 + $1.distanceM }
  #expect(abs((records.first?.distanceM ?? 0) - distanceM) < 0.05 * distanceM)
}

@Test("rules that are reloaded during a set judge the next one")
func rulesFromTheNextMotion() throws {
  let path = NSTemporaryDirectory() + "deadmill-" + UUID().uuidString
  defer { try? FileManager.default.removeItem(atPath: path) }
  let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
  let handoff = PulseHandoff(mayWait: false)
  var loop = BeltLoop(pipeline: BeltPipeline(profile: scenario.profile), handoff: handoff)
  let recording = SimulatedRun(scenario, seed: 2).recording
  var source = RecordingSource(recording, pace: .asFastAsPossible)
  _ = loop.run(&source, nowNs: recording.startNs)
  loop.close(.inputEnded)
  var keeper = SetKeeper(
    log: try SetLog(directory: path), directory: path, machine: "m", profile: scenario.profile, bootId: "b")
  let clock = BeltClock(offsetNs: 0, isSynchronised: false, bootId: "b")
  var records: [SetRecord] = []
  for note in drain(handoff) {
    if let record = keeper.take(note, clock: clock) { records.append(record) }
    // In the first set: from the second on nothing is far enough.
    if case .event(.confirmed) = note {
      keeper.use(scenario.profile, rules: SetRuleSettings(leastM: 1000).rules)
    }
  }
  #expect(records.count == 1)
}

@Test("new rules reach the pulse thread with the profile, when the belt stands")
func offeredRules() throws {
  let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
  let handoff = PulseHandoff(mayWait: false)
  var plan = MachinePlan(
    name: "m", profile: scenario.profile, input: .line(GPIOConfiguration(line: "GPIO17")))
  let machine = CurrentMachine(plan)
  plan.sets = SetRuleSettings(pauseS: 120)
  machine.change(plan)
  var loop = BeltLoop(
    pipeline: BeltPipeline(profile: scenario.profile), handoff: handoff, machine: machine)
  let recording = SimulatedRun(scenario, seed: 2).recording
  var source = RecordingSource(recording, pace: .asFastAsPossible)
  _ = loop.run(&source, nowNs: recording.startNs)
  loop.close(.inputEnded)
  #expect(sets(drain(handoff)).count == 1)
}

@Test("a set that cannot be written is kept, and written once there is room")
func keeperKeepsSets() throws {
  let path = NSTemporaryDirectory() + "deadmill-" + UUID().uuidString
  defer { try? FileManager.default.removeItem(atPath: path) }
  let log = try SetLog(directory: path)
  let scenario = try ScenarioCatalogue.scenario("retro-walk-5min")
  let handoff = PulseHandoff(mayWait: false)
  var loop = BeltLoop(pipeline: BeltPipeline(profile: scenario.profile), handoff: handoff)
  let recording = SimulatedRun(scenario, seed: 2).recording
  var source = RecordingSource(recording, pace: .asFastAsPossible)
  _ = loop.run(&source, nowNs: recording.startNs)
  loop.close(.inputEnded)
  var keeper = SetKeeper(
    log: log, directory: path, machine: "m", profile: scenario.profile, bootId: "b")
  let clock = BeltClock(offsetNs: 0, isSynchronised: false, bootId: "b")
  #expect(drain(handoff).compactMap { keeper.take($0, clock: clock) }.count == 1)
  // SQLite's own limit on the file stands for a full disk.
  try log.limitPages(1)
  keeper.write()
  #expect(keeper.unwritten == 1 && keeper.report.trouble == .full(path: log.path))
  try log.limitPages(1_000_000)
  keeper.write()
  #expect(keeper.unwritten == 0 && keeper.report.trouble == nil && keeper.report.logged == 1)
  #expect(try log.count() == 1)
}

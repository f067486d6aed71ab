// SPDX-License-Identifier: Apache-2.0
//
// A reader that follows the changes knows what the log knows.

import GRDB
import TestSupport
import Testing

@testable import SetLog

/// What a reader has of a log; sets carry their machine's identifier, since its name may change without them.
private struct View: Equatable {
  struct Machine: Equatable {
    var name: String
    var kind: String?
    var marks: Int?
    var walker: String?
    var servicedAt: Instant?
  }

  var sets: [String: IdentifiedSet] = [:]
  var walkers: [String: WalkerRecord] = [:]
  var machines: [String: Machine] = [:]

  private static func unnamed(_ set: IdentifiedSet) -> IdentifiedSet {
    var set = set
    set.record.machine = ""
    return set
  }

  /// All of it, read at once.
  init(of log: SetLog) throws {
    for id in try log.read({ try String.fetchAll($0, sql: "SELECT id FROM finishedSet") }) {
      sets[id] = try log.identifiedSet(id).map(Self.unnamed)
    }
    for walker in try log.walkers() { walkers[walker.id] = walker }
    for machine in try log.machines() { machines[machine.id] = Machine(machine) }
  }

  /// Nothing yet.
  init() {}

  mutating func follow(_ change: LogChange, in log: SetLog) throws {
    switch change.kind {
    case .set: sets[change.id] = try log.identifiedSet(change.id).map(Self.unnamed)
    case .setGone: sets[change.id] = nil
    case .walker: walkers[change.id] = try log.walkers().first { $0.id == change.id }
    case .walkerGone: walkers[change.id] = nil
    case .machine: machines[change.id] = try log.machines().first { $0.id == change.id }.map(Machine.init)
    case .machineGone: machines[change.id] = nil
    default: Issue.record("an unknown kind: \(change)")
    }
  }
}

extension View.Machine {
  fileprivate init(_ record: MachineRecord) {
    name = record.name
    kind = record.kind
    marks = record.marks
    walker = record.walker
    servicedAt = record.servicedAt
  }
}

@Test(
  "a reader with a cursor ends with what the log has, whatever it slept through",
  arguments: 1...12 as ClosedRange<UInt64>)
func readerFollowsChanges(seed: UInt64) throws {
  let folder = try Folder()
  var history = try RandomHistory(SetLog(directory: folder.path), seed: seed)
  let log = history.log
  var view = View()
  var cursor: Int64 = 0
  for step in 0..<120 {
    try history.happen()
    if Int.random(in: 0..<6, using: &history.random) == 0 { try changeMachine(&history, step) }
    // It sleeps most of the time, reads some changes only, and now and then forgets how far it was.
    guard Int.random(in: 0..<5, using: &history.random) == 0 else { continue }
    let limit = Int.random(in: 1...20, using: &history.random)
    if Int.random(in: 0..<10, using: &history.random) == 0 { cursor = max(0, cursor - 7) }
    for change in try log.changes(after: cursor, limit: limit) {
      #expect(change.number > cursor, "seed \(seed)")
      try view.follow(change, in: log)
      cursor = change.number
    }
  }
  while case let more = try log.changes(after: cursor, limit: 50), !more.isEmpty {
    for change in more {
      try view.follow(change, in: log)
      cursor = change.number
    }
  }
  #expect(try view == View(of: log), "seed \(seed)")
  #expect(try cursor == log.latestChange, "seed \(seed)")
  // One that begins now sees each thing once and ends with the same.
  var late = View()
  let all = try log.changes(after: 0, limit: .max)
  for change in all { try late.follow(change, in: log) }
  #expect(late == view && Set(all.map { "\($0.kind.rawValue) \($0.id)" }).count == all.count, "seed \(seed)")
}

private func changeMachine(_ history: inout RandomHistory, _ step: Int) throws {
  let log = history.log
  guard let machine = try log.machines().randomElement(using: &history.random) else { return }
  switch Int.random(in: 0..<4, using: &history.random) {
  case 0: try log.rename(machine.id, to: "Renamed \(step)")
  case 1: try log.register(machine: machine.name, kind: "sled", marks: step)
  case 2: try log.noteService(machine: machine.name, at: "2026-06-01T10:00:0\(step % 10).000Z")
  default: try log.use(walker: RandomHistory.names.randomElement(using: &history.random), on: machine.name)
  }
}

/// A log with a walker, a machine and a set, and what follows on each step.
private struct Steps {
  let folder: Folder
  let log: SetLog
  var set: SetRecord
  private var seen: Int64

  init() throws {
    folder = try Folder()
    var history = try RandomHistory(SetLog(directory: folder.path), seed: 1)
    log = history.log
    try history.insert()
    set = try #require(try log.sets().first)
    try log.claim(set: set.id, for: nil)
    seen = try log.latestChange
  }

  /// What a step changes, oldest first.
  mutating func changes(_ step: (SetLog) throws -> Void) throws -> [String] {
    try step(log)
    let changes = try log.changes(after: seen, limit: 100)
    seen = try log.latestChange
    #expect(changes.last?.number ?? seen == seen)
    return changes.map(\.kind.rawValue)
  }
}

@Test(
  "every statement that changes something gives its thing one newest number, and one that changes nothing gives none"
)
func oneChangeEach() throws {
  var steps = try Steps()
  let id = steps.set.id
  func same(_ kinds: [String], _ step: (SetLog) throws -> Void) throws {
    #expect(try steps.changes(step) == kinds)
  }
  try same(["set"]) { try $0.claim(set: id, for: "Ann") }
  try same([]) { try $0.claim(set: id, for: "Ann") }
  try same(["set"]) { try $0.put(SetNote(rpe: 3), on: id) }
  try same([]) { try $0.put(SetNote(rpe: 3), on: id) }
  try same(["set"]) { try $0.discard(set: id) }
  try same([]) { try $0.discard(set: id) }
  try same(["set"]) { try $0.accept(set: id) }
  try same(["set"]) { log in
    var new = try log.set(id: id)
    new.distanceM += 1
    try log.replace(
      new, trace: nil, calibration: RandomHistory.calibrations[0], replacedAt: "2026-06-01T00:00:00.000Z")
  }
  try same(["set"]) { log in
    try log.write { try $0.execute(sql: "UPDATE finishedSet SET utcOffsetS = utcOffsetS + 3600") }
  }
  try same(["walker"]) { try $0.addWalker(name: "Dee") }
  try same(["walker"]) { try $0.addWalker(name: "Dee", massKg: 60) }
  try same([]) { try $0.addWalker(name: "dee", massKg: 60) }
  try same(["machine"]) { try $0.register(machine: "New") }
  try same([]) { try $0.register(machine: "New") }
  try same(["machine"]) { try $0.register(machine: "new", kind: "sled", marks: 4) }
  try same(["machine"]) { try $0.use(walker: "Dee", on: "NEW") }
  try same([]) { try $0.use(walker: "Dee", on: "New") }
  try same([]) { log in
    try log.put(OdometerReading(runId: "r", distanceM: 1, movingTimeS: 1, pulses: 1), machine: "New")
  }
  try same(["machine"]) { try $0.noteService(machine: "New", at: "2026-06-01T00:00:00.000Z") }
  try same(["machine"]) { try $0.rename(#require(try $0.machine(named: "New")).id, to: "Newer") }
  // The machine loses its walker with the walker.
  try same(["machine", "walker-gone"]) { _ = try $0.eraseWalker("Dee") }
}

@Test("an erased walker and deleted sets leave their traces, and a set that comes back takes its trace away")
func tombstones() throws {
  var steps = try Steps()
  let log = steps.log
  let set = steps.set
  try log.claim(set: set.id, for: "Ann")
  let ann = try #require(try log.walkers().first { $0.name == "Ann" })
  #expect(
    try steps.changes { _ = try $0.eraseWalker("Ann", deletingSets: true) } == ["set-gone", "walker-gone"])
  let gone = try log.changes(after: 0, limit: 100)
  #expect(gone.contains { $0.kind == .setGone && $0.id == set.id })
  #expect(gone.contains { $0.kind == .walkerGone && $0.id == ann.id })
  #expect(!gone.contains { [.set, .walker].contains($0.kind) && [set.id, ann.id].contains($0.id) })
  let calibration = try #require(RandomHistory.calibrations.first { $0.id == set.calibrationId })
  #expect(try steps.changes { _ = try $0.insert(SetEntry(record: set, calibration: calibration)) } == ["set"])
  #expect(try !log.changes(after: 0, limit: 100).contains { $0.kind == .setGone })
}

@Test("what is claimed, accepted or discarded while its session goes on counts in it at once")
func decisionsWithinSession() throws {
  let steps = try Steps()
  let (log, set) = (steps.log, steps.set)
  let before = try log.latestChange
  try log.claim(set: set.id, for: "Bo")
  let session = try log.sets(ofSession: set.sessionId, machine: set.machine)
  #expect(session.map(\.walker) == ["Bo"])
  #expect(try log.sessions(limit: 5).sessions.map(\.walker) == ["Bo"])
  try log.discard(set: set.id)
  #expect(try log.sets(ofSession: set.sessionId, machine: set.machine).isEmpty)
  try log.accept(set: set.id)
  #expect(try log.sessions(limit: 5).sessions.map(\.sets) == [1])
  #expect(try log.changes(after: before, limit: 9).map(\.id) == [set.id])
}

@Test("a machine keeps its identifier, history and odometer under a new name")
func renamedMachine() throws {
  let steps = try Steps()
  let (log, set) = (steps.log, steps.set)
  let machine = try #require(try log.machine(named: set.machine))
  try log.put(OdometerReading(runId: "r", distanceM: 9, movingTimeS: 8, pulses: 7), machine: machine.name)
  let (sum, bests) = (try log.summary(), try log.bests())
  let renamed = try log.rename(machine.id, to: " Window seat ")
  #expect(renamed.id == machine.id && renamed.name == "Window seat" && renamed.distanceM == 9)
  #expect(try log.machine(named: "WINDOW SEAT") == renamed)
  var filter = SetFilter()
  filter.machine = "window seat"
  #expect(try log.history(filter, limit: 9).sets.map(\.machine) == ["Window seat"])
  #expect(try log.summary(filter) == sum && log.bests(filter).map(\.value) == bests.map(\.value))
  #expect(try log.verify().damages == [])
  try log.register(machine: "Other")
  #expect(throws: SetLogError.self) { try log.rename(machine.id, to: "OTHER") }
  #expect(throws: SetLogError.self) { try log.rename("unknown", to: "x") }
  for name in ["", "  ", "a\u{7}b", String(repeating: "x", count: 81)] {
    #expect(throws: SetLogError.self, "\(name)") { try log.register(machine: name) }
    #expect(throws: SetLogError.self, "\(name)") { try log.rename(machine.id, to: name) }
  }
}

@Test(
  "a machine is known, and has a walker, before its first set; a name in other letters is the same machine")
func registeredMachine() throws {
  let folder = try Folder()
  let log = try SetLog(directory: folder.path)
  let machine = try log.register(machine: "Treadmill 3", kind: "motorised-off", marks: 3)
  #expect(
    machine.id.split(separator: "-").count == 5 && machine.kind == "motorised-off" && machine.marks == 3)
  #expect(try log.register(machine: "treadmill 3") == log.machines().first)
  #expect(try log.machines().map(\.id) == [machine.id])
  try log.addWalker(name: "Ann")
  try log.use(walker: "Ann", on: "TREADMILL 3")
  #expect(try log.walker(on: "Treadmill 3")?.name == "Ann")
  #expect(try log.machine(named: "Treadmill 3")?.walker == "Ann")
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the stage in which the disk fills up, or refuses all writes, during a walk. Must not know: the log.

import Daemon
import Foundation
import LiveFeed
import Logging
import Motion
import Pulses
import SetKeeping
import SetLog
import Settings
import Simulation
import Synchronization

enum DiskStage {
  /// Exit status if no small disk can be created.
  private static let cannot: Int32 = 77

  static func run(_ options: Options) throws -> Never {
    let folder = try Folder(options.work + "/full")
    let disk: SmallDisk
    do {
      disk = try SmallDisk(folder.path, megabytes: 8)
    } catch {
      Out.note("FULL DISK NOT TRIED: \(error); needs root, loop devices and e2fsprogs")
      exit(cannot)
    }
    var full = FullDisk(disk, seed: options.seed, in: folder.path)
    let rooms = Array(stride(from: 0, through: 48, by: 4)) + Array(stride(from: 56, through: 200, by: 12))
    let steps = options.share < 1 ? rooms.filter { $0 % 8 == 0 } : rooms
    try full.prepare()
    for room in steps { full.walk(room) }
    Out.note("disk: walks done")
    for room in steps { full.others(room) }
    Out.note("disk: others done")
    for room in [0, 16, 64] { try full.daemon(room) }
    Out.note("disk: daemon done")
    try full.readOnly()
    disk.unmount()
    full.tell()
  }
}

/// Everything that is tested on a small disk.
struct FullDisk {
  private let disk: SmallDisk
  private let seed: UInt64
  private let spare: String
  private var stock = Stock.empty
  private var tally = Tally()
  private var steps = 0
  private var logRefusals = 0
  private var journalRefusals = 0
  private var refused: [String: Int] = [:]
  private var setsLogged = 0
  private var silences = 0

  init(_ disk: SmallDisk, seed: UInt64, in directory: String) {
    self.disk = disk
    self.seed = seed
    spare = directory + "/spare"
  }

  private var state: String { disk.path + "/state" }

  mutating func prepare() throws { stock = try Stock(seed: seed) }

  private func fresh() throws -> SetLog {
    disk.unfill()
    try? FileManager.default.removeItem(atPath: state)
    let log = try SetLog(directory: state)
    try log.insert(stock.entry(1000))
    return log
  }

  /// Three sets with this much space, then with enough.
  mutating func walk(_ kilobytes: Int) {
    do {
      let log = try fresh()
      let walk = try Walk(scenario: "three-one-minute-sets", seed: seed)
      var keeper = SetKeeper(
        log: log, directory: state, machine: JournalTrial.machine, profile: walk.profile, bootId: Stock.bootId
      )
      try disk.fill(leaving: kilobytes)
      let clock = BeltClock(offsetNs: Stock.offsetNs, isSynchronised: false, bootId: Stock.bootId)
      var nextNs = Int64.min
      var health: Set<String> = []
      var finished: [SetRecord] = []
      for note in walk.notes {
        if let record = keeper.take(note, clock: clock) {
          finished.append(record)
          keeper.write()
        }
        if let said = keeper.report.health { health.insert(said) }
        guard case .edge(let edge) = note, edge.timestampNs >= nextNs else { continue }
        keeper.journal()
        nextNs = edge.timestampNs + 700_000_000
      }
      count(health, unwritten: keeper.unwritten)
      disk.unfill()
      keeper.write()
      settle(keeper, finished, "\(kilobytes) KiB")
    } catch {
      tally.faults.append("walk with \(kilobytes) KiB: \(error)")
    }
  }

  private mutating func count(_ health: Set<String>, unwritten: Int) {
    steps += 1
    if health.contains(where: { $0.contains("not logged yet") }) { logRefusals += 1 }
    if health.contains(where: { $0.contains("power cut would lose") }) { journalRefusals += 1 }
    if unwritten > 0, health.isEmpty { silences += 1 }
    let vague = health.filter { !$0.contains("no room left") }
    if let vague = vague.first {
      tally.notes["reported, but not that there is no space: \(vague.suffix(90))", default: 0] += 1
    }
  }

  /// Once there is space again everything must be in the log, once, with nothing left over.
  private mutating func settle(_ keeper: SetKeeper, _ finished: [SetRecord], _ title: String) {
    do {
      let check = try LogCheck(state, &tally)
      for record in finished where !check.records.contains(record) {
        tally.lost += 1
        tally.faults.append(
          "\(title): set \(record.indexInSession) is not in the log although there is space again")
      }
      setsLogged += finished.count
      if finished.count != 3 || check.records.count != 4 {
        tally.faults.append("\(title): \(finished.count) sets measured, \(check.records.count) in the log")
      }
      if keeper.report.health != nil {
        tally.faults.append("\(title): still complains: \(keeper.report.health ?? "")")
      }
      // The next start finds nothing to do.
      var next = SetKeeper(
        log: check.log, directory: state, machine: JournalTrial.machine,
        profile: try Walk(scenario: "bump", seed: 1).profile, bootId: Stock.bootId)
      let notes = try next.restore()
      if !notes.isEmpty || next.report.recovered > 0 {
        tally.recoveredTwice += 1
        tally.faults.append("\(title): the next start says \(notes)")
      }
    } catch {
      tally.faults.append("\(title): \(error)")
    }
  }

  /// Backup, recomputing and erasing with so much room: done, or refused and done when there is room.
  mutating func others(_ kilobytes: Int) {
    let (state, id) = (state, stock.entry(1000).record.id)
    attempt("backup", kilobytes, before: { _ in }) { log in
      try log.backup(to: "\(state)/copy-\(kilobytes)")
    }
    attempt("recompute", kilobytes, before: { _ in }) { log in
      let recomputation = try RecomputeTrial.recomputation(log)
      for record in try log.sets() {
        _ = try recomputation.recompute(record, previousEndNs: nil, writes: true)
      }
    }
    attempt("erasing a walker", kilobytes) { log in
      try log.addWalker(name: EraseTrial.name)
      try log.claim(set: id, for: EraseTrial.name)
    } work: { log in
      do {
        _ = try log.eraseWalker(EraseTrial.name)
      } catch let error as SetLogError {
        // Gone already: that is what was asked for.
        if error.code != .noSuchWalker { throw error }
      }
    }
  }

  private mutating func attempt(
    _ name: String, _ kilobytes: Int, before: (SetLog) throws -> Void, work: (SetLog) throws -> Void
  ) {
    do {
      let log = try fresh()
      try before(log)
      try disk.fill(leaving: kilobytes)
      steps += 1
      do {
        try work(log)
      } catch {
        refused[name, default: 0] += 1
        try LogCheck.verify(log, &tally)
        disk.unfill()
        try work(log)
      }
      disk.unfill()
      let check = try LogCheck(state, &tally)
      if check.records.count != 1 {
        tally.faults.append("\(name), \(kilobytes) KiB: \(check.records.count) sets")
      }
    } catch {
      tally.faults.append("\(name), \(kilobytes) KiB: with room again: \(error)")
    }
  }
}

extension FullDisk {
  /// The whole daemon on a disk with this much space, of which more is freed after a while.
  mutating func daemon(_ kilobytes: Int) throws {
    _ = try fresh()
    let run = try DaemonRun(state: state, seed: seed)
    try disk.fill(leaving: kilobytes)
    let outcome = run.play { [disk] in disk.unfill() }
    steps += 1
    let check = try LogCheck(state, &tally)
    setsLogged += outcome.finished
    if !outcome.health.contains(where: { $0.contains("no room left") }) {
      silences += 1
      tally.faults.append("the daemon with \(kilobytes) KiB said \(outcome.health)")
    }
    if outcome.finished != 3 || check.records.count != 4 || outcome.error != nil {
      tally.lost += 4 - check.records.count
      tally.faults.append(
        "the daemon with \(kilobytes) KiB: \(check.records.count - 1) sets, \(outcome.error ?? "no error")")
    }
  }

  /// The file system refuses all writes in the middle of the second set; after a repair the next start recovers the rest.
  mutating func readOnly() throws {
    _ = try fresh()
    let outcome = try untilReadOnly()
    steps += 1
    if outcome.finished != 3 { tally.faults.append("read-only: \(outcome.finished) sets measured") }
    if outcome.error == nil { silences += 1 }
    if !outcome.health.contains(where: { $0.contains("not logged yet") || $0.contains("power cut") }) {
      silences += 1
      tally.faults.append("read-only: said \(outcome.health)")
    }
    try disk.repair()
    try restore()
    let check = try LogCheck(state, &tally)
    // The one from before, the first of the walk, and what there was of the second.
    if check.records.count != 3 {
      tally.lost += 3 - check.records.count
      tally.faults.append("read-only: \(check.records.count) sets after the repair")
    }
  }

  /// The daemon is gone when this returns, so that the disk can be taken away.
  private func untilReadOnly() throws -> DaemonRun.Outcome {
    try DaemonRun(state: state, seed: seed).play { [disk] in try? disk.abort() }
  }

  private mutating func restore() throws {
    let profile = try ScenarioCatalogue.scenario("three-one-minute-sets").profile
    var keeper = SetKeeper(
      log: try SetLog(directory: state), directory: state, machine: JournalTrial.machine, profile: profile,
      bootId: Stock.bootId)
    let notes = try keeper.restore()
    tally.notes["in progress when the disk became read-only, and recovered", default: 0] +=
      keeper.report.recovered
    if keeper.report.recovered != 1 { tally.faults.append("read-only: the next start says \(notes)") }
  }

  func tell() -> Never {
    var figures = Figures(stage: "full disk")
    figures.add("trials", steps, .atLeast(100))
    figures.add("log refused a set", logRefusals, .atLeast(3))
    figures.add("journal refused a set", journalRefusals, .atLeast(3))
    for (name, count) in refused.sorted(by: { $0.key < $1.key }) {
      figures.add("\(name) refused", count, .atLeast(1))
    }
    for (note, count) in tally.notes.sorted(by: { $0.key < $1.key }) { figures.add(note, count, .none) }
    figures.add("not reported", silences, .zero)
    figures.add("sets measured, logged with room again", setsLogged, .atLeast(60))
    figures.add("sets lost", tally.lost, .zero)
    figures.add("duplicates", tally.duplicates, .zero)
    figures.add("databases damaged", tally.damaged, .zero)
    figures.add("recovered though logged", tally.recoveredTwice, .zero)
    figures.finish(faults: tally.faults)
  }
}

/// The daemon itself, within this process, on a simulated walk at sixty times its pace.
struct DaemonRun {
  struct Outcome: Sendable {
    var health: Set<String> = []
    var finished = 0
    var error: String?
  }

  private let daemon: BeltDaemon
  private let seen: Seen
  private static let pace = 40.0

  /// What frames say, and what is to be done when the second set is half-way.
  private final class Seen: Sendable {
    let outcome = Mutex(Outcome())
    let isHalfway = Mutex(false)
  }

  init(state: String, seed: UInt64) throws {
    let scenario = try ScenarioCatalogue.scenario("three-one-minute-sets")
    let recording = SimulatedRun(scenario, seed: seed).recording
    let seen = Seen()
    self.seen = seen
    let machine = MachinePlan(
      name: "Simulated belt", profile: scenario.profile,
      input: .recording(recording, pace: .times(Self.pace), isSimulated: true))
    let plan = DaemonPlan(machines: [machine], stateDirectory: state, socketPath: nil)
    daemon = try BeltDaemon(plan: plan, logger: Logger(label: "torture") { _ in SwiftLogNoOpLogHandler() }) {
      frame in
      seen.outcome.withLock { outcome in
        if let health = frame.health.summary { outcome.health.insert(health) }
        outcome.finished = max(outcome.finished, frame.set.last?.indexInSession ?? 0)
      }
      if frame.set.number == 2, (frame.set.elapsedS ?? 0) > 30 { seen.isHalfway.withLock { $0 = true } }
    }
  }

  /// Plays it to its end, and does something half-way through the second set.
  func play(_ halfway: () -> Void) -> Outcome {
    let (daemon, seen) = (daemon, seen)
    let isOver = DispatchSemaphore(value: 0)
    Task.detached {
      do {
        try await daemon.run()
      } catch {
        seen.outcome.withLock { $0.error = "\(error)" }
      }
      isOver.signal()
    }
    var isDone = false
    while isOver.wait(timeout: .now() + 0.02) == .timedOut {
      guard !isDone, seen.isHalfway.withLock({ $0 }) else { continue }
      isDone = true
      halfway()
    }
    return seen.outcome.withLock { $0 }
  }
}

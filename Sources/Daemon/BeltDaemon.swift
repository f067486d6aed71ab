// SPDX-License-Identifier: Apache-2.0
//
// Owns: the composition: machines at work, one log, two sockets, and frames for all displays.
// Read it from top to bottom; everything the daemon does starts here.

import Foundation
import Hardware
import LiveFeed
import Logging
import Motion
import Pulses
import ServiceLifecycle
import SetKeeping
import SetLog
import Settings
import Synchronization
import Text
import Waking

/// Sets that could not be written by the time the daemon ended.
package struct UnwrittenSets: Error, CustomStringConvertible {
  package let count: Int
  package let reason: SetLogError

  package var description: String { "\(CountText.of(count, "finished set")) could not be logged: \(reason)" }
}

/// The daemon as one service: it ends when its inputs end or when it is asked to stop gracefully.
package final class BeltDaemon: Service {
  /// Pause between two polls of the belts: each of them wakes an idle processor.
  private static let lookEvery = Duration.milliseconds(50)
  /// At most ten frames a second.
  private static let framesEvery = Duration.milliseconds(100)
  /// Without a reader: enough for health, metrics and the service manager.
  private static let unseenEvery = Duration.milliseconds(500)
  /// The first attempt to open a line takes some milliseconds: the start waits for it, up to `firstLooks` such pauses.
  private static let firstEvery = Duration.milliseconds(5)
  private static let firstLooks = 20
  /// How often it checks for a new reader. Each check wakes an idle processor.
  private static let unseenLookEvery = Duration.milliseconds(250)

  private let plan: DaemonPlan
  private let log: SetLog
  private let feed: DaemonFeed?
  private let handler: ControlHandler
  private let metrics: MetricsExport?
  private let logger: Logger
  private let manager: ServiceManager
  private let onFrame: (@Sendable (LiveFrame) -> Void)?
  private let liveClock: LiveClock
  /// All machines that were started; those that a reload removed stay until they have finished.
  private let belts: Mutex<[Belt]>
  private let reloaded = Mutex<DaemonPlan?>(nil)
  /// Machines to rename once their set in progress has ended.
  private let renames = Mutex<[Rename]>([])
  /// Set once: no belt is started any more.
  private let isStopping = Atomic<Bool>(false)

  private struct Rename: Sendable {
    let belt: Belt
    let plan: MachinePlan
  }

  /// Opens the log and the socket, so that a fault in either is reported before anything starts.
  package init(
    plan: DaemonPlan, logger: Logger, manager: ServiceManager = ServiceManager(),
    onFrame: (@Sendable (LiveFrame) -> Void)? = nil
  ) throws {
    self.logger = logger
    self.manager = manager
    self.onFrame = onFrame
    let log = try SetLog(directory: plan.stateDirectory)
    self.log = log
    let plan = try Self.resolved(plan, log)
    self.plan = plan
    // The code that read the configuration and opened the log is not needed any more.
    ProcessMemory.trim()
    handler = ControlHandler(log: log, logger: logger)
    let identified = try plan.machines.map { try Self.identified($0, log) }
    let feed = try plan.socketPath.map { [handler] in
      try DaemonFeed(
        path: $0, stateDirectory: plan.stateDirectory, log: log, machines: identified, handler: handler)
    }
    metrics = plan.metricsPath.map { MetricsExport(path: $0, logger: logger) }
    self.feed = feed
    let liveClock = LiveClock(log: log)
    self.liveClock = liveClock
    belts = Mutex(
      try zip(plan.machines, identified).map { machine, known in
        try Self.belt(
          machine, known, plan, log, logger, feed?.wakePipe, liveClock, names: plan.machines.count > 1)
      })
    handler.whenChanged { [weak self] in self?.logChanged() }
    handler.whenRenamed { [weak self] in self?.rename(machine: $0, to: $1) }
    handler.whenHeartRate { [weak self] machine, sample in self?.take(sample, machine: machine) }
    handler.whenWalkerChanged { [weak self] machine in
      self?.all.first { $0.id == machine && !$0.isLeaving }?.decideTurn()
    }
  }

  /// Takes a heart rate for a machine, by identifier or name; nil if there is no such machine.
  private func take(_ sample: HeartRateSample, machine: String) -> (machine: String, isKept: Bool)? {
    let belts = all.filter { !$0.isLeaving }
    let found =
      belts.first { $0.id == machine }
      ?? belts.first { FoldedName.key($0.current.name) == FoldedName.key(machine) }
    return found.map { ($0.id, $0.take(sample)) }
  }

  /// The machine's record in the log, which exists before its first set.
  private static func identified(_ machine: MachinePlan, _ log: SetLog) throws -> LiveMachine {
    let marks = machine.profile.wheel.magnets
    let record = try log.register(machine: machine.name, marks: marks)
    return LiveMachine(id: record.id, name: record.name, kind: record.kind, marks: marks)
  }

  /// A configuration may still have a name that a machine had before it was renamed in the log.
  private static func resolved(_ plan: DaemonPlan, _ log: SetLog) throws -> DaemonPlan {
    var plan = plan
    for index in plan.machines.indices {
      guard let known = try log.machine(named: plan.machines[index].name),
        !plan.machines.contains(where: { FoldedName.key($0.name) == FoldedName.key(known.name) })
      else { continue }
      plan.machines[index].name = known.name
    }
    return plan
  }

  /// A request has renamed a machine in the log; its belt takes the name once its set in progress has ended.
  private func rename(machine id: String, to name: String) {
    guard let belt = all.first(where: { $0.id == id && !$0.isLeaving }), belt.plan.name != name else {
      return
    }
    var plan = belt.current
    plan.name = name
    renames.withLock { $0 = $0.filter { $0.belt !== belt } + [Rename(belt: belt, plan: plan)] }
  }

  private static func belt(
    _ machine: MachinePlan, _ known: LiveMachine, _ plan: DaemonPlan, _ log: SetLog, _ logger: Logger,
    _ wakePipe: WakePipe?, _ liveClock: LiveClock, names: Bool
  ) throws -> Belt {
    var logger = logger
    if names { logger[metadataKey: "machine"] = "\(machine.name)" }
    return try Belt(
      machine, known: known, log: log, stateDirectory: plan.stateDirectory, logger: logger,
      wakePipe: wakePipe,
      liveClock: liveClock.clock)
  }

  /// Takes a reloaded plan while running. A set in progress ends only if its own line changes; the system journal names it
  /// before. Calibrations apply to every set that ends from then on, a new name once the set in progress has ended. The
  /// paths of the log, the sockets and the metrics do not change.
  package func reload(_ plan: DaemonPlan) { reloaded.withLock { $0 = plan } }

  /// Carries out a request of this process, as the control socket does for others.
  package func carryOut(_ request: ControlRequest) throws(FeedFault) -> FeedAnswer {
    try handler.carryOut(request, FeedPeer(uid: getuid(), pid: getpid()))
  }

  /// A request has changed the log: machines read it again at once, and clients get the change.
  private func logChanged() {
    for belt in all { belt.requestRefresh() }
    feed?.logChanged()
  }

  package func run() async throws {
    defer { feed?.stop() }
    metrics?.start()
    defer { metrics?.stop() }
    // A thread that has ended polls no more.
    let lifeSigns = LifeSigns(manager) { [self] in all.filter { !$0.isFinished }.map(\.looks) }
    try lifeSigns.start()
    defer { lifeSigns.stop() }
    var keepers: [Task<KeeperReport, Never>] = []
    for belt in all { keepers.append(try work(belt)) }
    await withGracefulShutdownHandler {
      await waitForFirstAttempts()
      await follow(&keepers, lifeSigns)
    } onGracefulShutdown: {
      lifeSigns.stop()
      self.manager.send(["STOPPING=1"])
      self.stopAll()
    }
    var reports: [KeeperReport] = []
    for keeper in keepers { reports.append(await keeper.value) }
    publish()
    for report in reports {
      if let trouble = report.trouble { throw UnwrittenSets(count: report.unwritten, reason: trouble) }
    }
  }

  /// Closes the sets in progress; a reload that comes later starts nothing.
  private func stopAll() {
    belts.withLock { belts in
      isStopping.store(true, ordering: .sequentiallyConsistent)
      for belt in belts { belt.stop() }
    }
  }

  /// Sleeps even if the task is cancelled: the sets in progress are closed before the daemon ends.
  private static func pause(_ duration: Duration) async {
    await Task.detached { try? await Task.sleep(for: duration) }.value
  }

  var all: [Belt] { belts.withLock { $0 } }

  private func work(_ belt: Belt) throws -> Task<KeeperReport, Never> {
    try belt.start()
    let (feed, handler) = (feed, handler)
    let following = feed?.follow(belt.streams) ?? []
    // Not a child task: cancellation must not keep it from closing the set in progress.
    return Task.detached {
      defer { feed?.unfollow(following) }
      return await belt.keep { record in
        handler.tokens.setEnded(record.id, machine: belt.id, hasWalker: record.walker != nil)
        feed?.logChanged()
      }
    }
  }

  /// Reports readiness at once, not one poll later.
  private func waitForFirstAttempts() async {
    publish()
    for _ in 0..<Self.firstLooks where !all.allSatisfy(\.hasTriedSensor) {
      await Self.pause(Self.firstEvery)
    }
  }

  /// Shows the belts until all pulse threads have finished.
  private func follow(_ keepers: inout [Task<KeeperReport, Never>], _ lifeSigns: LifeSigns) async {
    var nextFrame = ContinuousClock.now
    var report = ServiceReport()
    var trimmer = IdleMemoryTrimmer()
    while !all.allSatisfy(\.isFinished) || !renames.withLock(\.isEmpty) {
      take(
        reloaded.withLock { plan in
          defer { plan = nil }
          return plan
        }, &keepers)
      rename(&keepers)
      for belt in all { belt.reportSensor() }
      let now = ContinuousClock.now
      if now >= nextFrame {
        show(&report, &trimmer)
        if report.isReady { lifeSigns.isReady() }
        nextFrame = now + (isSeen(report) ? Self.framesEvery : Self.unseenEvery)
      }
      await Self.pause(isSeen(report) ? Self.lookEvery : Self.unseenLookEvery)
      if Task.isCancelled, !isStopping.load(ordering: .relaxed) { stopAll() }
    }
    for belt in all { belt.reportSensor() }
  }

  /// Publishes the state of all belts to displays and the service manager, and trims memory while they rest.
  private func show(_ report: inout ServiceReport, _ trimmer: inout IdleMemoryTrimmer) {
    let frames = publish()
    let nowNs = MonotonicClock.nowNs
    if manager.isThere {
      manager.send(report.look(nowNs: nowNs, frames: frames))
    }
    if trimmer.isTrimDue(nowNs: nowNs, phases: frames.map(\.phase)) { ProcessMemory.trim() }
  }

  /// Whether frames have a reader, or the service manager waits for readiness.
  private func isSeen(_ report: ServiceReport) -> Bool {
    onFrame != nil || feed?.hasReaders == true || manager.isThere && !report.isReady
  }

  /// Switches to another plan, unless the daemon is ending.
  private func take(_ plan: DaemonPlan?, _ keepers: inout [Task<KeeperReport, Never>]) {
    guard let written = plan, !isStopping.load(ordering: .sequentiallyConsistent) else { return }
    let plan = (try? Self.resolved(written, log)) ?? written
    // Those that have ended, after a reload before this one, need not be kept.
    let present = all.filter { !$0.isKept }
    let changes = ReloadPlan(present.filter { !$0.isLeaving }, plan.machines)
    for (belt, why) in changes.ending {
      let set = belt.isWalked ? "; the set in progress ends now" : ""
      logger.notice("\(belt.plan.name): \(why)\(set)")
      belt.leave()
      belt.stop()
    }
    for (belt, machine) in changes.updated {
      belt.update(machine)
      logger.notice("\(machine.name): profile reloaded; applies to every set ending from now on")
    }
    for (belt, machine) in changes.renamed {
      let when = belt.isWalked ? "once the set in progress has ended" : "now"
      logger.notice("\(belt.plan.name): is called \(machine.name) \(when)")
    }
    renames.withLock { $0 = changes.renamed.map { Rename(belt: $0.0, plan: $0.1) } }
    belts.withLock { $0 = present }
    for machine in changes.starting { start(machine, &keepers, names: plan.machines.count > 1) }
    order(plan.machines.map(\.name))
  }

  private func start(
    _ machine: MachinePlan, _ keepers: inout [Task<KeeperReport, Never>], names: Bool
  ) {
    do {
      let known = try Self.identified(machine, log)
      let belt = try Self.belt(
        machine, known, plan, log, logger, feed?.wakePipe, liveClock, names: names)
      keepers.append(try work(belt))
      belts.withLock { $0.append(belt) }
      logger.notice("\(machine.name): started")
      // The handler that stops all machines may have run in between.
      if isStopping.load(ordering: .sequentiallyConsistent) { belt.stop() }
    } catch {
      logger.error("\(machine.name): cannot be started: \(error)")
    }
  }

  /// Machines in the order of the configuration.
  private func order(_ names: [String]) {
    belts.withLock { belts in
      let position = Dictionary(
        names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      belts = belts.enumerated().sorted { a, b in
        (position[a.element.plan.name] ?? .max, a.offset) < (position[b.element.plan.name] ?? .max, b.offset)
      }.map(\.element)
    }
    feed?.publish(machines: all.filter { !$0.isLeaving }.map(\.listed))
  }

  /// Renames machines between their sets: the one of the old name ends, then the one of the new name starts.
  private func rename(_ keepers: inout [Task<KeeperReport, Never>]) {
    for rename in renames.withLock({ $0 }) {
      let belt = rename.belt
      guard belt.isKept else {
        if !belt.isWalked { belt.stop() }
        continue
      }
      renames.withLock { $0.removeAll { $0.belt === belt } }
      let names = all.map { $0 === belt ? rename.plan.name : $0.plan.name }
      belt.leave()
      guard !isStopping.load(ordering: .sequentiallyConsistent) else { continue }
      do {
        try log.rename(belt.id, to: rename.plan.name)
      } catch {
        logger.error("\(belt.plan.name): keeps its sets under this name: \(error)")
      }
      start(rename.plan, &keepers, names: all.count > 1)
      order(names)
    }
  }

  @discardableResult private func publish() -> [LiveFrame] {
    let belts = all.filter { !$0.isLeaving }
    var frames = belts.map { $0.frame() }
    for index in frames.indices {
      let claim = handler.tokens.claim(machine: frames[index].machine)
      // Together with its set: the token is made a moment before the set is shown.
      frames[index].set.claim = claim?.set == frames[index].set.last?.id ? claim : nil
    }
    metrics?.board.take(zip(belts, frames).map { $0.metrics($1) })
    for frame in frames {
      feed?.publish(frame)
      onFrame?(frame)
    }
    return frames
  }
}

/// The clock of all machines with a GPIO line, made when the first one asks.
private final class LiveClock: Sendable {
  private let log: SetLog
  private let made = Mutex<DaemonClock?>(nil)

  init(log: SetLog) { self.log = log }

  func clock() throws -> DaemonClock {
    try made.withLock { made in
      if let made { return made }
      let clock = try DaemonClock(bootId: BootId.read(), log: log)
      made = clock
      return clock
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the composition: machines at work, one log, one socket, and frames to whoever looks.
// Read it from top to bottom; everything the daemon does starts here.

import Foundation
import Hardware
import LiveFeed
import Logging
import ServiceLifecycle
import SetKeeping
import SetLog
import Settings
import Synchronization

/// Sets that could not be written by the time the daemon ended.
package struct UnwrittenSets: Error, CustomStringConvertible {
  package let count: Int
  package let reason: SetLogError

  package var description: String { "\(count) finished set(s) could not be logged: \(reason)" }
}

/// The daemon as one service: it ends when its inputs end or when it is asked to stop gracefully.
package final class BeltDaemon: Service {
  /// Pause between two looks at the belts: each of them wakes an idle processor.
  private static let lookEvery = Duration.milliseconds(50)
  /// At most ten frames a second.
  private static let framesEvery = Duration.milliseconds(100)
  /// Where nobody looks: enough for health, metrics and the service manager.
  private static let unseenEvery = Duration.milliseconds(500)
  /// The first attempt to get a line takes some milliseconds: the start waits for it, so many such pauses at most.
  private static let firstEvery = Duration.milliseconds(5)
  private static let firstLooks = 20
  /// How often it looks whether anybody has come. Each look wakes a processor that sleeps.
  private static let unseenLookEvery = Duration.milliseconds(250)

  private let plan: DaemonPlan
  private let log: SetLog
  private let feed: FeedServer?
  private let metrics: MetricsExport?
  private let logger: Logger
  private let manager: ServiceManager
  private let onFrame: (@Sendable (LiveFrame) -> Void)?
  private let liveClock: LiveClock
  /// All machines that were started; those that a reload took away stay until they have finished.
  private let belts: Mutex<[Belt]>
  private let reloaded = Mutex<DaemonPlan?>(nil)
  /// Set once: no belt is started any more.
  private let isStopping = Atomic<Bool>(false)

  /// Opens the log and the socket, so that what is wrong with them is told before anything starts.
  package init(
    plan: DaemonPlan, logger: Logger, manager: ServiceManager = ServiceManager(),
    onFrame: (@Sendable (LiveFrame) -> Void)? = nil
  ) throws {
    self.plan = plan
    self.logger = logger
    self.manager = manager
    self.onFrame = onFrame
    let log = try SetLog(directory: plan.stateDirectory)
    self.log = log
    // The code that read the configuration and opened the log has done its work.
    ProcessMemory.settle()
    let feed = try plan.socketPath.map {
      try FeedServer(path: $0, softwareVersion: SoftwareVersion.current, machine: plan.names)
    }
    metrics = plan.metricsPath.map { MetricsExport(path: $0, logger: logger) }
    self.feed = feed
    let liveClock = LiveClock(log: log)
    self.liveClock = liveClock
    belts = Mutex(
      try plan.machines.map { machine in
        try Self.belt(machine, plan, log, logger, feed?.bell, liveClock, names: plan.machines.count > 1)
      })
  }

  private static func belt(
    _ machine: MachinePlan, _ plan: DaemonPlan, _ log: SetLog, _ logger: Logger, _ bell: FeedBell?,
    _ liveClock: LiveClock, names: Bool
  ) throws -> Belt {
    var logger = logger
    if names { logger[metadataKey: "machine"] = "\(machine.name)" }
    return try Belt(
      machine, log: log, stateDirectory: plan.stateDirectory, logger: logger, bell: bell,
      liveClock: liveClock.clock)
  }

  /// Takes another plan while running: calibrations without losing a pulse, other lines and machines between their sets.
  /// Where the log, the socket and the metrics are stays as it was started.
  package func reload(_ plan: DaemonPlan) { reloaded.withLock { $0 = plan } }

  /// The next walker is on a machine from now on, after the last one nobody.
  package func nextWalker(on machine: String) {
    for belt in all where belt.plan.name == machine { belt.nextWalker() }
  }

  package func run() async throws {
    defer { feed?.stop(reason: "stopped") }
    metrics?.start()
    defer { metrics?.stop() }
    // A thread that has ended has nothing to look at any more.
    let lifeSigns = LifeSigns(manager) { [self] in all.filter { !$0.isFinished }.map(\.looks) }
    try lifeSigns.start()
    defer { lifeSigns.stop() }
    var keepers: [Task<KeeperReport, Never>] = []
    for belt in all { keepers.append(try work(belt)) }
    await withGracefulShutdownHandler {
      await waitForFirstAttempts()
      await follow(&keepers, lifeSigns)
    } onGracefulShutdown: {
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

  /// Sleeps, whether the task is cancelled or not: cancellation is no way to end, the sets in progress are closed first.
  private static func pause(_ duration: Duration) async {
    await Task.detached { try? await Task.sleep(for: duration) }.value
  }

  private var all: [Belt] { belts.withLock { $0 } }

  private func work(_ belt: Belt) throws -> Task<KeeperReport, Never> {
    try belt.start()
    let feed = feed
    let following = [
      belt.news.flatMap { news in feed?.follow { news.lines() } },
      belt.edgeStream.flatMap { stream in feed?.follow(edges: stream) },
    ].compactMap { $0 }
    // Not a child task: cancellation must not keep it from closing the set in progress.
    return Task.detached {
      defer { for key in following { feed?.unfollow(key) } }
      return await belt.keep { feed?.publish(setJSON: $0.json) }
    }
  }

  /// Being ready is told at once, and not one look later.
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
    var rest = RestWatch()
    while !all.allSatisfy(\.isFinished) {
      take(
        reloaded.withLock { plan in
          defer { plan = nil }
          return plan
        }, &keepers)
      for belt in all { belt.tell() }
      for case .nextWalker(let machine) in feed?.takeRequests() ?? [] { nextWalker(on: machine) }
      let now = ContinuousClock.now
      if now >= nextFrame {
        show(&report, &rest)
        if report.isReady { lifeSigns.isReady() }
        nextFrame = now + (isSeen(report) ? Self.framesEvery : Self.unseenEvery)
      }
      await Self.pause(isSeen(report) ? Self.lookEvery : Self.unseenLookEvery)
      if Task.isCancelled, !isStopping.load(ordering: .relaxed) { stopAll() }
    }
    for belt in all { belt.tell() }
  }

  /// Shows the belts to displays, service manager and whoever minds the memory.
  private func show(_ report: inout ServiceReport, _ rest: inout RestWatch) {
    let frames = publish()
    let nowNs = MonotonicClock.nowNs
    if manager.isThere {
      manager.send(report.look(nowNs: nowNs, frames: frames))
    }
    if rest.look(nowNs: nowNs, phases: frames.map(\.phase)) { ProcessMemory.settle() }
  }

  /// Whether anybody looks at frames, or waits for the service to be ready.
  private func isSeen(_ report: ServiceReport) -> Bool {
    onFrame != nil || feed?.hasReaders == true || manager.isThere && !report.isReady
  }

  /// Goes over to another plan.
  private func take(_ plan: DaemonPlan?, _ keepers: inout [Task<KeeperReport, Never>]) {
    guard let plan, !isStopping.load(ordering: .sequentiallyConsistent) else { return }
    // Those that have ended, after a reload before this one, need not be kept.
    let present = all.filter { !$0.isFinished }
    var next = present
    for belt in present
    where !plan.machines.contains(where: { $0.name == belt.plan.name && belt.canUpdate(to: $0) }) {
      logger.notice("\(belt.plan.name): its line is let go")
      belt.stop()
    }
    for machine in plan.machines {
      if let belt = present.first(where: { $0.plan.name == machine.name && $0.canUpdate(to: machine) }) {
        belt.update(machine)
        logger.notice("\(machine.name): profile read again; it holds for every set that ends from now on")
        continue
      }
      do {
        let belt = try Self.belt(
          machine, self.plan, log, logger, feed?.bell, liveClock, names: plan.machines.count > 1)
        keepers.append(try work(belt))
        next.append(belt)
        logger.notice("\(machine.name): started")
      } catch {
        logger.error("\(machine.name): cannot be started: \(error)")
      }
    }
    let all = next
    belts.withLock { belts in
      belts = all
      // Asked to stop while this went on: those that were just started end with the others.
      if isStopping.load(ordering: .sequentiallyConsistent) { for belt in belts { belt.stop() } }
    }
  }

  @discardableResult private func publish() -> [LiveFrame] {
    let belts = all
    var frames = belts.map { $0.frame() }
    metrics?.board.take(zip(belts, frames).map { $0.metrics($1) })
    if frames.count > 1 {
      let machines = frames.map(MachineStatus.init)
      for index in frames.indices { frames[index].machines = machines }
    }
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

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the composition: machines at work, one log, one socket, and frames to whoever looks.
// Read it from top to bottom; everything the daemon does starts here.

import Foundation
import Hardware
import LiveFeed
import Logging
import ServiceLifecycle
import SetLog

/// Sets that could not be written by the time the daemon ended.
package struct UnwrittenSets: Error, CustomStringConvertible {
  package let count: Int
  package let reason: SetLogError

  package var description: String { "\(count) finished set(s) could not be logged: \(reason)" }
}

/// The daemon as one service: it ends when its inputs end or when it is asked to stop gracefully.
package final class BeltDaemon: Service {
  /// Pause between two looks at the belts.
  private static let lookEvery = Duration.milliseconds(10)
  /// At most ten frames a second.
  private static let framesEvery = Duration.milliseconds(100)

  private let log: SetLog
  private let feed: FeedServer?
  private let belts: [Belt]
  private let onFrame: @Sendable (LiveFrame) -> Void

  /// Opens the log and the socket, so that what is wrong with them is told before anything starts.
  package init(plan: DaemonPlan, logger: Logger, onFrame: @escaping @Sendable (LiveFrame) -> Void = { _ in })
    throws
  {
    self.onFrame = onFrame
    let log = try SetLog(directory: plan.stateDirectory)
    self.log = log
    feed = try plan.socketPath.map {
      try FeedServer(path: $0, softwareVersion: SoftwareVersion.current, machine: plan.names)
    }
    var live: DaemonClock?
    belts = try plan.machines.map { machine in
      var logger = logger
      if plan.machines.count > 1 { logger[metadataKey: "machine"] = "\(machine.name)" }
      return try Belt(machine, log: log, stateDirectory: plan.stateDirectory, logger: logger) {
        if let live { return live }
        let clock = try DaemonClock(bootId: BootId.read(), log: log)
        live = clock
        return clock
      }
    }
  }

  package func run() async throws {
    for belt in belts { try belt.start() }
    let feed = feed
    defer { feed?.stop(reason: "stopped") }
    // Not child tasks: cancellation must not keep them from closing the sets in progress.
    let keepers = belts.map { belt in
      Task.detached { await belt.keep { feed?.publish(setJSON: $0.json) } }
    }
    let belts = belts
    await withGracefulShutdownHandler {
      await follow()
    } onGracefulShutdown: {
      for belt in belts { belt.stop() }
    }
    var reports: [KeeperReport] = []
    for keeper in keepers { reports.append(await keeper.value) }
    publish()
    for report in reports {
      if let trouble = report.trouble { throw UnwrittenSets(count: report.unwritten, reason: trouble) }
    }
  }

  /// Shows the belts until all pulse threads have finished.
  private func follow() async {
    var nextFrame = ContinuousClock.now
    while !belts.allSatisfy(\.isFinished) {
      for belt in belts { belt.tell() }
      let now = ContinuousClock.now
      if now >= nextFrame {
        publish()
        nextFrame = now + Self.framesEvery
      }
      // Cancellation is no way to end: the sets in progress must be closed first. The handler has asked for that.
      try? await Task.sleep(for: Self.lookEvery)
      if Task.isCancelled { for belt in belts { belt.stop() } }
    }
    for belt in belts { belt.tell() }
  }

  private func publish() {
    for belt in belts {
      let frame = belt.frame()
      feed?.publish(frame)
      onFrame(frame)
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: a whole daemon on simulated belts with its sockets, and what a client sees of it.

import Foundation
import LiveFeed
import ServiceLifecycle
import SetLog
import Settings
import Simulation
import Synchronization
import TestSupport
import Testing
import Training

@testable import Daemon

/// A daemon in this process.
final class RunningDaemon: Sendable {
  let folder: Folder
  let lines = LogLines()
  let daemon: BeltDaemon
  private let running: Task<Void, any Error>

  var socket: String { folder.path + "/s" }
  var control: String { folder.path + "/s-control.sock" }

  init(_ machines: [MachinePlan], in folder: Folder) throws {
    self.folder = folder
    let daemon = try BeltDaemon(plan: Self.plan(machines, folder), logger: lines.logger)
    self.daemon = daemon
    running = Task { try await daemon.run() }
  }

  /// A simulated belt, whose time goes as far as the gate is open. Of the three sets the first is walked from second 5
  /// to 65, the second from 125 to 185, the third from 245 to 305.
  static func machine(
    _ name: String, _ time: ReplayGate, scenario: String = "three-one-minute-sets", seed: UInt64 = 1
  ) throws -> MachinePlan {
    let scenario = try ScenarioCatalogue.scenario(scenario)
    return MachinePlan(
      name: name, profile: scenario.profile,
      input: .recording(
        SimulatedRun(scenario, seed: seed).recording, pace: .through(time), isSimulated: true),
      training: .deadmill3x60)
  }

  private static func plan(_ machines: [MachinePlan], _ folder: Folder) -> DaemonPlan {
    DaemonPlan(machines: machines, stateDirectory: folder.path, socketPath: folder.path + "/s")
  }

  func reload(_ machines: [MachinePlan]) { daemon.reload(Self.plan(machines, folder)) }

  /// Runs a daemon, and beside it a client that may wait; ends the daemon as a user would who takes its machines away.
  static func run(
    _ machines: [MachinePlan], _ client: @escaping @Sendable (RunningDaemon) throws -> Void
  ) async throws -> RunningDaemon {
    let daemon = try RunningDaemon(machines, in: Folder())
    // The daemon's tasks need the threads that tasks share.
    let failure: (any Error)?
    do {
      try await onThreadOfItsOwn { try client(daemon) }
      failure = nil
    } catch {
      failure = error
    }
    daemon.reload([])
    try await daemon.running.value
    if let failure { throw failure }
    return daemon
  }

  func client(_ watch: FeedWatch = FeedWatch([.live, .changes], fromSequence: 0)) throws -> FeedClient {
    let client = try FeedClient.connect(to: socket)
    try client.watch(watch)
    return client
  }

  func ask(_ request: ControlRequest) throws -> FeedAnswer {
    var client = try ControlClient.connect(to: control)
    return try client.ask(request)
  }

  /// Whether a line of the system journal comes; three minutes of a busy machine at most.
  func says(_ text: String) -> Bool {
    comesTrue { lines.all.contains { $0.contains(text) } }
  }

  /// Waits until the logging loop of every machine has seen what there is: one turn may be under way, the next is whole.
  func settle() {
    for belt in daemon.all {
      let turns = belt.kept.turns
      #expect(comesTrue { belt.isKept || belt.kept.turns >= turns + 2 })
    }
  }

  func log() throws -> SetLog { try SetLog(readingFrom: folder.path) }
}

/// Messages until one is wanted; three minutes of a busy machine at most.
func messages(
  _ client: inout FeedClient, until isWanted: (FeedMessage) -> Bool
) throws -> [FeedMessage] {
  var found: [FeedMessage] = []
  let end = ContinuousClock.now + .seconds(180)
  while ContinuousClock.now < end {
    guard let message = try client.next(milliseconds: 100) else { continue }
    found.append(message)
    if isWanted(message) { return found }
  }
  Issue.record("the message that was waited for never came")
  return found
}

/// The first frame with a property.
func frame(_ client: inout FeedClient, where isWanted: (LiveFrame) -> Bool) throws -> LiveFrame? {
  let last = try messages(&client) { if case .live(let frame) = $0 { isWanted(frame) } else { false } }.last
  if case .live(let frame) = last { return frame }
  return nil
}

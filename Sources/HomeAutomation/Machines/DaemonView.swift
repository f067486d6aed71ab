// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the daemon says of its machines: which there are, and the newest frame of each. Must not know: brokers.

import LiveFeed
import Logging
import Synchronization

/// The machines at one instant.
struct DaemonSnapshot: Sendable {
  /// A frame that old says nothing about now.
  static let staleAfter = Duration.seconds(5)

  /// In the order of the daemon's configuration; nil before a daemon was ever seen.
  var machines: [LiveMachine]?
  var frames: [String: LiveFrame] = [:]
  var receivedAt: [String: ContinuousClock.Instant] = [:]

  /// The frame of a machine if it is one of now.
  func frame(_ machine: String, at now: ContinuousClock.Instant) -> LiveFrame? {
    guard let frame = frames[machine], let at = receivedAt[machine], now - at < Self.staleAfter else {
      return nil
    }
    return frame
  }
}

/// Follows a daemon that comes and goes.
final class DaemonView: Sendable {
  /// Twice as often as the broker is sent something.
  private static let rateHz = 2.0
  private static let retryAfter = Duration.seconds(2)

  private let socket: String
  private let logger: Logger
  private let state = Mutex(DaemonSnapshot())
  private let isStopping = Atomic<Bool>(false)

  init(socket: String, logger: Logger) {
    self.socket = socket
    self.logger = logger
  }

  var snapshot: DaemonSnapshot { state.withLock { $0 } }

  /// Follows until it is stopped.
  /// - Parameter onNews: called after something is new.
  func run(_ onNews: @Sendable () -> Void) {
    var complaint = Complaint(logger)
    while !isStopping.load(ordering: .acquiring) {
      do {
        try follow(&complaint, onNews)
      } catch {
        state.withLock { $0.frames = [:] }
        onNews()
        complaint.report("\(error)")
        PosixThread.pause(Self.retryAfter)
      }
    }
  }

  func stop() { isStopping.store(true, ordering: .releasing) }

  private func follow(_ complaint: inout Complaint, _ onNews: @Sendable () -> Void) throws(FeedError) {
    var client = try FeedClient.connect(to: socket)
    complaint.isOver("the daemon is there")
    take(client.hello.machines)
    try client.watch(FeedWatch([.live], rateHz: Self.rateHz))
    while !isStopping.load(ordering: .acquiring) {
      switch try client.next(milliseconds: 200) {
      case .machines(let machines): take(machines)
      case .live(let frame): take(frame)
      case .bye: throw .closed(path: socket)
      default: continue
      }
      onNews()
    }
  }

  private func take(_ machines: [LiveMachine]) {
    state.withLock { state in
      state.machines = machines
      state.frames = state.frames.filter { id, _ in machines.contains { $0.id == id } }
    }
  }

  private func take(_ frame: LiveFrame) {
    state.withLock { state in
      state.frames[frame.machine] = frame
      state.receivedAt[frame.machine] = .now
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the service from its start to its end, over buses that come and go. Must not know: messages.

import LiveFeed
import Logging
import ServiceLifecycle
import Settings
import Synchronization

/// Shows machines to phones and watches over Bluetooth.
package final class BluetoothService: Service, Sendable {
  static let version = SoftwareVersion.current

  private static let lookEvery = Duration.milliseconds(200)

  private let settings: BluetoothConfiguration
  private let logPath: String?
  private let logger: Logger
  private let isOver = Atomic<Bool>(false)
  private let states = Mutex<[String: String]>([:])

  /// - Parameter log: a file for a line about every packet; nil for none.
  package init(_ settings: BluetoothConfiguration, log: String? = nil, logger: Logger) throws {
    self.settings = settings
    self.logger = logger
    logPath = log
    // What is wrong with the file is said before anything begins.
    if let log { _ = try PacketLog(path: log) }
  }

  /// Serves until the program ends.
  package func run() async throws {
    let feed = BeltFeed(socket: settings.socket, logger: logger)
    let following = feed.start()
    let sender = HeartRateSender(besides: settings.socket, logger: logger)
    let sending = settings.adapters.contains { $0.heartRate != nil } ? sender.start() : nil
    let thread = PosixThread.start("deadmill-bus") { [self] in serve(feed, sender) }
    while !Task.isCancelled, !Task.isShuttingDownGracefully { try? await Task.sleep(for: Self.lookEvery) }
    isOver.store(true, ordering: .releasing)
    thread?.join()
    sender.stop()
    sending?.join()
    following.stop()
  }

  private var shouldStop: Bool { isOver.load(ordering: .acquiring) }

  /// Serves over one connection after another.
  private func serve(_ feed: BeltFeed, _ sender: HeartRateSender) {
    let log = logPath.flatMap { try? PacketLog(path: $0) }
    var backOff = BackOff()
    while !shouldStop {
      do {
        let bus = try BusConnection.system()
        let loop = BluetoothLoop(bus, settings, feed: feed, sender: sender, log: log, logger: logger) {
          [self] in
          report($0, $1)
        }
        let begun = ContinuousClock.now
        defer { if ContinuousClock.now - begun > .seconds(60) { backOff.succeeded() } }
        try loop.run { [self] in shouldStop }
      } catch {
        for adapter in settings.adapters {
          report(adapter.adapter, "\(error); is the package dbus installed?")
        }
        pause(backOff.failed())
      }
    }
  }

  /// Waits in short steps, so that the program can end.
  private func pause(_ duration: Duration) {
    let until = ContinuousClock.now + duration
    while !shouldStop, ContinuousClock.now < until { PosixThread.pause(Self.lookEvery) }
  }

  /// Says what an adapter does, each time that is something else.
  private func report(_ adapter: String, _ state: String) {
    let isNew = states.withLock { states in
      defer { states[adapter] = state }
      return states[adapter] != state
    }
    if isNew { logger.notice("\(adapter): \(state)") }
  }
}

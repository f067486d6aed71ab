// SPDX-License-Identifier: Apache-2.0
//
// Owns: keep-alive messages to the service manager while every pulse thread makes progress. Must not know: sockets, frames.

import Foundation
import Hardware
import Synchronization

/// When a keep-alive is due: only if every pulse thread has polled its source since the last one.
struct LifeSignRule {
  /// While the sensor is missing, each keep-alive extends the start timeout by this much.
  static let startExtensionNs: Int64 = 30_000_000_000
  /// Interval of keep-alives while the sensor is missing.
  static let extensionEveryNs: Int64 = 5_000_000_000

  private let watchdogNs: Int64?
  private var progress: [Int64] = []
  private var wasReady = false
  private var nextNs: Int64 = .min

  /// - Parameter watchdogNs: how long the service manager waits for a keep-alive; nil if it expects none.
  init(watchdogNs: Int64?) { self.watchdogNs = watchdogNs }

  /// How often to check: four times within the timeout, so that one late check does no harm.
  var everyNs: Int64 { min(Self.extensionEveryNs, (watchdogNs ?? Self.extensionEveryNs) / 4) }

  /// - Parameter looks: how often each pulse thread has polled its source.
  /// - Returns: the message to send now, in sd_notify(3)'s format.
  mutating func look(nowNs: Int64, looks: [Int64], isReady: Bool) -> String? {
    if isReady, !wasReady { nextNs = .min }
    wasReady = isReady
    guard nowNs >= nextNs, allMoved(looks) else { return nil }
    guard isReady else {
      nextNs = nowNs &+ Self.extensionEveryNs
      return ServiceManager.longerStart
    }
    guard let watchdogNs else { return nil }
    nextNs = nowNs &+ watchdogNs / 4
    return "WATCHDOG=1"
  }

  private mutating func allMoved(_ looks: [Int64]) -> Bool {
    let moved = looks.count != progress.count || zip(looks, progress).allSatisfy { $0 != $1 }
    if moved { progress = looks }
    return moved
  }
}

/// Sends keep-alives from a thread of its own, so that a busy cooperative pool does not end the service.
final class LifeSigns: Sendable {
  private let manager: ServiceManager
  private let looks: @Sendable () -> [Int64]
  private let ready = Atomic<Bool>(false)
  private let stopping = DispatchSemaphore(value: 0)
  private let thread = Mutex<RealtimeThread?>(nil)

  /// - Parameter looks: how often each running pulse thread has polled its source.
  init(_ manager: ServiceManager, looks: @escaping @Sendable () -> [Int64]) {
    self.manager = manager
    self.looks = looks
  }

  /// To be called once a sensor is there; until then each keep-alive extends the start timeout.
  func isReady() { ready.store(true, ordering: .relaxed) }

  /// Does nothing without a service manager.
  func start() throws(HardwareError) {
    guard manager.isThere else { return }
    let started = try RealtimeThread(name: "deadmill-life", priority: nil) { @Sendable in
      var rule = LifeSignRule(watchdogNs: self.manager.watchdogNs)
      repeat {
        let isReady = self.ready.load(ordering: .relaxed)
        let sign = rule.look(nowNs: MonotonicClock.nowNs, looks: self.looks(), isReady: isReady)
        if let sign { self.manager.send([sign]) }
      } while self.stopping.wait(timeout: .now() + .nanoseconds(Int(rule.everyNs))) == .timedOut
    }
    thread.withLock { $0 = started }
  }

  /// No more signs; none is on its way when this returns. May be called again.
  func stop() {
    stopping.signal()
    thread.withLock { $0 }?.join()
  }
}

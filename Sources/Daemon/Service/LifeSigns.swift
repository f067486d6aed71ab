// SPDX-License-Identifier: Apache-2.0
//
// Owns: signs of life for the service manager, while every pulse thread gets on. Must not know: sockets, frames.

import Foundation
import Hardware
import Synchronization

/// When a sign of life is due. It is given only while every pulse thread has looked at its source since the last one.
struct LifeSignRule {
  /// While the sensor is awaited, the start may take this much longer with each sign of life.
  static let startExtensionNs: Int64 = 30_000_000_000
  /// Signs of life while the sensor is awaited.
  static let extensionEveryNs: Int64 = 5_000_000_000

  private let watchdogNs: Int64?
  private var progress: [Int64] = []
  private var wasReady = false
  private var nextNs: Int64 = .min

  /// - Parameter watchdogNs: how long the service manager waits for a sign of life; nil if it wants none.
  init(watchdogNs: Int64?) { self.watchdogNs = watchdogNs }

  /// How often to look: four times in the time allowed, so that a late one is no disaster.
  var everyNs: Int64 { min(Self.extensionEveryNs, (watchdogNs ?? Self.extensionEveryNs) / 4) }

  /// - Parameter looks: how often each pulse thread has looked at its source.
  /// - Returns: what to say now, in sd_notify(3)'s words.
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

/// Gives the signs on a thread of its own: a cooperative pool that is busy is no reason to end the service.
final class LifeSigns: Sendable {
  private let manager: ServiceManager
  private let looks: @Sendable () -> [Int64]
  private let ready = Atomic<Bool>(false)
  private let stopping = DispatchSemaphore(value: 0)
  private let thread = Mutex<RealtimeThread?>(nil)

  /// - Parameter looks: how often each pulse thread that has not ended has looked at its source.
  init(_ manager: ServiceManager, looks: @escaping @Sendable () -> [Int64]) {
    self.manager = manager
    self.looks = looks
  }

  /// A sensor is there; until then each sign extends the start.
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

  func stop() {
    stopping.signal()
    thread.withLock { $0 }?.join()
  }
}

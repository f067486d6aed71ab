// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the service manager is told, and when. Must not know: sockets, systemd.

import Foundation
import LiveFeed

/// Follows the daemon for the service manager: ready once a sensor is there, a status each second, and signs of life only
/// while every pulse thread gets on. It has no timer: where nobody looks, or nothing moves, nothing is said.
struct ServiceReport {
  static let statusEveryNs: Int64 = 1_000_000_000
  /// While the sensor is awaited, the start may take this much longer with each sign of life.
  static let startExtensionNs: Int64 = 30_000_000_000
  /// Signs of life while the sensor is awaited.
  static let extensionEveryNs: Int64 = 5_000_000_000

  private let watchdogNs: Int64?
  private(set) var isReady = false
  private var progress: [Int64] = []
  private var nextSignNs: Int64 = .min
  private var nextStatusNs: Int64 = .min

  /// - Parameter watchdogNs: how long the service manager waits for a sign of life.
  init(watchdogNs: Int64?) { self.watchdogNs = watchdogNs }

  /// Looks at the daemon.
  /// - Parameters:
  ///   - looks: how often each pulse thread has looked at its source.
  ///   - frames: what the displays show, a frame for each machine.
  /// - Returns: what to say now, in sd_notify(3)'s words; mostly nothing.
  mutating func look(nowNs: Int64, looks: [Int64], frames: [LiveFrame]) -> [String] {
    var messages: [String] = []
    // One missing adapter of several does not make the others' service less ready.
    if !isReady, frames.contains(where: { $0.health.sensor != .waiting }) {
      isReady = true
      messages.append("READY=1")
      nextSignNs = .min
      nextStatusNs = .min
    }
    if nowNs >= nextSignNs, isAlive(looks), let sign = sign(nowNs) { messages.append(sign) }
    if nowNs >= nextStatusNs {
      messages.append(ServiceManager.status(Self.text(frames)))
      nextStatusNs = nowNs &+ Self.statusEveryNs
    }
    return messages
  }

  /// Whether every thread has looked since the last sign of life.
  private mutating func isAlive(_ looks: [Int64]) -> Bool {
    let allMoved = looks.count != progress.count || zip(looks, progress).allSatisfy { $0 != $1 }
    if allMoved { progress = looks }
    return allMoved
  }

  private mutating func sign(_ nowNs: Int64) -> String? {
    guard isReady else {
      nextSignNs = nowNs &+ Self.extensionEveryNs
      return ServiceManager.longerStart
    }
    guard let watchdogNs else { return nil }
    // Four in the time allowed: a late one is no disaster.
    nextSignNs = nowNs &+ watchdogNs / 4
    return "WATCHDOG=1"
  }

  /// All belts in one line.
  static func text(_ frames: [LiveFrame]) -> String {
    if frames.count == 1 { return text(frames[0]) }
    return frames.map { "\($0.machine): \(text($0))" }.joined(separator: " | ")
  }

  /// The belt in one line.
  static func text(_ frame: LiveFrame) -> String {
    var parts: [String] = []
    switch frame.health.sensor {
    case .waiting, .lost: parts.append("waiting for the sensor: \(frame.health.sensorText)")
    case .ok, .simulated, .replay, .ended:
      parts.append(String(format: "%.2f km/h, %@", frame.motion.displaySpeedMps * 3.6, frame.phase))
    }
    if let elapsedS = frame.set.elapsedS, let distanceM = frame.set.distanceM {
      parts.append(String(format: "set %d: %.0f s, %.1f m", frame.set.number, elapsedS, distanceM))
    }
    parts.append("\(frame.service.setsLogged) set(s) logged")
    if let health = frame.health.summary { parts.append(health) }
    return parts.joined(separator: "; ")
  }
}

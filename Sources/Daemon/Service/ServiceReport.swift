// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is reported to the service manager, and when. Must not know: sockets, systemd.

import LiveFeed
import Text

/// Composes messages for the service manager: ready once a sensor is there, and a status each second.
struct ServiceReport {
  static let statusEveryNs: Int64 = 1_000_000_000

  private(set) var isReady = false
  private var nextStatusNs: Int64 = .min

  /// Checks the daemon's state.
  /// - Parameter frames: the newest frame of each machine.
  /// - Returns: the messages to send now, in sd_notify(3)'s format; mostly none.
  mutating func look(nowNs: Int64, frames: [LiveFrame]) -> [String] {
    var messages: [String] = []
    // One missing adapter of several does not keep the service from being ready.
    if !isReady, frames.contains(where: { $0.health.sensor != .waiting }) {
      isReady = true
      messages.append("READY=1")
      nextStatusNs = .min
    }
    if nowNs >= nextStatusNs {
      messages.append(ServiceManager.status(Self.text(frames)))
      nextStatusNs = nowNs &+ Self.statusEveryNs
    }
    return messages
  }

  /// All belts in one line.
  static func text(_ frames: [LiveFrame]) -> String {
    if frames.count == 1 { return text(frames[0]) }
    return frames.map { "\($0.name): \(text($0))" }.joined(separator: " | ")
  }

  /// The belt in one line.
  static func text(_ frame: LiveFrame) -> String {
    var parts: [String] = []
    switch frame.health.sensor {
    case .waiting, .lost: parts.append("waiting for the sensor: \(frame.health.sensorText)")
    case .ok, .simulated, .replay, .ended:
      parts.append("\(DecimalText.fixed(frame.motion.displaySpeedMps * 3.6, 2)) km/h, \(frame.phase)")
    }
    if let elapsedS = frame.set.elapsedS, let distanceM = frame.set.distanceM {
      let time = DecimalText.fixed(elapsedS, 0)
      parts.append("set \(frame.set.number): \(time) s, \(DecimalText.fixed(distanceM, 1)) m")
    }
    parts.append("\(CountText.of(frame.service.setsLogged, "set")) logged")
    if let health = frame.health.summary { parts.append(health) }
    return parts.joined(separator: "; ")
  }
}

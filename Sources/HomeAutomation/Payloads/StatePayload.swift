// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is sent of a machine now. Must not know: when, connections.

import LiveFeed

/// A machine's state, health and sensor as payloads.
enum StatePayload {
  /// What stands for no walker where a walker is chosen.
  static let noWalker = "No walker"
  /// Phases of a machine; a later daemon may know more, which are sent as `idle`.
  static let phases = ["idle", "candidate", "active", "paused"]
  private static let kmhPerMps = 3.6

  /// The live figures. Unknown is null.
  /// - Parameter showsWalker: whether names may be sent.
  static func state(_ frame: LiveFrame, showsWalker: Bool) -> String {
    let motion = frame.motion
    let isKnown = frame.health.sensor.isOnline
    var pairs: [(key: String, value: JSONValue)] = [
      ("speedKmh", .rounded(isKnown ? motion.displaySpeedMps * kmhPerMps : nil, 1)),
      ("speedSdKmh", .rounded(isKnown ? motion.displaySpeedSdMps * kmhPerMps : nil, 2)),
      ("phase", .text(phases.contains(frame.phase) ? frame.phase : "idle")),
      ("powerW", .rounded(isKnown ? motion.powerW : nil, 0)),
      ("powerSdW", .rounded(isKnown ? motion.powerSdW : nil, 0)),
      ("powerEstimated", .bool(motion.powerIsEstimated)),
      ("setElapsedS", .rounded(frame.set.elapsedS?.rounded(.down), 0)),
      ("setDistanceM", .rounded(frame.set.distanceM, 1)),
      ("setNumber", .integer(Int64(frame.set.number))),
      ("simulated", .bool(frame.service.isSimulated)),
    ]
    if showsWalker { pairs.append(("walker", .text(frame.walker ?? noWalker))) }
    return JSONValue.object(pairs).json
  }

  /// What is wrong with a machine.
  static func health(_ frame: LiveFrame) -> String {
    let alerts = frame.health.alerts.map { alert in
      JSONValue.object([
        ("kind", .text(alert.kind)), ("severity", .text(alert.severity)), ("text", .text(alert.text)),
        ("since", .text(orNull: alert.since)),
      ])
    }
    return JSONValue.object([
      ("sensor", .text(frame.health.sensor.rawValue)), ("alerts", .array(alerts)),
    ]).json
  }

  /// Whether a machine's figures are those of a sensor that counts.
  static func sensor(_ isOnline: Bool) -> String { isOnline ? "online" : "offline" }
}

extension SensorState {
  /// Whether the belt would be seen if it moved.
  var isOnline: Bool {
    switch self {
    case .ok, .simulated, .replay: true
    case .waiting, .lost, .ended: false
    }
  }
}

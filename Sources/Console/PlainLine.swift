// SPDX-License-Identifier: Apache-2.0
//
// Owns: a live frame as one line of text, for where there is no terminal. Must not know: sockets.

import LiveFeed

/// One line a frame.
package enum PlainLine {
  package static func text(_ frame: LiveFrame) -> String {
    var parts = [Figures.clock(Double(frame.timeNs) / 1e9), pad(frame.phase, 9)]
    let isBlind = frame.sensor == .lost || frame.sensor == .waiting
    parts.append("\(isBlind ? Figures.unknown : Figures.fixed(frame.displaySpeedMps * 3.6, 2)) km/h")
    if let elapsed = frame.setElapsedS {
      parts.append(
        "set \(frame.setNumber) \(Figures.clock(elapsed)) \(Figures.fixed(frame.setDistanceM ?? 0, 1)) m")
      parts.append(Figures.power(frame))
    } else if let rest = frame.restElapsedS {
      parts.append("rest \(Figures.clock(rest)) after set \(frame.setNumber)")
    }
    if isBlind { parts.append("SENSOR: " + frame.sensorText) }
    if let health = frame.health { parts.append("! " + health) }
    if frame.isSimulated { parts.append("[simulated]") }
    return parts.joined(separator: "  ")
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

/// Figures as text, the same wherever they stand.
package enum Figures {
  /// Shown for what is not known.
  package static let unknown = "–"

  package static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return unknown }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (value * scale).rounded()
    let whole = Int((scaled.magnitude / scale).rounded(.towardZero))
    var text = scaled < 0 ? "-\(whole)" : "\(whole)"
    if digits > 0 {
      let rest = String(Int(scaled.magnitude - Double(whole) * scale))
      text += "." + String(repeating: "0", count: max(0, digits - rest.count)) + rest
    }
    return text
  }

  /// m:ss
  package static func clock(_ seconds: Double) -> String {
    let whole = seconds.isFinite ? Int(max(0, min(seconds, 1e9))) : 0
    let rest = whole % 60
    return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
  }

  /// Power with what is not certain about it.
  package static func power(_ frame: LiveFrame) -> String {
    guard let watts = frame.powerW, let sd = frame.powerSdW else { return "\(unknown) W" }
    return "\(fixed(watts, 0)) W ± \(fixed(sd, 0))" + (frame.powerIsEstimated ? " estimated" : "")
  }
}

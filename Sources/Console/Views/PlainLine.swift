// SPDX-License-Identifier: Apache-2.0
//
// Owns: a live frame as one line of text, for output that is not a terminal. Must not know: sockets.

import LiveFeed
import Words

/// One line per frame.
package enum PlainLine {
  package static func text(_ frame: LiveFrame, _ look: Look) -> String {
    let (figures, words) = (look.figures, look.words)
    let isBlind = frame.health.sensor == .lost || frame.health.sensor == .waiting
    let speed = isBlind ? Figures.unknown : figures.preciseSpeed(frame.motion.displaySpeedMps)
    var parts = [figures.clock(Double(frame.timeNs) / 1e9), "\(speed) \(figures.unit.rawValue)"]
    if let elapsed = frame.set.elapsedS {
      let set = words.text(.gymSet, "\(frame.set.number)")
      let paused = frame.phase == "paused" ? " (\(words.text(.paused).lowercased()))" : ""
      parts.append("\(set) \(figures.clock(elapsed))\(paused) \(figures.metres(frame.set.distanceM)) m")
      parts.append(power(frame, look))
    } else if let rest = frame.set.restElapsedS {
      parts.append("\(words.text(.gymRest)) \(figures.clock(rest))")
    } else {
      parts.append(words.text(.gymIdle))
    }
    if isBlind {
      let word = words.text(frame.health.sensor == .lost ? .sensorLost : .noSensor)
      parts.append("\(word): \(frame.health.sensorText)")
    }
    if let health = frame.health.summary { parts.append("! " + health) }
    if frame.service.isSimulated { parts.append("[\(words.text(.simulated).lowercased())]") }
    return clean(parts.joined(separator: "  "))
  }

  /// Power with its uncertainty.
  private static func power(_ frame: LiveFrame, _ look: Look) -> String {
    guard let watts = frame.motion.powerW, let sd = frame.motion.powerSdW else {
      return "\(Figures.unknown) W"
    }
    let text = "\(look.figures.fixed(watts, 0)) W ± \(look.figures.fixed(sd, 0))"
    return text + (frame.motion.powerIsEstimated ? " \(look.words.text(.estimated))" : "")
  }

  /// One line stays one line, whatever the machine's name contains.
  private static func clean(_ text: String) -> String {
    String(SafeText.glyphs(text, .unicode).map(\.character))
  }
}

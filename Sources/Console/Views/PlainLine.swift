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
    var parts = [figures.clock(frame.timeS), "\(speed) \(figures.unit.rawValue)"]
    if let elapsed = frame.set.elapsedS {
      let set = words.text(.gymSet, "\(frame.setNumber)")
      let word: Phrase? = frame.isCoasting ? .coasting : frame.phase == "paused" ? .paused : nil
      let state = word.map { " (\(words.text($0).lowercased()))" } ?? ""
      parts.append("\(set) \(figures.clock(elapsed))\(state) \(figures.length(frame.set.distanceM))")
      parts.append(power(frame, look))
    } else if let rest = frame.set.restElapsedS {
      parts.append("\(words.text(.gymRest)) \(figures.clock(rest))")
      if frame.isLastShort, let verdict = frame.verdict, let last = frame.set.last {
        let short = figures.clock(last.durationS.isFinite ? last.durationS.rounded(.down) : nil)
        parts.append(
          words.text(.tooShort, short, figures.clock(verdict.targetS)) + ", "
            + words.text(.setAgain, "\(verdict.set)"))
      }
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

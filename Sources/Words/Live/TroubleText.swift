// SPDX-License-Identifier: Apache-2.0
//
// Owns: what is wrong or unusual at a machine, in words. Must not know: positions.

import LiveFeed

/// A problem, or an unusual state.
package struct Trouble: Sendable, Equatable {
  /// A word for the corner.
  package var word: String
  /// The full text; empty if the word is sufficient.
  package var text: String
  package var style: Style
}

extension LiveText {
  /// The worst problem; nil if there is none.
  package var trouble: Trouble? {
    if let path = waitsFor {
      return Trouble(word: text(.noDaemon), text: text(.waitingFor, path), style: .alarm)
    }
    guard hasFrame else { return nil }
    switch frame.health.sensor {
    case .lost: return Trouble(word: text(.sensorLost), text: frame.health.sensorText, style: .alarm)
    case .waiting: return Trouble(word: text(.noSensor), text: frame.health.sensorText, style: .alarm)
    case .ok, .simulated, .replay, .ended: break
    }
    if let health = frame.health.summary { return Trouble(word: text(.check), text: health, style: .alarm) }
    if frame.service.clockIsSynchronised == false {
      return Trouble(word: text(.clockUnsure), text: "", style: .faint)
    }
    return nil
  }

  /// Who walks; if another walker follows from the next set on, both.
  package var walkerText: String {
    var parts: [String] = []
    if let walker = frame.shownWalker, !walker.isEmpty { parts.append(walker) }
    if frame.set.elapsedS != nil, frame.walker != frame.set.walker {
      parts.append(text(.walkerNext, frame.walker ?? text(.pickNone)))
    }
    if parts.isEmpty, let why = frame.walkerLeft {
      parts.append(text(why == "day" ? .walkerLeftDay : .walkerLeftRest))
    }
    return parts.map { " · " + $0 }.joined()
  }

  /// The text of the corner if there is no problem.
  package var corner: String {
    guard hasFrame else { return "" }
    return switch frame.health.sensor {
    case .ended: text(.ended)
    case .replay: text(.replayed)
    case .ok, .simulated, .waiting, .lost: text(.ok)
    }
  }
}

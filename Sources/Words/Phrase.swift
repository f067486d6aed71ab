// SPDX-License-Identifier: Apache-2.0
//
// Owns: everything the console says, by its meaning. Must not know: any language.
//
// What a daemon says itself (about its sensor, its health) comes as text and is shown as it is.

/// Something the console says. `%1` and `%2` in a text are figures or names that are filled in.
package enum Phrase: String, Sendable, CaseIterable {
  // What is going on: large, above figures.
  case set, setOf, paused, rest, restLeft, restOver, ready, sessionDone
  case speed, distance, distanceOf, timeLeftOf
  // The coach.
  case walkNow, restNow, doneNow, walkOn, beginSet, beginSets, restUntil, restAsLong, allDone,
    nextWalk,
    nextWalkFor, nextRest, nextRestFor, nextFinished, nextLonger, week,
    weekOf,
    streak, noProtocol, advice, target, setsDone, setsDoneOf
  // Rows and heads of tables.
  case rowTime, rowDistance, rowMean, rowTop, rowPower, rowCadence, rowFade, rowEvenness, rowBelt, rowTotal,
    rowUncertainty, headNow, headLast, headLastTime, headBest, headSet, headChange
  // After a set.
  case summaryOf, better, worse, equal, firstOfKind, estimated, fadeOf, fasterAtEnd, even, uneven,
    suspect
  // Directions of the belt.
  case forward, backward
  // Health.
  case ok, noSensor, sensorLost, noDaemon, waitingFor, check, clockUnsure, simulated, ended, replayed
  // The gym.
  case gymIdle, gymSet, gymRest, gymOff, gymMore, gymTitle
  // The foot.
  case counters, missed, lostUnknown, keysHint, traceSpan
  // Keys and what they did.
  case keysTitle, keyViews, keyNext, keyAuto, keyUnits, keyMute, keyWalker, keyMachine, keyRedraw, keyQuit,
    keyHelp,
    viewIs,
    unitIs, soundOn, soundOff, soundNone, walkerIs, walkerNone
  // Views.
  case viewAuto, viewBig, viewDetail, viewGym, viewCoach
}

/// What the console says in a language.
package struct Words: Sendable, Equatable {
  package var language: Language

  package init(_ language: Language) { self.language = language }

  /// A phrase with its places filled.
  package func text(_ phrase: Phrase, _ first: String = "", _ second: String = "") -> String {
    let template = Self.template(phrase, language) ?? phrase.rawValue
    guard template.contains("%") else { return template }
    var text = ""
    var isPlace = false
    for character in template {
      if isPlace {
        text += character == "1" ? first : character == "2" ? second : "%\(character)"
        isPlace = false
      } else if character == "%" {
        isPlace = true
      } else {
        text.append(character)
      }
    }
    return isPlace ? text + "%" : text
  }

  /// A phrase as it is written down; nil where it is missing.
  package static func template(_ phrase: Phrase, _ language: Language) -> String? {
    switch language {
    case .english: english[phrase]
    case .german: german[phrase]
    }
  }
}

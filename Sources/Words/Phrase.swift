// SPDX-License-Identifier: Apache-2.0
//
// Owns: the console's phrases, by their meaning. Must not know: any language.
//
// The daemon's own texts (about its sensor and its health) are English and shown unchanged.

/// A phrase of the console. `%1` and `%2` in its text are placeholders for figures or names.
package enum Phrase: String, Sendable, CaseIterable {
  // The current activity: large, above the figures.
  case set, setOf, paused, rest, restLeft, restOver, ready, sessionDone, doneOver, extraSet, coasting,
    starting
  case speed, distance, distanceOf, timeLeftOf, feet, yards, miles, feetOf
  // Against an earlier set or a target.
  case aheadOfLast, behindLast, aheadOfBest, behindBest, aheadOfTarget, behindTarget, levelLast, levelBest,
    levelTarget
  // The coach.
  case walkNow, restNow, doneNow, walkOn, beginSet, beginSets, restUntil, restAsLong, allDone,
    nextWalk,
    nextWalkFor, nextRest, nextRestFor, nextFinished, nextLonger, week,
    weekOf,
    streak, noProtocol, advice, target, setsDone, setsDoneOf, weekOfDays, nextAgain, nextAgainFor, restTarget,
    holdRails, beginner
  // The protocols that are built in; others have their author's title.
  case titleDeadmill, titleRetro, titleSled, titleFree
  // Rows and heads of tables.
  case rowTime, rowDistance, rowMean, rowTop, rowPower, rowCadence, rowFade, rowEvenness, rowBelt, rowTotal,
    rowHere, rowHeartRate, rowUncertainty, rowFeet, headNow, headLast, headLastTime, headBest, headSet,
    headChange
  // After a set.
  case summaryOf, better, worse, equal, firstOfKind, estimated, fadeOf, fasterAtEnd, even, uneven,
    suspect, tooShort, setAgain, extraDone, summaryFeet, extraFeet
  // Directions of the belt.
  case forward, backward
  // Health.
  case ok, noSensor, sensorLost, noDaemon, waitingFor, check, clockUnsure, simulated, ended, replayed
  // The gym.
  case gymIdle, gymSet, gymRest, gymOff, gymMore, gymTitle
  // Who walks.
  case walkerNext, walkerFromNow, walkerFromNext, noWalkerFromNow, noWalkerFromNext, walkerElsewhere,
    walkerLeftRest,
    walkerLeftDay,
    pickTitle, pickNone, pickHint, pickEmpty, pickAdd, pickWait, pickMore
  // How the set was.
  case claimHere, claimNone, claimNoPage
  case rateExertion, ratePain, rateHint, ratedBoth, ratedExertion, ratedPain
  // The foot.
  case counters, missed, lostUnknown, keysHint, traceSpan
  // Keys, and the messages they produce.
  case keysTitle, keyViews, keyNext, keyAuto, keyUnits, keyMute, keyWalker, keyMachine, keyRedraw, keyQuit,
    keyHelp, keyRate, keyClaim, arrows,
    viewIs,
    unitIs, soundOn, soundOff, soundNone
  // Views.
  case viewAuto, viewBig, viewDetail, viewGym, viewCoach
}

/// The phrases of one language.
package struct Words: Sendable, Equatable {
  package var language: Language

  package init(_ language: Language) { self.language = language }

  /// A phrase with its placeholders filled in.
  package func text(_ phrase: Phrase, _ first: String = "", _ second: String = "") -> String {
    let template = Self.template(phrase, language) ?? phrase.rawValue
    guard template.contains("%") else { return template }
    var text = ""
    var isPlaceholder = false
    for character in template {
      if isPlaceholder {
        text += character == "1" ? first : character == "2" ? second : "%\(character)"
        isPlaceholder = false
      } else if character == "%" {
        isPlaceholder = true
      } else {
        text.append(character)
      }
    }
    return isPlaceholder ? text + "%" : text
  }

  /// A phrase with its placeholders; nil if the language lacks it.
  package static func template(_ phrase: Phrase, _ language: Language) -> String? {
    switch language {
    case .english: english[phrase]
    case .german: german[phrase]
    }
  }
}

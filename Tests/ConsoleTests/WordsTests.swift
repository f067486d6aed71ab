// SPDX-License-Identifier: Apache-2.0
//
// Owns: that every language has every phrase, and that each fits its room.

import Console
import LiveFeed
import Testing
import Words

/// The longest values of a phrase's placeholders, and its room in columns on a screen of 80x24.
private func room(_ phrase: Phrase) -> (columns: Int, first: String, second: String) {
  switch phrase {
  // Half of the screen, minus a margin.
  case .set, .setOf, .rest, .restLeft, .restOver, .sessionDone, .speed, .distance, .distanceOf, .paused,
    .extraSet, .starting, .feet, .yards, .miles, .feetOf:
    (36, "88", "88")
  case .doneOver: (36, "+88:88", "")
  // Next to SET 88.
  case .coasting: (12, "", "")
  case .aheadOfLast, .behindLast, .aheadOfBest, .behindBest, .aheadOfTarget, .behindTarget, .levelLast,
    .levelBest, .levelTarget:
    (40, "88.8 m", "")
  case .timeLeftOf: (43, "SET 88 OF 88", "")
  case .ready: (43, "", "")
  case .walkNow, .restNow, .doneNow: (10, "", "")
  case .walkOn, .beginSet, .beginSets, .restUntil, .restAsLong, .allDone, .noProtocol: (40, "88", "88")
  case .advice: (78, "", "")
  case .holdRails: (30, "", "")
  case .beginner: (78, "", "")
  case .titleDeadmill, .titleRetro, .titleSled, .titleFree: (40, "", "")
  case .nextWalk, .nextWalkFor, .nextRest, .nextRestFor, .nextFinished, .nextLonger, .nextAgain,
    .nextAgainFor:
    (76, "88:88", "88:88")
  case .week: (16, "", "")
  case .weekOf, .weekOfDays: (24, "8", "8-8")
  case .streak: (30, "888", "")
  case .target, .restTarget: (20, "88:88", "")
  case .setsDone, .setsDoneOf: (30, "88", "88")
  case .rowTime, .rowDistance, .rowMean, .rowTop, .rowPower, .rowCadence, .rowFade, .rowEvenness, .rowBelt,
    .rowTotal, .rowHere, .rowHeartRate, .rowUncertainty, .rowFeet, .headChange, .estimated:
    (12, "min/km", "")
  case .headNow, .headLast, .headLastTime, .headBest, .headSet: (6, "8", "")
  case .summaryOf, .summaryFeet, .extraDone, .extraFeet: (43, "88", "")
  case .tooShort: (43, "88:88", "88:88")
  case .setAgain: (24, "88", "")
  case .better, .worse, .equal, .firstOfKind, .suspect: (36, "88.8 m", "")
  case .fadeOf, .fasterAtEnd: (26, "88 %", "")
  case .even, .uneven: (16, "", "")
  case .forward, .backward: (20, "", "")
  case .ok, .noSensor, .sensorLost, .noDaemon, .check, .clockUnsure, .ended, .replayed: (14, "", "")
  case .simulated: (9, "", "")
  case .waitingFor: (76, "/run/deadmill/deadmill.sock", "")
  case .gymIdle, .gymSet, .gymRest, .gymOff: (16, "88", "")
  case .gymMore, .gymTitle: (24, "88", "")
  case .walkerNext: (30, "Alexander the Great", "")
  case .walkerFromNow, .walkerFromNext, .noWalkerFromNow, .noWalkerFromNext: (44, "Alexander the Great", "")
  case .walkerElsewhere: (44, "Alexander", "Treadmill 3")
  case .walkerLeftRest, .walkerLeftDay: (40, "", "")
  case .pickTitle: (40, "Treadmill 3", "")
  case .pickNone, .pickHint, .pickEmpty, .pickAdd, .pickWait, .pickMore: (34, "888", "")
  case .rateExertion, .ratePain: (30, "10", "")
  case .rateHint: (30, "", "")
  case .ratedBoth, .ratedExertion, .ratedPain: (44, "6.5", "10")
  case .counters: (44, "88888 m", "88888888")
  case .missed: (30, "8888", "8888")
  case .lostUnknown: (14, "", "")
  case .keysHint: (12, "", "")
  case .traceSpan: (60, "88:88", "88.88 km/h")
  case .keysTitle: (20, "", "")
  case .keyViews, .keyNext, .keyAuto, .keyUnits, .keyMute, .keyWalker, .keyMachine, .keyRedraw, .keyQuit,
    .keyHelp, .keyRate, .keyClaim:
    (36, "", "")
  case .claimHere: (33, "", "")
  case .claimNone, .claimNoPage: (40, "", "")
  case .arrows: (9, "", "")
  case .viewIs, .unitIs, .soundOn, .soundOff, .soundNone: (60, "auto", "")
  case .viewAuto, .viewBig, .viewDetail, .viewGym, .viewCoach: (16, "", "")
  }
}

@Test("no phrase is missing in any language, empty, or wider than its room", arguments: Language.allCases)
func everythingIsSaid(language: Language) {
  let words = Words(language)
  for phrase in Phrase.allCases {
    guard let template = Words.template(phrase, language) else {
      Issue.record("\(language): \(phrase) is missing")
      continue
    }
    #expect(!template.isEmpty, "\(phrase)")
    let (columns, first, second) = room(phrase)
    for glyphs in GlyphSet.allCases {
      let text = words.text(phrase, first, second)
      let width = SafeText.width(text, glyphs)
      // Letters that ASCII writes as two may take slightly more room.
      let slack = glyphs == .ascii && language != .english ? 2 : 0
      #expect(width <= columns + slack, "\(language) \(phrase): \(width) of \(columns)")
    }
  }
}

@Test("every language uses the same placeholders", arguments: Language.allCases)
func samePositions(language: Language) {
  for phrase in Phrase.allCases {
    for position in ["%1", "%2"] {
      let here = Words.template(phrase, language)?.contains(position)
      #expect(
        here == Words.template(phrase, .english)?.contains(position), "\(language): \(phrase) \(position)")
    }
  }
}

@Test("every language's letters are in the Linux console's font", arguments: Language.allCases)
func inConsoleFont(language: Language) {
  for phrase in Phrase.allCases {
    for scalar in (Words.template(phrase, language) ?? "").unicodeScalars {
      #expect(scalar.isASCII || ConsoleFont.has(scalar), "\(language) \(phrase): \(scalar)")
    }
  }
}

@Test("placeholders are filled once, and inserted text is not interpreted")
func filling() {
  let words = Words(.english)
  #expect(words.text(.setOf, "2", "3") == "SET 2 OF 3")
  #expect(words.text(.viewIs, "%2 %1") == "view: %2 %1")
}

@Test(
  "the language comes from the environment",
  arguments: [
    (["LANG": "de_DE.UTF-8"], Language.german), (["LANG": "de"], .german), (["LANG": "C"], .english),
    (["LC_ALL": "de_AT", "LANG": "en_GB"], .german), (["LC_ALL": "", "LANG": "de_CH"], .german),
    (["LC_MESSAGES": "en_US", "LANG": "de_DE"], .english), ([:], .english),
    (["LANG": "fr_FR.UTF-8"], .english),
    (["LANG": "deu"], .english),
  ] as [([String: String], Language)])
func languageOfEnvironment(environment: [String: String], language: Language) {
  #expect(Language(environment: environment) == language)
}

@Test("the plain line has the essentials, in the requested language and unit")
func plainLine() {
  let english = PlainLine.text(Moment.bareSet.frame, Look())
  #expect(english.contains("2.92 km/h") && english.contains("set 2 0:48 38.2 m"))
  #expect(english.contains("114 W ± 38 estimated"))
  #expect(PlainLine.text(Moment.lost.frame, Look()).contains("SENSOR LOST: GPIO17 is gone"))
  let german = PlainLine.text(Moment.bareSet.frame, Look(language: .german, unit: .metresPerSecond))
  #expect(
    german.contains("0,81 m/s") && german.contains("Satz 2 0:48 38,2 m") && german.contains("geschätzt"))
  var odd = Moment.set.frame
  odd.health.summary = "two\nlines\u{1B}[2J"
  #expect(!PlainLine.text(odd, Look()).contains { $0.isNewline || $0 == "\u{1B}" })
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the console's phrases in German. Must not know: where they appear. WordsTests holds how long each may be.

extension Words {
  package static let german: [Phrase: String] = [
    .set: "SATZ %1", .setOf: "SATZ %1 VON %2", .paused: "PAUSIERT", .rest: "PAUSE", .restLeft: "NOCH PAUSE",
    .restOver: "PAUSE VORBEI", .ready: "Gehen: Sätze starten automatisch",
    .sessionDone: "FERTIG FÜR HEUTE, SEIT",
    .doneOver: "FERTIG %1", .extraSet: "EXTRASATZ", .coasting: "ROLLT AUS", .starting: "BEGINNT",
    .feet: "FUSS", .yards: "YARD", .miles: "MEILEN", .feetOf: "SATZ %1, FUSS",

    .aheadOfLast: "%1 vor dem letzten Mal", .behindLast: "%1 hinter dem letzten Mal",
    .aheadOfBest: "%1 vor deinem Besten", .behindBest: "%1 hinter deinem Besten",
    .aheadOfTarget: "%1 vor dem Ziel", .behindTarget: "%1 hinter dem Ziel",
    .levelLast: "gleichauf mit letztem Mal", .levelBest: "gleichauf mit deinem Besten",
    .levelTarget: "im Ziel",
    .speed: "TEMPO", .distance: "METER", .distanceOf: "SATZ %1, METER",

    .walkNow: "GEHEN", .restNow: "PAUSE", .doneNow: "FERTIG", .walkOn: "Gehen, solange du magst",
    .beginSet: "Satz %1 starten", .beginSets: "Satz %1 von %2 starten", .restUntil: "Pause, dann Satz %1",
    .restAsLong: "Pause, solange du magst", .allDone: "Alle Sätze geschafft",

    .nextWalk: "Dann: Satz %1", .nextWalkFor: "Dann: Satz %1, %2", .nextRest: "Dann: Pause",
    .nextRestFor: "Dann: %1 Pause", .nextFinished: "Nächstes Mal: ebenso",
    .nextLonger: "Nächstes Mal: Sätze von %1",
    .nextAgain: "Dann: noch einmal Satz %1", .nextAgainFor: "Dann: noch einmal Satz %1, %2",
    .titleDeadmill: "Drei Sätze von einer Minute", .titleRetro: "Rückwärts gehen, bis zu zehn Minuten",
    .titleSled: "Sechs Schlittenzüge von 30 Sekunden", .titleFree: "Kein Plan: jeder Satz zählt",
    .holdRails: "FESTHALTEN",
    .beginner: "Deine ersten Einheiten: kurze Sätze, langsam, bei Schmerz aufhören.",
    .restTarget: "Pause %1", .weekOfDays: "%1 von %2 Tagen",
    .week: "Diese Woche", .weekOf: "%1 von %2 Einheiten",
    .streak: "%1 Wochen in Folge", .noProtocol: "Kein Plan",
    .advice: "Langsam beginnen, festhalten. Über Wochen steigern; bei Schmerz aufhören.",
    .target: "Ziel %1", .setsDone: "Sätze geschafft: %1", .setsDoneOf: "%1 von %2 Sätzen geschafft",

    .rowTime: "Zeit", .rowDistance: "Meter", .rowMean: "%1", .rowTop: "Spitze", .rowPower: "Watt",
    .rowCadence: "Schritte/min", .rowFade: "Abfall", .rowEvenness: "Schwankung", .rowBelt: "Band",
    .rowTotal: "gesamt", .rowHere: "hier seit", .rowHeartRate: "Puls", .rowUncertainty: "± Watt",
    .rowFeet: "Fuß", .headNow: "jetzt",
    .headLast: "davor",
    .headLastTime: "vorher", .headBest: "Bestes", .headSet: "Satz %1", .headChange: "Änderung",

    .summaryOf: "SATZ %1 FERTIG, METER", .better: "Dein Bestes: %1 weiter", .worse: "%1 unter deinem Besten",
    .equal: "So weit wie dein Bestes", .firstOfKind: "Erster Satz dieser Art", .estimated: "geschätzt",
    .fadeOf: "am Ende %1 langsamer", .fasterAtEnd: "am Ende %1 schneller", .even: "gleichmäßig",
    .uneven: "ungleichmäßig", .suspect: "Verdächtig: zählt nicht",
    .tooShort: "Zu kurz %1 von %2", .setAgain: "noch einmal Satz %1", .extraDone: "EXTRASATZ FERTIG, METER",
    .summaryFeet: "SATZ %1 FERTIG, FUSS", .extraFeet: "EXTRASATZ FERTIG, FUSS",

    .walkerNext: "danach: %1", .walkerFromNow: "%1, auch für diesen Satz",
    .walkerFromNext: "%1, ab dem nächsten Satz",
    .noWalkerFromNow: "ohne Namen, auch dieser Satz", .noWalkerFromNext: "ohne Namen ab dem nächsten Satz",
    .walkerElsewhere: "%1 ist auch auf %2", .walkerLeftRest: "ohne Namen nach langer Pause",
    .walkerLeftDay: "ohne Namen: neuer Tag",
    .pickTitle: "WER GEHT?  %1", .pickNone: "ohne Namen", .pickHint: "Nummer, Name, Enter, Esc",
    .pickEmpty: "kein solcher Name", .pickAdd: "anlegen: deadmill walkers add NAME",
    .pickWait: "fragt den Dienst", .pickMore: "%1 weitere",

    .rateExertion: "ANSTRENGUNG 0-10?  %1", .ratePain: "SCHMERZ 0-10?  %1",
    .rateHint: ". halb  Enter weiter  Esc",
    .ratedBoth: "notiert: Anstrengung %1, Schmerz %2", .ratedExertion: "notiert: Anstrengung %1",
    .ratedPain: "notiert: Schmerz %1",

    .forward: "vorwärts", .backward: "rückwärts",

    .ok: "OK", .noSensor: "KEIN SENSOR", .sensorLost: "SENSOR WEG", .noDaemon: "KEIN DIENST",
    .waitingFor: "wartet auf den Deadmill-Dienst (%1)", .check: "PRÜFEN", .clockUnsure: "Uhr unsicher",
    .simulated: "SIMULIERT", .ended: "ZU ENDE", .replayed: "AUFNAHME",

    .gymIdle: "frei", .gymSet: "Satz %1", .gymRest: "Pause", .gymOff: "kein Sensor",
    .gymMore: "%1 weitere Geräte", .gymTitle: "%1 Geräte", .timeLeftOf: "%1, NOCH",

    .counters: "gesamt %1   Pulse %2", .missed: "verpasst %1   verworfen %2", .lostUnknown: "verloren: ?",
    .keysHint: "? Tasten", .traceSpan: "letzte %1, volle Höhe = %2",

    .keysTitle: "TASTEN", .keyViews: "groß, genau, alle Geräte, Plan", .keyNext: "nächste Ansicht",
    .keyAuto: "automatische Ansicht", .keyUnits: "Einheiten", .keyMute: "Ton an/aus",
    .keyWalker: "wählen, wer geht", .keyRate: "Anstrengung, Schmerz", .keyClaim: "Satz per Telefon nehmen",
    .claimHere: "Deiner? Scannen", .claimNone: "kein Satz zu nehmen",
    .claimNoPage: "nehmen: deadmill claim last NAME",
    .arrows: "Pfeile",
    .keyMachine: "nächstes Gerät",
    .keyRedraw: "neu zeichnen", .keyQuit: "beenden", .keyHelp: "diese Tasten", .viewIs: "Ansicht: %1",
    .unitIs: "Tempo in %1", .soundOn: "Ton an", .soundOff: "Ton aus", .soundNone: "kein Ton (--sound)",

    .viewAuto: "automatisch", .viewBig: "groß", .viewDetail: "genau", .viewGym: "alle Geräte",
    .viewCoach: "Plan",
  ]
}

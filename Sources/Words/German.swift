// SPDX-License-Identifier: Apache-2.0
//
// Owns: the console's phrases in German. Must not know: where they appear. WordsTests holds how long each may be.

extension Words {
  package static let german: [Phrase: String] = [
    .set: "SATZ %1", .setOf: "SATZ %1 VON %2", .paused: "PAUSIERT", .rest: "PAUSE", .restLeft: "NOCH PAUSE",
    .restOver: "PAUSE VORBEI", .ready: "Gehen: Sätze starten automatisch", .sessionDone: "FERTIG FÜR HEUTE",
    .speed: "TEMPO", .distance: "METER", .distanceOf: "SATZ %1, METER",

    .walkNow: "GEHEN", .restNow: "PAUSE", .doneNow: "FERTIG", .walkOn: "Gehen, solange du magst",
    .beginSet: "Satz %1 starten", .beginSets: "Satz %1 von %2 starten", .restUntil: "Pause, dann Satz %1",
    .restAsLong: "Pause, solange du magst", .allDone: "Alle Sätze geschafft",

    .nextWalk: "Dann: Satz %1", .nextWalkFor: "Dann: Satz %1, %2", .nextRest: "Dann: Pause",
    .nextRestFor: "Dann: %1 Pause", .nextFinished: "Nächstes Mal: ebenso",
    .nextLonger: "Nächstes Mal: Sätze von %1",
    .week: "Diese Woche", .weekOf: "%1 von %2 Einheiten",
    .streak: "%1 Wochen in Folge", .noProtocol: "Kein Plan",
    .advice: "Langsam beginnen, festhalten. Über Wochen steigern; bei Schmerz aufhören.",
    .target: "Ziel %1", .setsDone: "Sätze geschafft: %1", .setsDoneOf: "%1 von %2 Sätzen geschafft",

    .rowTime: "Zeit", .rowDistance: "Meter", .rowMean: "%1", .rowTop: "Spitze", .rowPower: "Watt",
    .rowCadence: "Schritte/min", .rowFade: "Abfall", .rowEvenness: "Schwankung", .rowBelt: "Band",
    .rowTotal: "gesamt", .rowUncertainty: "± Watt", .headNow: "jetzt", .headLast: "davor",
    .headLastTime: "vorher", .headBest: "Bestes", .headSet: "Satz %1", .headChange: "Änderung",

    .summaryOf: "SATZ %1 FERTIG, METER", .better: "Dein Bestes: %1 weiter", .worse: "%1 unter deinem Besten",
    .equal: "So weit wie dein Bestes", .firstOfKind: "Erster Satz dieser Art", .estimated: "geschätzt",
    .fadeOf: "am Ende %1 langsamer", .fasterAtEnd: "am Ende %1 schneller", .even: "gleichmäßig",
    .uneven: "ungleichmäßig", .suspect: "Verdächtig: zählt nicht",

    .forward: "vorwärts", .backward: "rückwärts",

    .ok: "OK", .noSensor: "KEIN SENSOR", .sensorLost: "SENSOR WEG", .noDaemon: "KEIN DIENST",
    .waitingFor: "wartet auf den Deadmill-Dienst (%1)", .check: "PRÜFEN", .clockUnsure: "Uhr unsicher",
    .simulated: "SIMULIERT", .ended: "ZU ENDE", .replayed: "AUFNAHME",

    .gymIdle: "frei", .gymSet: "Satz %1", .gymRest: "Pause", .gymOff: "kein Sensor",
    .gymMore: "%1 weitere Geräte", .gymTitle: "%1 Geräte", .timeLeftOf: "%1, NOCH",

    .counters: "gesamt %1 m   Pulse %2", .missed: "verpasst %1   verworfen %2", .lostUnknown: "verloren: ?",
    .keysHint: "? Tasten", .traceSpan: "letzte %1, volle Höhe = %2",

    .keysTitle: "TASTEN", .keyViews: "groß, genau, alle Geräte, Plan", .keyNext: "nächste Ansicht",
    .keyAuto: "automatische Ansicht", .keyUnits: "Einheiten", .keyMute: "Ton an/aus",
    .keyWalker: "Geher wechseln", .keyMachine: "nächstes Gerät",
    .keyRedraw: "neu zeichnen", .keyQuit: "beenden", .keyHelp: "diese Tasten", .viewIs: "Ansicht: %1",
    .unitIs: "Tempo in %1", .soundOn: "Ton an", .soundOff: "Ton aus", .soundNone: "kein Ton (--sound)",
    .walkerIs: "Geher: %1", .walkerNone: "niemand ausgewählt",

    .viewAuto: "automatisch", .viewBig: "groß", .viewDetail: "genau", .viewGym: "alle Geräte",
    .viewCoach: "Plan",
  ]
}

// SPDX-License-Identifier: Apache-2.0
//
// Owns: the phrases of exports in German. Must not know: where they appear.

extension ReportText {
  static let german: [ReportPhrase: String] = [
    .title: "Trainingsbericht", .titleOf: "Trainingsbericht, %1", .walker: "Name", .noWalker: "ohne Namen",
    .machine: "Gerät", .machines: "Geräte", .period: "Zeitraum", .plan: "Plan", .aim: "Ziel",
    .setsOf: "%1 Sätze zu %2", .oneSetOf: "ein Satz zu %1", .restBetween: "dazwischen %1 Pause",
    .aWeek: "%1 pro Woche", .adherence: "Einhaltung", .weeksMet: "Ziel erreicht in %1 von %2",
    .noWeeks: "noch keine Woche vollendet", .nextStep: "nächster Schritt: Sätze zu %1", .summary: "Überblick",
    .sessions: "Einheiten", .unsureDates: "? Datum unsicher bei: %1", .undated: "ohne Datum",

    .oneSet: "1 Satz", .manySets: "%1 Sätze", .oneSession: "1 Einheit", .manySessions: "%1 Einheiten",
    .oneDay: "1 Tag", .manyDays: "%1 Tage", .oneWeek: "1 Woche", .manyWeeks: "%1 Wochen",

    .weeks: "Wochen", .weekOf: "Woche ab", .done: "Einheiten<br>nach Plan", .doneOf: "%1 von %2",
    .met: "Ziel erreicht", .yes: "ja", .no: "nein", .running: "läuft noch",
    .wholeWeeks: "Die Einhaltung gilt für ganze Wochen.", .lastWeeks: "Die neuesten %1.",

    .set: "Satz", .start: "Beginn", .rest: "Pause", .time: "Zeit", .distanceM: "Strecke,<br>m",
    .speedKmh: "Tempo,<br>km/h", .powerW: "Leistung,<br>W", .workKJ: "Arbeit,<br>kJ",
    .lastThird: "Letztes Drittel<br>zum ersten", .exertion: "Anstren-<br>gung, 0-10",
    .pain: "Schmerz,<br>0-10",
    .heartRate: "Puls,<br>/min (höchster)", .meanExertion: "Anstrengung,<br>Mittel",
    .worstPain: "Schmerz,<br>stärkster", .slower: "%1 % langsamer",
    .faster: "%1 % schneller", .noChange: "gleich",

    .totals: "Summen", .sets: "Sätze", .setsIn: "%1 in %2 (%3)", .distance: "Strecke",
    .worstCase: "%1 m ± %2, schlimmstenfalls: alle Fehler in dieselbe Richtung",
    .meanSpeed: "Mittleres Tempo in Bewegung", .work: "Arbeit am Band", .workUnknown: "; unbekannt bei: %1",
    .thisDay: "An diesem Tag: %1",

    .sessionAt: "Einheit um %1 auf %2", .simulated: "simuliert", .suspectMark: "(verdächtig)",
    .enteredMark: "(eingetragen)", .enteredByHand: "von Hand eingetragen",
    .suspectBecause: "Verdächtig: %1.", .untracedSet: "Zu Satz %1 ist kein zeitlicher Verlauf gespeichert.",
    .untracedSets: "Zu den Sätzen %1 ist kein zeitlicher Verlauf gespeichert.",
    .recoveredSet: "Satz %1 wurde nach einer Unterbrechung wiederhergestellt.",
    .recoveredSets: "Die Sätze %1 wurden nach einer Unterbrechung wiederhergestellt.",

    .speedAxis: "Tempo, km/h", .timeAxisMinutes: "Zeit, min:s", .timeAxisHours: "Zeit, h:min:s",
    .setNumber: "Satz %1", .meanOf: "Mittel %1 km/h", .speedOfSet: "Tempo von Satz %1 im Verlauf",
    .speedDescription: "Von 0 bis %1; Mittel %2 km/h, schnellste Sekunde %3 km/h.",
    .distanceOfSets: "Strecke je Satz", .setAxis: "Satz", .distanceAxisM: "Strecke, m",
    .distanceAxisKm: "Strecke, km", .workOfDays: "Arbeit je Tag", .workOfWeeks: "Arbeit je Woche",
    .workAxis: "Arbeit, kJ", .distanceOfDays: "Strecke je Tag", .distanceOfWeeks: "Strecke je Woche",
    .feelingOfDays: "Anstrengung und Schmerz je Tag", .feelingOfWeeks: "Anstrengung und Schmerz je Woche",
    .feelingAxis: "0 bis 10", .dayAxis: "Tag, %1", .weekAxis: "Montag der Woche",
    .exertionLegend: "Anstrengung (RPE), Mittel", .painLegend: "Schmerz, stärkster",
    .nothingNoted: "In diesem Zeitraum sind weder Anstrengung noch Schmerz notiert.",

    .aboutFigures: "Zu den Zahlen", .writtenBy: "Geschrieben von %1.",
    .basisOfAll: "Grundlage aller Zahlen: %1.",
    .basisNumber: "Grundlage %1: %2.", .basisFromHere: "Ab hier Grundlage %1, siehe am Ende.",
    .basisOfSet: "Satz %1: Grundlage %2, siehe am Ende.", .basisText: "Kalibrierung %1, %2%3; deadmill %4%5",
    .dragEstimated: "Widerstand geschätzt", .dragMeasured: "Widerstand gemessen",
    .bodyMass: ", Körpermasse %1 kg",

    .remarkSimulated: "%1 von einem simulierten Band; niemand ist gegangen.",
    .remarkEntered: "%1 von Hand eingetragen, nicht gemessen.",
    .remarkSuspect:
      "%1 verdächtig: Die Pulse des Sensors sehen nicht nach einem gehenden Menschen aus. Verdächtige Sätze "
      + "zählen in keiner Summe, bis sie bestätigt sind (deadmill accept).",
    .remarkSd: "± ist eine Standardunsicherheit; – ist unbekannt, oder vor dem ersten Satz.",
    .remarkDistance:
      "Die Strecke ist der Weg des Bandes, mit Magneten gezählt; das Tempo ist Strecke durch Zeit in Bewegung.",
    .remarkPower:
      "Leistung und Arbeit sind mechanisch, am Band: aus Tempo und Widerstand, nicht aus dem Körper.",
    .remarkMeasured: "Die Leistung beruht auf dem am Gerät gemessenen Widerstand: %1.",
    .remarkEstimated:
      "~ ist geschätzt: Die Leistung beruht auf dem üblichen Widerstand solcher Geräte, da der dieses Gerätes "
      + "nicht gemessen ist: %1.",
    .remarkUnsure:
      "? ist eine unsichere Uhrzeit: Kein Netz hatte die Uhr gestellt. Zeitdauern hängen nicht davon ab.",
    .remarkScales:
      "RPE ist die empfundene Anstrengung von 0 (Ruhe) bis 10 (Borg CR10), Schmerz geht von 0 (keiner) bis 10; "
      + "beides nach Angabe.",
    .remarkWeeks:
      "Eine Woche geht von Montag bis Sonntag und wird als Ganze beurteilt, auch wenn nur ein Teil in den "
      + "Zeitraum fällt.",
    .remarkRecord:
      "Dies ist eine Aufzeichnung des Trainings, kein ärztlicher Befund und kein ärztlicher Rat.",

    .date: "Datum", .protocolName: "Protokoll", .motionS: "In Bewegung, s", .timeS: "Zeit, s",
    .restS: "Pause, s",
    .distanceSdM: "Strecke ±, m", .topKmh: "Schnellste Sekunde, km/h", .powerSdW: "Leistung ±, W",
    .drag: "Widerstand", .change: "Letztes Drittel zum ersten, % langsamer", .steps: "Schritte",
    .cadence: "Schritte pro Minute", .note: "Notiz", .suspect: "Verdächtig", .id: "Kennung",

    .suspectMains: "gleichmäßige Abstände mit %1 Hz, wie von Netzbrummen",
    .suspectMotor: "gleichmäßige Abstände mit %1 Hz, wie von einem Motor oder Dimmer",
    .suspectEven: "gleichmäßige Abstände ohne den Wechsel der Schritte, wie von einem Motor oder Dimmer",
    .suspectChatter: "sprunghafte Abstände, wie von einem Magneten am Schaltpunkt",
    .suspectImpossible: "Anfahren und Anhalten, wie es kein Mensch mit einem so schweren Band kann",

    .deadmill3x60: "Drei Sätze zu einer Minute", .retroWalk: "Rückwärts gehen, bis zu zehn Minuten",
    .sledPull: "Sechs Schlittenzüge zu 30 Sekunden", .free: "Kein Plan: Jeder Satz zählt",
  ]
}

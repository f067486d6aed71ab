// SPDX-License-Identifier: Apache-2.0
//
// Owns: what the console says in English. Must not know: where it stands; `PhraseRoom` knows how long it may be.

extension Words {
  static let english: [Phrase: String] = [
    .set: "SET %1", .setOf: "SET %1 OF %2", .paused: "PAUSED", .rest: "REST", .restLeft: "REST LEFT",
    .restOver: "REST IS OVER", .ready: "Walk: a set begins by itself", .sessionDone: "DONE FOR TODAY",
    .speed: "SPEED", .distance: "METRES", .distanceOf: "SET %1, METRES", .setTime: "SET TIME",
    .timeLeft: "TIME LEFT", .lastSet: "LAST SET",

    .walkNow: "WALK", .restNow: "REST", .doneNow: "DONE", .walkOn: "Walk as long as you like",
    .beginSet: "Begin with set %1", .beginSets: "Begin with set %1 of %2", .restUntil: "Rest, then set %1",
    .restAsLong: "Rest as long as you like", .allDone: "All sets done", .doneForToday: "Done for today",
    .next: "Next", .nextWalk: "set %1", .nextWalkFor: "set %1, %2 long", .nextRest: "rest",
    .nextRestFor: "rest for %1", .nextFinished: "next time the same", .nextLonger: "next time sets of %1",
    .nextMore: "next time %1 sets", .nextFaster: "next time %1 on average",
    .nextAgain: "next time the same once more", .week: "This week", .weekOf: "%1 of %2 sessions",
    .weekRange: "%1 of %2 sessions", .streak: "%1 weeks in a row", .noProtocol: "No protocol",
    .target: "target %1", .setsDone: "%1 sets done", .setsDoneOf: "%1 of %2 sets done",

    .rowTime: "time", .rowDistance: "metres", .rowSpeed: "speed", .rowTop: "fastest", .rowPower: "watts",
    .rowCadence: "steps/min", .rowFade: "fade", .rowEvenness: "unevenness", .rowBelt: "belt",
    .rowTotal: "total",
    .rowUncertainty: "± watts", .headNow: "now", .headLast: "last", .headLastTime: "last time",
    .headBest: "best", .headSet: "set %1", .headChange: "change",

    .summaryOf: "SET %1 DONE", .better: "Your best: %1 further", .worse: "%1 short of your best",
    .equal: "As far as your best", .firstOfKind: "The first of its kind", .estimated: "estimated",
    .fadeOf: "%1 slower at the end", .fasterAtEnd: "%1 faster at the end", .even: "evenly walked",
    .uneven: "unevenly walked", .perMinute: "%1 a minute",

    .forward: "forward", .backward: "backward",

    .ok: "OK", .noSensor: "NO SENSOR", .sensorLost: "SENSOR LOST", .noDaemon: "NO DAEMON",
    .waitingFor: "waiting for the daemon at %1", .check: "CHECK", .clockUnsure: "clock unsure",
    .simulated: "SIMULATED", .ended: "ENDED", .replayed: "REPLAY",

    .gymIdle: "idle", .gymSet: "set %1", .gymRest: "rest", .gymOff: "no sensor", .gymMore: "%1 more machines",

    .counters: "total %1 m   pulses %2", .missed: "missed %1   rejected %2", .lostUnknown: "lost ?",
    .keysHint: "? keys", .traceSpan: "%1, top %2",

    .keysTitle: "KEYS", .keyViews: "big, detail, gym, coach", .keyNext: "next view",
    .keyAuto: "view by itself",
    .keyUnits: "units", .keyMute: "sound off and on", .keyWalker: "who walks", .keyRedraw: "draw anew",
    .keyQuit: "quit", .keyHelp: "these keys", .viewIs: "view: %1", .unitIs: "speed in %1",
    .soundOn: "sound on",
    .soundOff: "sound off", .soundNone: "no sound (--sound)", .walkerIs: "walker: %1",
    .walkerNone: "nobody in particular walks",

    .viewAuto: "by itself", .viewBig: "big", .viewDetail: "detail", .viewGym: "gym", .viewCoach: "coach",
  ]
}

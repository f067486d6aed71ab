// SPDX-License-Identifier: Apache-2.0
//
// Owns: the console's phrases in English. Must not know: where they appear. WordsTests holds how long each may be.

extension Words {
  package static let english: [Phrase: String] = [
    .set: "SET %1", .setOf: "SET %1 OF %2", .paused: "PAUSED", .rest: "REST", .restLeft: "REST LEFT",
    .restOver: "REST IS OVER", .ready: "Walk: sets start automatically", .sessionDone: "DONE FOR TODAY",
    .speed: "SPEED", .distance: "METRES", .distanceOf: "SET %1, METRES",

    .walkNow: "WALK", .restNow: "REST", .doneNow: "DONE", .walkOn: "Walk as long as you like",
    .beginSet: "Start set %1", .beginSets: "Start set %1 of %2", .restUntil: "Rest, then set %1",
    .restAsLong: "Rest as long as you like", .allDone: "All sets done",
    .nextWalk: "Next: set %1", .nextWalkFor: "Next: set %1, %2", .nextRest: "Next: rest",
    .nextRestFor: "Next: rest for %1", .nextFinished: "Next time: the same",
    .nextLonger: "Next time: sets of %1",
    .week: "This week", .weekOf: "%1 of %2 sessions",
    .streak: "%1 weeks in a row", .noProtocol: "No protocol",
    .advice: "Start slowly, hold the rails. Build up over weeks; stop on pain.",
    .target: "target %1", .setsDone: "sets done: %1", .setsDoneOf: "%1 of %2 sets done",

    .rowTime: "time", .rowDistance: "metres", .rowMean: "%1", .rowTop: "fastest", .rowPower: "watts",
    .rowCadence: "steps/min", .rowFade: "fade", .rowEvenness: "variation", .rowBelt: "belt",
    .rowTotal: "total",
    .rowUncertainty: "± watts", .headNow: "now", .headLast: "last", .headLastTime: "prev.",
    .headBest: "best", .headSet: "set %1", .headChange: "change",

    .summaryOf: "SET %1 DONE, METRES", .better: "Your best: %1 further", .worse: "%1 short of your best",
    .equal: "As far as your best", .firstOfKind: "First set like this", .estimated: "estimated",
    .fadeOf: "%1 slower at the end", .fasterAtEnd: "%1 faster at the end", .even: "even pace",
    .uneven: "uneven pace", .suspect: "Suspect: not counted",

    .forward: "forward", .backward: "backward",

    .ok: "OK", .noSensor: "NO SENSOR", .sensorLost: "SENSOR LOST", .noDaemon: "NO SERVICE",
    .waitingFor: "waiting for the deadmill service (%1)", .check: "CHECK", .clockUnsure: "clock unsure",
    .simulated: "SIMULATED", .ended: "ENDED", .replayed: "REPLAY",

    .gymIdle: "idle", .gymSet: "set %1", .gymRest: "rest", .gymOff: "no sensor", .gymMore: "%1 more machines",
    .gymTitle: "%1 machines", .timeLeftOf: "%1, TIME LEFT",

    .counters: "total %1 m   pulses %2", .missed: "missed %1   rejected %2", .lostUnknown: "lost: unknown",
    .keysHint: "? keys", .traceSpan: "last %1, full height = %2",

    .keysTitle: "KEYS", .keyViews: "big, detail, gym, coach", .keyNext: "next view",
    .keyAuto: "automatic view",
    .keyUnits: "units", .keyMute: "sound on/off", .keyWalker: "switch walker", .keyMachine: "next machine",
    .keyRedraw: "redraw",
    .keyQuit: "quit", .keyHelp: "these keys", .viewIs: "view: %1", .unitIs: "speed in %1",
    .soundOn: "sound on",
    .soundOff: "sound off", .soundNone: "no sound (--sound)", .walkerIs: "walker: %1",
    .walkerNone: "no walker selected",

    .viewAuto: "auto", .viewBig: "big", .viewDetail: "detail", .viewGym: "gym", .viewCoach: "coach",
  ]
}

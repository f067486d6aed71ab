// SPDX-License-Identifier: Apache-2.0
//
// Owns: the console's phrases in English. Must not know: where they appear. WordsTests holds how long each may be.

extension Words {
  package static let english: [Phrase: String] = [
    .set: "SET %1", .setOf: "SET %1 OF %2", .paused: "PAUSED", .rest: "REST", .restLeft: "REST LEFT",
    .restOver: "REST IS OVER", .ready: "Walk: sets start automatically",
    .sessionDone: "DONE FOR TODAY, SINCE",
    .doneOver: "DONE %1", .extraSet: "EXTRA SET", .coasting: "COASTING", .starting: "STARTING",
    .feet: "FEET", .yards: "YARDS", .miles: "MILES", .feetOf: "SET %1, FEET",

    .aheadOfLast: "%1 ahead of last time", .behindLast: "%1 behind last time",
    .aheadOfBest: "%1 ahead of your best", .behindBest: "%1 behind your best",
    .aheadOfTarget: "%1 ahead of the target", .behindTarget: "%1 behind the target",
    .levelLast: "level with last time", .levelBest: "level with your best", .levelTarget: "on target",
    .speed: "SPEED", .distance: "METRES", .distanceOf: "SET %1, METRES",

    .walkNow: "WALK", .restNow: "REST", .doneNow: "DONE", .walkOn: "Walk as long as you like",
    .beginSet: "Start set %1", .beginSets: "Start set %1 of %2", .restUntil: "Rest, then set %1",
    .restAsLong: "Rest as long as you like", .allDone: "All sets done",
    .nextWalk: "Next: set %1", .nextWalkFor: "Next: set %1, %2", .nextRest: "Next: rest",
    .nextRestFor: "Next: rest for %1", .nextFinished: "Next time: the same",
    .nextLonger: "Next time: sets of %1",
    .nextAgain: "Next: set %1 again", .nextAgainFor: "Next: set %1 again, %2",
    .titleDeadmill: "Three sets of a minute", .titleRetro: "Walk backwards, up to ten minutes",
    .titleSled: "Six sled pulls of 30 seconds", .titleFree: "No plan: any set counts",
    .holdRails: "HOLD RAILS", .beginner: "Your first sessions: short sets, start slowly, stop on pain.",
    .restTarget: "rest %1", .weekOfDays: "%1 of %2 days",
    .week: "This week", .weekOf: "%1 of %2 sessions",
    .streak: "%1 weeks in a row", .noProtocol: "No protocol",
    .advice: "Start slowly, hold the rails. Build up over weeks; stop on pain.",
    .target: "target %1", .setsDone: "sets done: %1", .setsDoneOf: "%1 of %2 sets done",

    .rowTime: "time", .rowDistance: "metres", .rowMean: "%1", .rowTop: "fastest", .rowPower: "watts",
    .rowCadence: "steps/min", .rowFade: "fade", .rowEvenness: "variation", .rowBelt: "belt",
    .rowTotal: "total", .rowHere: "here for", .rowHeartRate: "heart rate",
    .rowUncertainty: "± watts", .rowFeet: "feet", .headNow: "now", .headLast: "last", .headLastTime: "prev.",
    .headBest: "best", .headSet: "set %1", .headChange: "change",

    .summaryOf: "SET %1 DONE, METRES", .better: "Your best: %1 further", .worse: "%1 short of your best",
    .equal: "As far as your best", .firstOfKind: "First set like this", .estimated: "estimated",
    .fadeOf: "%1 slower at the end", .fasterAtEnd: "%1 faster at the end", .even: "even pace",
    .uneven: "uneven pace", .suspect: "Suspect: not counted",
    .tooShort: "Too short %1 of %2", .setAgain: "set %1 again", .extraDone: "EXTRA SET DONE, METRES",
    .summaryFeet: "SET %1 DONE, FEET", .extraFeet: "EXTRA SET DONE, FEET",

    .walkerNext: "next: %1", .walkerFromNow: "%1, this set included",
    .walkerFromNext: "%1, from the next set",
    .noWalkerFromNow: "no walker, this set included", .noWalkerFromNext: "no walker from the next set",
    .walkerElsewhere: "%1 is on %2 too", .walkerLeftRest: "no walker after a long rest",
    .walkerLeftDay: "no walker: a new day",
    .pickTitle: "WHO WALKS?  %1", .pickNone: "no walker", .pickHint: "number, name, Enter, Esc",
    .pickEmpty: "no such name", .pickAdd: "add one: deadmill walkers add NAME",
    .pickWait: "asking the daemon", .pickMore: "%1 more",

    .rateExertion: "EXERTION 0-10?  %1", .ratePain: "PAIN 0-10?  %1", .rateHint: ". half  Enter next  Esc",
    .ratedBoth: "noted: exertion %1, pain %2", .ratedExertion: "noted: exertion %1",
    .ratedPain: "noted: pain %1",

    .forward: "forward", .backward: "backward",

    .ok: "OK", .noSensor: "NO SENSOR", .sensorLost: "SENSOR LOST", .noDaemon: "NO SERVICE",
    .waitingFor: "waiting for the deadmill service (%1)", .check: "CHECK", .clockUnsure: "clock unsure",
    .simulated: "SIMULATED", .ended: "ENDED", .replayed: "REPLAY",

    .gymIdle: "idle", .gymSet: "set %1", .gymRest: "rest", .gymOff: "no sensor", .gymMore: "%1 more machines",
    .gymTitle: "%1 machines", .timeLeftOf: "%1, TIME LEFT",

    .counters: "total %1   pulses %2", .missed: "missed %1   rejected %2", .lostUnknown: "lost: unknown",
    .keysHint: "? keys", .traceSpan: "last %1, full height = %2",

    .keysTitle: "KEYS", .keyViews: "big, detail, gym, coach", .keyNext: "next view",
    .keyAuto: "automatic view",
    .keyUnits: "units", .keyMute: "sound on/off", .keyWalker: "choose the walker",
    .keyRate: "exertion and pain", .keyClaim: "claim the set by phone",
    .claimHere: "Yours? Scan it", .claimNone: "no set to claim now",
    .claimNoPage: "claim: deadmill claim last NAME",
    .arrows: "arrows", .keyMachine: "next machine",
    .keyRedraw: "redraw",
    .keyQuit: "quit", .keyHelp: "these keys", .viewIs: "view: %1", .unitIs: "speed in %1",
    .soundOn: "sound on",
    .soundOff: "sound off", .soundNone: "no sound (--sound)",

    .viewAuto: "auto", .viewBig: "big", .viewDetail: "detail", .viewGym: "gym", .viewCoach: "coach",
  ]
}

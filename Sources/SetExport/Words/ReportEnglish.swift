// SPDX-License-Identifier: Apache-2.0
//
// Owns: the phrases of exports in English. Must not know: where they appear.

import SetLog

extension ReportText {
  static let english: [ReportPhrase: String] = [
    .title: "Training report", .titleOf: "Training report, %1", .walker: "Walker", .noWalker: "no walker",
    .machine: "Machine", .machines: "Machines", .period: "Period", .plan: "Plan", .aim: "Aim",
    .setsOf: "%1 sets of %2", .oneSetOf: "one set of %1", .restBetween: "%1 of rest between",
    .aWeek: "%1 a week",
    .adherence: "Adherence", .weeksMet: "aim met in %1 of %2", .noWeeks: "no week is over yet",
    .nextStep: "next step: sets of %1", .summary: "Summary", .sessions: "Sessions",
    .unsureDates: "? dates of %1 are not sure", .undated: "undated",

    .oneSet: "1 set", .manySets: "%1 sets", .oneSession: "1 session", .manySessions: "%1 sessions",
    .oneDay: "1 day",
    .manyDays: "%1 days", .oneWeek: "1 week", .manyWeeks: "%1 weeks",

    .weeks: "Weeks", .weekOf: "Week of", .done: "Sessions<br>by plan", .doneOf: "%1 of %2", .met: "Aim met",
    .yes: "yes", .no: "no", .running: "not over", .wholeWeeks: "Adherence is judged by whole weeks.",
    .lastWeeks: "The newest %1.",

    .set: "Set", .start: "Start", .rest: "Rest", .time: "Time", .distanceM: "Distance,<br>m",
    .speedKmh: "Speed,<br>km/h", .powerW: "Power,<br>W", .workKJ: "Work,<br>kJ",
    .lastThird: "Last third<br>to first",
    .exertion: "RPE,<br>0-10", .pain: "Pain,<br>0-10", .meanExertion: "RPE,<br>mean",
    .worstPain: "Pain,<br>worst", .heartRate: "Heart rate,<br>/min (top)",
    .slower: "%1 % slower", .faster: "%1 % faster", .noChange: "none",

    .totals: "Totals", .sets: "Sets", .setsIn: "%1 in %2 on %3", .distance: "Distance",
    .worstCase: "%1 m ± %2, worst case: all errors in the same direction", .meanSpeed: "Mean speed in motion",
    .work: "Work on the belt", .workUnknown: "; of %1 unknown", .thisDay: "This day: %1",

    .sessionAt: "Session at %1 on %2", .simulated: "simulated", .suspectMark: "(suspect)",
    .enteredMark: "(entered)", .enteredByHand: "entered by hand",
    .suspectBecause: "Suspect: %1.", .untracedSet: "Of set %1 no course over time is stored.",
    .untracedSets: "Of sets %1 no course over time is stored.",
    .recoveredSet: "Set %1 was recovered after an interruption.",
    .recoveredSets: "Sets %1 were recovered after an interruption.",

    .speedAxis: "speed, km/h", .timeAxisMinutes: "time, min:s", .timeAxisHours: "time, h:min:s",
    .setNumber: "Set %1",
    .meanOf: "mean %1 km/h", .speedOfSet: "Speed of set %1 over time",
    .speedDescription: "From 0 to %1; mean %2 km/h, fastest second %3 km/h.",
    .distanceOfSets: "Distance of each set",
    .setAxis: "set", .distanceAxisM: "distance, m", .distanceAxisKm: "distance, km",
    .workOfDays: "Work of each day",
    .workOfWeeks: "Work of each week", .workAxis: "work, kJ", .distanceOfDays: "Distance of each day",
    .distanceOfWeeks: "Distance of each week", .feelingOfDays: "Exertion and pain of each day",
    .feelingOfWeeks: "Exertion and pain of each week", .feelingAxis: "0 to 10", .dayAxis: "day, %1",
    .weekAxis: "Monday of the week", .exertionLegend: "exertion (RPE), mean", .painLegend: "pain, worst",
    .nothingNoted: "No exertion and no pain were noted in this period.",

    .aboutFigures: "About the figures", .writtenBy: "Written by %1.",
    .basisOfAll: "Basis of all figures: %1.",
    .basisNumber: "Basis %1: %2.", .basisFromHere: "From here on basis %1, see the end.",
    .basisOfSet: "Set %1: basis %2, see the end.", .basisText: "calibration %1, %2%3; deadmill %4%5",
    .dragEstimated: "drag estimated", .dragMeasured: "drag measured", .bodyMass: ", body mass %1 kg",

    .remarkSimulated: "%1 from a simulated belt; no one walked.",
    .remarkEntered: "%1 entered by hand, not measured.",
    .remarkSuspect:
      "%1 marked suspect: the sensor's pulses are not believed to be a person's walk. Suspect sets are in no "
      + "sum until they are accepted (deadmill accept).",
    .remarkSd: "± is one standard uncertainty; – is unknown, or nothing before the first set.",
    .remarkDistance:
      "Distance is the belt's travel, counted with magnets; speed is distance over time in motion.",
    .remarkPower:
      "Power and work are mechanical, on the belt: from its speed and its drag, not from the body.",
    .remarkMeasured: "Power of %1 rests on the drag that was measured on the machine.",
    .remarkEstimated:
      "~ is estimated: power of %1 rests on the drag that is usual for such machines, since that of this one "
      + "has not been measured.",
    .remarkUnsure:
      "? is a time that is not sure: no network had set the clock. Durations do not depend on it.",
    .remarkScales:
      "RPE is perceived exertion from 0 (rest) to 10 (Borg CR10), pain goes from 0 (none) to 10; both as the "
      + "walker said.",
    .remarkWeeks:
      "A week is from Monday to Sunday, and is judged as a whole even if the report has only a part of it.",
    .remarkRecord:
      "This is a record of training. It is not a medical assessment and not medical advice.",

    .date: "Date", .protocolName: "Protocol", .motionS: "In motion, s", .timeS: "Time, s", .restS: "Rest, s",
    .distanceSdM: "Distance ±, m", .topKmh: "Fastest second, km/h", .powerSdW: "Power ±, W", .drag: "Drag",
    .change: "Last third to first, % slower", .steps: "Steps", .cadence: "Steps per minute", .note: "Note",
    .suspect: "Suspect", .id: "Id",

    .suspectMains: SuspicionReason.mains.rawValue, .suspectMotor: SuspicionReason.motor.rawValue,
    .suspectEven: SuspicionReason.even.rawValue, .suspectChatter: SuspicionReason.chatter.rawValue,
    .suspectImpossible: SuspicionReason.impossible.rawValue,

    .deadmill3x60: "Three sets of a minute", .retroWalk: "Walk backwards, up to ten minutes",
    .sledPull: "Six sled pulls of 30 seconds", .free: "No plan: any set counts",
  ]
}

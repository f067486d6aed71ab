// SPDX-License-Identifier: Apache-2.0
//
// Owns: the phrases of exports that people read, by their meaning. Must not know: any language.

/// A phrase. `%1` to `%5` in its text are places for figures or names.
enum ReportPhrase: String, CaseIterable {
  // The head.
  case title, titleOf, walker, noWalker, machine, machines, period, plan, aim, setsOf, oneSetOf, restBetween,
    aWeek,
    adherence, weeksMet, noWeeks, nextStep, summary, sessions, unsureDates, undated
  // Counted nouns, one and many.
  case oneSet, manySets, oneSession, manySessions, oneDay, manyDays, oneWeek, manyWeeks
  // The weeks.
  case weeks, weekOf, done, doneOf, met, yes, no, running, wholeWeeks, lastWeeks
  // Heads of tables; figures with their units.
  case set, start, rest, time, distanceM, speedKmh, powerW, workKJ, lastThird, exertion, pain,
    heartRate, meanExertion,
    worstPain,
    slower, faster, noChange
  // Totals.
  case totals, sets, setsIn, distance, worstCase, meanSpeed, work, workUnknown, thisDay
  // Sessions.
  case sessionAt, simulated, suspectMark, enteredMark, suspectBecause, untracedSet, untracedSets,
    recoveredSet,
    recoveredSets
  // Plots.
  case speedAxis, timeAxisMinutes, timeAxisHours, setNumber, meanOf, speedOfSet, speedDescription,
    distanceOfSets, setAxis,
    distanceAxisM, distanceAxisKm, workOfDays, workOfWeeks, workAxis, distanceOfDays, distanceOfWeeks,
    feelingOfDays,
    feelingOfWeeks, feelingAxis, dayAxis, weekAxis, exertionLegend, painLegend, nothingNoted
  // The foot.
  case aboutFigures, writtenBy, basisOfAll, basisNumber, basisFromHere, basisOfSet, basisText, dragEstimated,
    enteredByHand,
    dragMeasured,
    bodyMass
  case remarkSimulated, remarkEntered, remarkSuspect, remarkSd, remarkDistance, remarkPower, remarkMeasured,
    remarkEstimated,
    remarkUnsure,
    remarkScales, remarkWeeks, remarkRecord
  // Columns of the table for spreadsheets.
  case date, protocolName, motionS, timeS, restS, distanceSdM, topKmh, powerSdW, drag, change, steps, cadence,
    note, suspect,
    id
  // Why a set is suspect.
  case suspectMains, suspectMotor, suspectEven, suspectChatter, suspectImpossible
  // The built-in protocols.
  case deadmill3x60, retroWalk, sledPull, free
}

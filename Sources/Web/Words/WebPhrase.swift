// SPDX-License-Identifier: Apache-2.0
//
// Owns: the page's own phrases, by their meaning. Must not know: any language, where they appear.

import Words

/// A phrase of the page that no other display has. `%1` and `%2` are placeholders.
enum WebPhrase: String, Sendable, CaseIterable {
  // Everywhere.
  case appName, live, machines, sets, mySets, progress, month, signIn, signOut, staff, back, language, save,
    cancel, yes, no, older, newest, name, noName, skip
  // Live.
  case notLive, connecting, noMachine, soundOn, soundOff, fullScreen, awake, awakeNeedsTLS, speed, time,
    distance,
    iWalkHere, whoWalks, walkHere, noWalker, allMachines, claimThis, rateTitle, exertion, pain, noted,
    voice,
    qrTitle, openOnPhone
  // History.
  case noSets, day, startedAt, duration, metres, meanSpeed, power, work, machine, walker, note, set, setOn,
    speedOverTime, download, suspect, simulated, entered, discarded, totals, setsCount, trend, trendClear,
    trendUnclear, bests, week, weeks, aimMet, printPage, farthest, fastest, longest, mostWork, strongest,
    noWalkerYet, rest, unsureClock, estimatedShort, sessionFiles
  // Signing in.
  case pin, pinHint, pinWrong, pinWait, password, noPIN, setPIN, newPIN, pinSaved, wrongName, staffOff,
    myPage,
    personalOff, eraseMe, eraseMeSure, erased, linkUsed, linkTitle, linkGood, signedInAs, endAll
  // Claiming.
  case claimTitle, claimWhose, claimName, claimButton, claimDone, claimGone, claimUsed, claimTaken, claimNew,
    claimKnown, claimFiles, claimAsMe
  // Staff.
  case walkers, addWalker, rename, erase, erasing, makeLink, linkFor, linkLasts, retire, serviced, since,
    accept,
    discard, restore, onMachine, takeOff, sessionsEnded, bodyMass, printQR, tokens, makeToken, tokenOnce,
    removeToken, tokenName
  // Errors.
  case notFound, notFoundText, forbidden, forbiddenText, logBusy, logGone, daemonGone, refused, formOld,
    tooLarge,
    failed
}

/// The page's phrases in a language.
struct WebWords: Sendable, Equatable {
  let language: Language

  func callAsFunction(_ phrase: WebPhrase, _ first: String = "", _ second: String = "") -> String {
    let texts = Self.table[phrase]
    let text = (language == .german ? texts?.german : texts?.english) ?? phrase.rawValue
    return text.replacing("%1", with: first).replacing("%2", with: second)
  }
}
